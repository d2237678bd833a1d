/// Room Storage.
