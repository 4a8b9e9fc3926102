"""Prevents a copy of the database from acting: what it has queued is the original's work.

Two installations that refresh the same tokens break them, and two that send the same reports and mails send them twice.
The database names the installation it belongs to, and so does the setting INSTALLATION_ID, beside the keys. Where they
differ, nothing is sent until an administrator adopts the database, and what waits stays as it is.

The transport asks before each call, the email backend before each mail, and the storage before it deletes, so no new
code can forget it. Code that claims rows asks first, so that they stay as they are.
"""

import logging
from dataclasses import dataclass
from time import monotonic

from django.conf import settings
from django.db import Error
from django.utils import timezone

from installation.models import Installation, the_one

logger = logging.getLogger(__name__)

# How long a process uses what it read: a batch of refreshes must not query once each.
FRESH_SECONDS = 5.0
_SAID_EVERY = 3600.0


class CopyError(RuntimeError):
    """The database belongs to another installation: nothing is sent."""


@dataclass(frozen=True)
class _Seen:
    """The owner that the database names (None: none yet), and when this process read it."""

    owner: str | None
    at: float


_seen: _Seen | None = None
_said_at = -_SAID_EVERY


def check() -> None:
    """Raise CopyError when the database belongs to another installation. The first check stores the name.

    Raises a database error where this process could never read it.
    """
    global _said_at  # noqa: PLW0603  # one copy a process
    if _owner() is None:
        Installation.objects.get_or_create(
            pk=the_one(), defaults={"name": settings.INSTALLATION_ID}
        )
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
    """The installation that the database belongs to, where it is another one; otherwise empty. Read-only.

    At most FRESH_SECONDS old; while the database is unreachable, as last read.
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
    """Read the row again at the next check."""
    global _seen, _said_at
    _seen, _said_at = None, -_SAID_EVERY


def adopt() -> str:
    """Make the database belong to this installation and return the former name. Stop the other installation first."""
    row, _ = Installation.objects.get_or_create(
        pk=the_one(), defaults={"name": settings.INSTALLATION_ID}
    )
    before = row.name
    row.name, row.adopted_at = settings.INSTALLATION_ID, timezone.now()
    row.save()
    forget()
    return before
