"""The door: every verb against the sandbox, every answer against the tree of errors."""
