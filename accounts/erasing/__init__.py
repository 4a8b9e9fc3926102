"""Erases a user's personal data: what holds it, what is deleted, what stays, and a search that proves it.

Begin with personal_data_registry.py, where every table declares the personal data in it. erasure_request.py locks
the user out, erasure_steps.py deletes, remaining_data.py searches. Other apps register what only they know (hooks.py).
"""
