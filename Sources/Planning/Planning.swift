/// Room Planning.
