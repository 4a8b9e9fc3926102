"""Which installation a database belongs to. A copy sends nothing: `copy_guard.py` is asked before each call or mail."""
