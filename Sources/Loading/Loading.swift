/// Room Loading.
