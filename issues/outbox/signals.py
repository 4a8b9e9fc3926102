"""Signals of the outbox. Receivers run after the commit, and their errors stop nobody."""

from django.dispatch import Signal

# A report is in Jira, and files or links wait for that. With report_id (UUID).
parts_may_go = Signal()
