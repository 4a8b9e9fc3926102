"""The cycle in which Atlassian is told of stored accounts, and what its answers cause. Each report leaves a record."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.utils import timezone

from installation import copy_guard
from integrations import connections
from integrations.connections import backoff
from integrations.errors import IntegrationError, RateLimited, ReconnectRequired, ScopeMissing
from integrations.models import (
    AccountReport,
    Connection,
    ConnectionKind,
    ConnectionState,
    StoredAccount,
)
from integrations.user_lifecycle import changed_accounts, report_call
from integrations.user_lifecycle.report_call import MOST, Answered

logger = logging.getLogger(__name__)

DEADLINE = 15.0  # seconds for one call
# Accounts that one process reports are due again after this time, should it end before the answer.
RESERVED = timedelta(minutes=10)
WAIT = timedelta(hours=1)
_TOKENS = 3  # links whose tokens are tried


def enabled() -> bool:
    """Whether the app has the scope, without which Atlassian takes no report."""
    return report_call.SCOPE in settings.ATLASSIAN_SCOPES


def send_due(seconds: float) -> int:
    """Report all accounts that are due, in calls of 90, for about *seconds*. Returns how many were reported."""
    until, count = monotonic() + seconds, 0
    if not enabled() or copy_guard.elsewhere():
        return 0
    while monotonic() < until and not _waits():
        accounts = _reserved()
        if not accounts or not _reported(accounts):
            break
        count += len(accounts)
    return count


def _waits() -> bool:
    return AccountReport.objects.filter(not_before__gt=timezone.now()).exists()


def _reserved() -> list[StoredAccount]:
    """The next accounts that are due, kept from other processes. None where another process is at work."""
    now = timezone.now()
    due = StoredAccount.objects.filter(due_at__lte=now)
    rows = list(due.order_by("due_at", "pk")[:MOST])
    keys = [each.pk for each in rows]
    reserved = due.filter(pk__in=keys).update(due_at=now + RESERVED)
    return rows if reserved == len(rows) else []


def _reported(accounts: Sequence[StoredAccount]) -> bool:
    """Whether Atlassian answered. Every outcome is recorded."""
    pairs = [(each.account_id, each.retrieved_at) for each in accounts]
    try:
        answer = _asked(pairs)
    except IntegrationError as error:
        wait = timedelta(seconds=error.retry_after) if isinstance(error, RateLimited) else WAIT
        _record(pairs, error, timezone.now() + wait)
        return False
    now = timezone.now()
    rows = StoredAccount.objects.filter(account_id__in=[each for each, _moment in pairs])
    rows.update(due_at=now + answer.cycle)
    erased = changed_accounts.erase(answer.closed)
    changed_accounts.read_again(answer.changed)
    rows.filter(account_id__in=answer.changed).update(retrieved_at=now)
    AccountReport.objects.create(
        accounts=len(pairs),
        status=answer.status,
        closed=len(answer.closed),
        changed=len(answer.changed),
        erased_rows=erased,
        detail=f"next in {answer.cycle.total_seconds() / 86_400:g} days",
    )
    return True


def _asked(pairs: Sequence[tuple[str, datetime]]) -> Answered:
    """Ask with the token of a linked person that lives anyway. Raises ReconnectRequired where there is none."""
    refusal: IntegrationError = ReconnectRequired("no link has a live token with the scope")
    for connection_id in _links():
        try:
            access = connections.access(connection_id, asked_by="background")
            return report_call.report(access.token, pairs, within=DEADLINE)
        except (ScopeMissing, ReconnectRequired) as error:
            refusal = error
    raise refusal


def _links() -> list[int]:
    now = timezone.now()
    rows = Connection.objects.filter(
        kind=ConnectionKind.USER,
        state=ConnectionState.ACTIVE,
        token__expires_at__gt=now + backoff.MARGIN,
        scopes__contains=report_call.SCOPE,
    )
    return list(rows.order_by("-token__expires_at").values_list("pk", flat=True)[:_TOKENS])


def _record(pairs: Sequence[object], error: IntegrationError, not_before: datetime) -> None:
    logger.warning("stored accounts were not reported: %s", error)
    AccountReport.objects.create(
        accounts=len(pairs),
        status=429 if isinstance(error, RateLimited) else error.status,
        detail=str(error)[:200],
        not_before=not_before,
    )
