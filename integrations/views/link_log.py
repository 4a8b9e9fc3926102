"""Writes what owners do with their links into the history that administrators read on the page of a link."""

from django.contrib.admin.models import CHANGE, LogEntry

from accounts.models import User
from integrations.models import Connection


def log(user: User, connection: Connection, said: str) -> None:
    """Add a line. *said* is in English, because others read it later."""
    LogEntry.objects.log_actions(user.pk, [connection], CHANGE, change_message=said)
