/// Room Engine.
