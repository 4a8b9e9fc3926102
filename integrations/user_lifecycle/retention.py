"""How long ended links, the ledger and pending links are kept. A nightly task deletes older rows."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.erasing import admin_history
from integrations.models import (
    AccountReport,
    Connection,
    ConnectionState,
    Pause,
    PendingLink,
    RefreshAttempt,
)
from integrations.signals import accounts_left

BATCH = 200
# How long a report to Atlassian is a proof.
_REPORTS = timedelta(days=400)
# A state is useless an hour after it was made (pending_links.py).
_PENDING = timedelta(days=1)


def purge() -> None:
    """Delete everything that is past its time."""
    ended_links()
    RefreshAttempt.objects.filter(started_at__lt=_ago(settings.RENEWALS_KEPT_DAYS)).delete()
    AccountReport.objects.filter(at__lt=timezone.now() - _REPORTS).delete()
    PendingLink.objects.filter(started_at__lt=timezone.now() - _PENDING).delete()
    Pause.objects.filter(until__lt=timezone.now()).delete()


def ended_links() -> int:
    """Delete links ENDED_LINKS_KEPT_DAYS after their end. Returns how many.

    This deletes their name and id at Atlassian and their ledger. Their generation is no longer needed: no exchange
    lasts longer than a minute, and a new link of the account is a new row.
    """
    before = _ago(settings.ENDED_LINKS_KEPT_DAYS)
    rows = Connection.objects.filter(state=ConnectionState.DISCONNECTED, state_since__lt=before)
    keys, count = list(rows.order_by("pk").values_list("pk", flat=True)), 0
    for start in range(0, len(keys), BATCH):
        with transaction.atomic():
            part = rows.filter(pk__in=keys[start : start + BATCH]).select_for_update()
            held = dict(part.values_list("pk", "account_id"))
            admin_history.forget_rows(Connection, held)
            Connection.objects.filter(pk__in=held).delete()
            _forget_ids(set(held.values()))
        count += len(held)
    return count


def _forget_ids(account_ids: set[str]) -> None:
    """Let the other apps drop the ids of accounts that no link names any more."""
    linked = Connection.objects.filter(account_id__in=account_ids)
    left = account_ids - set(linked.values_list("account_id", flat=True))
    if left:
        accounts_left.send(sender=Connection, account_ids=left)


def _ago(days: float) -> datetime:
    return timezone.now() - timedelta(days=days)
