"""Erasing a person: what holds something of theirs, what goes with them, what stays, and the proof of it.

Begin with holdings.py: every table says there what it holds of people. asking.py locks a person out, carrying_out.py
deletes, proof.py searches. The rooms above register what only they know (rooms.py).
"""
