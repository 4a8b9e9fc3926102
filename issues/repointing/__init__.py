"""Repointing: what Lodge stores about a site that was renamed, replaced or moved, by a table of old and new.

table.py reads the table, plan.py counts what it would change, apply.py changes it in batches, read_back.py proves it.
"""
