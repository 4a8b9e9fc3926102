"""What the outbox tells of. Whoever listens is called once the database holds it, and stops nobody by failing."""

from django.dispatch import Signal

# A report is in Jira, and something of it waits for that: files, links. With report_id (UUID).
parts_may_go = Signal()
