/// Room Rendering.
