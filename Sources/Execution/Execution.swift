/// Room Execution.
