/// Room Indexes.
