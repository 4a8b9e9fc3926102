"""Writes a new grant into the row of its account, inside the caller's transaction."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from integrations.connections import (
    lease,
    sites,
    time_zone,
)
from integrations.connections.disconnecting import NOTHING_UNDER_WAY
from integrations.models import Connection, ConnectionKind, ConnectionState
from integrations.oauth import Me, Resource, TokenAnswer


class ConcurrentLinkError(Exception):
    """Another process linked the same row at the same time."""


def owned_by(user: User, connection: Connection, now: datetime) -> dict[str, Any]:
    """The columns that make *connection* the working link of *user*."""
    same_owner = connection.user_id == user.pk
    return {
        "user": user,
        "waits_for": None,
        "former_user": None,
        "owned_since": connection.owned_since if same_owner else now,
        "state": ConnectionState.ACTIVE,
        "state_reason": "",
        "state_since": now,
        "suspended_from": "",
        "told_at": None,
        "last_used_at": now,
    }


def write(
    connection: Connection,
    answer: TokenAnswer,
    me: Me,
    resources: tuple[Resource, ...],
    changes: dict[str, Any],
) -> None:
    """Write a new grant into the row, with *changes*, inside the caller's transaction. Raises ConcurrentLinkError."""
    # Another user's choice of usual site does not pass to the new owner.
    if changes["user"] is None or changes["user"].pk != connection.user_id:
        changes["default_site"] = None
    # not given: the scopes asked for, RFC 6749 5.1
    asked_for = settings.ATLASSIAN_SCOPES if connection.kind == ConnectionKind.USER else ()
    changed = Connection.objects.filter(pk=connection.pk, generation=connection.generation).update(
        **NOTHING_UNDER_WAY,
        **changes,
        generation=F("generation") + 1,
        display_name=me.name[:255],
        time_zone=me.time_zone[:64] or connection.time_zone,  # hidden this time: keep the known one
        scopes=" ".join(answer.scopes or asked_for),
        failures=0,
    )
    if not changed:
        raise ConcurrentLinkError
    connection.refresh_from_db()
    if changes["user"] is not None:
        time_zone.follow(changes["user"].pk, connection.time_zone)
    lease.write_token(connection.pk, connection.generation, answer, timezone.now())
    sites.store(connection, resources)
    connection.refresh_from_db()
