"""A copy of the database must do nothing to the world: what it has queued, the original does.

Two that renew the same links kill them, and two that send the same reports and mails send them twice. The database
knows the installation that it belongs to; its twin lies beside the keys, in the setting INSTALLATION_ID. Where they
differ, nothing leaves until somebody adopts the database, and what waits stays as it is until then.

Every door asks: the transport before each call, the way of mails before each mail, the storage before it deletes. So
a new way out cannot forget it. Whoever claims rows asks before, so that they stay as they are.
"""

import logging
from dataclasses import dataclass
from time import monotonic

from django.conf import settings
from django.db import Error
from django.utils import timezone

from installation.models import Installation, the_one

logger = logging.getLogger(__name__)

# How long a process may believe what it read: a batch of renewals must not cost a query each.
FRESH_SECONDS = 5.0
_SAID_EVERY = 3600.0


class CopyError(RuntimeError):
    """This database belongs to another installation: nothing leaves."""


@dataclass(frozen=True)
class _Seen:
    """The owner that the database named (None: nobody yet), and when this process read it."""

    owner: str | None
    at: float


_seen: _Seen | None = None
_said_at = -_SAID_EVERY


def check() -> None:
    """Raise CopyError when this database belongs to another installation. The first check names it.

    Raises a database's error where this process could never ask.
    """
    global _said_at  # noqa: PLW0603  # one copy a process
    if _owner() is None:
        Installation.objects.get_or_create(pk=the_one(), defaults={"name": settings.INSTALLATION_ID})
        forget()
    other = elsewhere()
    if not other:
        return
    said = f"this database belongs to {other}, not {settings.INSTALLATION_ID}: nothing leaves until adopt_installation"
    if monotonic() - _said_at >= _SAID_EVERY:
        _said_at = monotonic()
        logger.error(said)
    raise CopyError(said)


def elsewhere() -> str:
    """The installation that this database belongs to, where it is another one; empty where it is ours. Only reads.

    As of FRESH_SECONDS ago at most; while the database is away, as of the last time that it answered.
    """
    owner = _owner()
    return "" if owner in (None, settings.INSTALLATION_ID) else str(owner)


def _owner() -> str | None:
    global _seen  # noqa: PLW0603  # one copy a process
    if _seen is not None and monotonic() - _seen.at < FRESH_SECONDS:
        return _seen.owner
    try:
        owner = Installation.objects.filter(pk=the_one()).values_list("name", flat=True).first()
    except Error:
        if _seen is None:
            raise
        return _seen.owner
    _seen = _Seen(owner, monotonic())
    return owner


def forget() -> None:
    """Read the row anew at the next check."""
    global _seen, _said_at
    _seen, _said_at = None, -_SAID_EVERY


def adopt() -> str:
    """Make the database belong to this installation; the name of the one before. Stop the other one first."""
    row, _ = Installation.objects.get_or_create(pk=the_one(), defaults={"name": settings.INSTALLATION_ID})
    before = row.name
    row.name, row.adopted_at = settings.INSTALLATION_ID, timezone.now()
    row.save()
    forget()
    return before
