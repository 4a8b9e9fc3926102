"""The health checks. Each has a time limit, changes nothing, and never raises."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import caches
from django.db import DatabaseError, connection
from django.utils import timezone

from accounts.models import MailServer
from background import heartbeats
from background.heartbeats import SILENT_AFTER, Name
from config.celery import app
from installation import copy_guard
from issues.outbox import engine
from issues.outbox.registry import SENDERS

logger = logging.getLogger(__name__)

OK, UNREACHABLE, SILENT, LATE, UNKNOWN = "ok", "unreachable", "silent", "late", "unknown"
# Of the installation: the database is a copy, and nothing is sent.
COPY = "copy"
# Due work that waits longer than this is not just waiting its turn, and no server is this slow.
LATE_AFTER = timedelta(minutes=10)


@dataclass(frozen=True)
class Finding:
    """The result of one check, as a word; *since* when it has waited or was last seen."""

    state: str
    since: datetime | None = None


Findings = Mapping[str, Finding]


def look() -> dict[str, Finding]:
    """All checks, the database first: without it, nothing is known about its contents."""
    found = {
        "database": _reached(_database),
        "cache": _reached(_cache),
        "broker": _reached(_broker),
    }
    return found | (_work() if found["database"].state == OK else _nothing())


def _reached(ask: Callable[[], object]) -> Finding:
    try:
        ask()
    except Exception as error:  # the driver raises errors of its own
        logger.warning("%s: %s", ask.__name__.strip("_"), type(error).__name__)
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        return Finding(UNREACHABLE)
    return Finding(OK)


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _cache() -> None:
    cache: Any = caches["default"]
    cache.probe()


def _broker() -> None:
    with app.connection_for_write(connect_timeout=1) as broker:
        bounds = {"socket_connect_timeout": 1.0, "socket_timeout": 1.0}  # seconds
        broker.transport_options = {**(broker.transport_options or {}), **bounds}
        broker.ensure_connection(max_retries=1, timeout=2)
        broker.default_channel  # noqa: B018  (asks Redis for an answer)


def _work() -> dict[str, Finding]:
    """Checks of the heartbeats and of waiting work."""
    try:
        silent = timezone.now() - SILENT_AFTER
        last = heartbeats.last()
        found = {
            str(name): Finding(SILENT if last[name].at < silent else OK, last[name].at)
            for name in Name
        }
        oldest = engine.waiting_since(sender.model for sender in SENDERS)
        whose = Finding(COPY if copy_guard.elsewhere() else OK)
        failing = MailServer.objects.values_list("failing_since", flat=True).first()
    except DatabaseError as error:
        logger.warning("what is waiting: %s", type(error).__name__)
        return _nothing()
    waiting = {"waiting": _patiently(oldest, LATE), "mails": _patiently(failing, UNREACHABLE)}
    return found | waiting | {"installation": whose}


def _patiently(since: datetime | None, wrong: str) -> Finding:
    late = since is not None and since < timezone.now() - LATE_AFTER
    return Finding(wrong if late else OK, since)


def _nothing() -> dict[str, Finding]:
    return {name: Finding(UNKNOWN) for name in _OF_WORK}


_OF_WORK = (*map(str, Name), "waiting", "mails", "installation")
NAMES = ("database", "cache", "broker", *_OF_WORK)
