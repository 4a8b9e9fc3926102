"""A copy of the database must not kill the original's links: whoever refreshes first rotates the tokens.

The database knows the name of the installation that it belongs to; its twin lies beside the keys, in the
setting INSTALLATION_ID. Where they differ, nothing is refreshed until somebody adopts the database.
"""

import uuid
from time import monotonic

from django.conf import settings
from django.utils import timezone

from integrations.connections import alarm
from integrations.errors import Misconfigured
from integrations.models import Installation

_THE_ONE = uuid.UUID(int=1)
# How long a process may believe what it read: a batch of refreshes must not cost a query each.
FRESH_SECONDS = 5.0
_known = ("", 0.0)


def check() -> None:
    """Raise Misconfigured when this database belongs to another installation. The first check names it."""
    global _known  # noqa: PLW0603  # one copy a process
    name = settings.INSTALLATION_ID
    if _known[0] == name and monotonic() - _known[1] < FRESH_SECONDS:
        return
    row, _ = Installation.objects.get_or_create(pk=_THE_ONE, defaults={"name": name})
    if row.name != name:
        said = (
            f"this database belongs to {row.name}, not {name}: nothing is refreshed until adopt_installation"
        )
        alarm.sound("installation", said)
        raise Misconfigured(said)
    _known = (name, monotonic())


def forget() -> None:
    """Read the row anew at the next check."""
    global _known  # noqa: PLW0603
    _known = ("", 0.0)


def adopt() -> str:
    """Make the database belong to this installation; the name of the one before. Stop the other one first."""
    row, _ = Installation.objects.get_or_create(pk=_THE_ONE, defaults={"name": settings.INSTALLATION_ID})
    before = row.name
    row.name, row.adopted_at = settings.INSTALLATION_ID, timezone.now()
    row.save()
    forget()
    return before
