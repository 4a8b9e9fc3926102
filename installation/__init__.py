"""Whose this database is. A copy of it does nothing to the world: `gate.py` is asked before anything leaves."""
