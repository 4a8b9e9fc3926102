"""Ends links: at their owner's request, or because Jira answered as another account."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from integrations.connections import (
    admin_alert,
)
from integrations.models import Connection, ConnectionState, Site, Token
from integrations.signals import link_ended, link_ending, link_needs_owner

NOTHING_UNDER_WAY: dict[str, Any] = {
    "lease_owner": "",
    "lease_until": None,
    "exchange_started_at": None,
    "cool_down_until": None,
}


def disconnect(connection_id: int) -> None:
    """End a link at its owner's request. The tokens are deleted; the row stays to keep its generation.

    Atlassian offers no revocation, so the page sends the user to id.atlassian.com, Connected apps.
    """
    if not transaction.get_connection().in_atomic_block:
        link_ending.send_robust(sender=Connection, connection_id=connection_id)
    with transaction.atomic():
        ended = end(connection_id)
    if ended:
        link_ended.send_robust(sender=Connection, connection_id=connection_id)


def end(connection_id: int) -> bool:
    """Delete the tokens and sites of a link inside the caller's transaction. False when it had already ended."""
    live = Connection.objects.filter(pk=connection_id).exclude(state=ConnectionState.DISCONNECTED)
    ended = live.update(
        **NOTHING_UNDER_WAY,
        generation=F("generation") + 1,
        state=ConnectionState.DISCONNECTED,
        state_reason="",
        state_since=timezone.now(),
        suspended_from="",
        former_user=F("waits_for"),  # empty for a link: that stays its owner's
        waits_for=None,
        told_at=None,
        refresh_after=None,
        default_site=None,
    )
    Token.objects.filter(connection_id=connection_id).delete()
    Site.objects.filter(connection_id=connection_id).delete()
    return bool(ended)


def block(connection_id: int, reason: str) -> None:
    """Block a link that answered as another account. Only linking again mends it. Alerts the admins."""
    blocked = Connection.objects.filter(pk=connection_id, state=ConnectionState.ACTIVE).update(
        state=ConnectionState.BLOCKED,
        state_reason=reason[:255],
        state_since=timezone.now(),
        refresh_after=None,
    )
    if blocked:
        admin_alert.send(
            f"blocked:{connection_id}", f"Connection {connection_id} was blocked: {reason}"
        )
        link_needs_owner.send_robust(sender=Connection, connection_id=connection_id, reason=reason)
