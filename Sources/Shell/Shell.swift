/// Room Shell.
