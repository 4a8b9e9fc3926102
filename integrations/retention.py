"""How long links that ended, the ledger of renewals and links under way are kept: every night what is older goes."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.erasing import history
from integrations.models import (
    Connection,
    ConnectionKind,
    ConnectionState,
    Pause,
    PendingLink,
    RefreshAttempt,
)

BATCH = 200
# A state is of no use an hour after it was made (pending.py).
_PENDING = timedelta(days=1)


def purge() -> None:
    """Do all of it."""
    ended_links()
    RefreshAttempt.objects.filter(started_at__lt=_ago(settings.RENEWALS_KEPT_DAYS)).delete()
    PendingLink.objects.filter(started_at__lt=timezone.now() - _PENDING).delete()
    Pause.objects.filter(until__lt=timezone.now()).delete()


def ended_links() -> int:
    """Delete links ENDED_LINKS_KEPT_DAYS after they ended: name and id at Atlassian, and what was renewed; how many.

    Their generation is needed no longer: no exchange lasts a minute, and another link of the account is another row.
    """
    before = _ago(settings.ENDED_LINKS_KEPT_DAYS)
    rows = Connection.objects.filter(
        kind=ConnectionKind.USER, state=ConnectionState.DISCONNECTED, state_since__lt=before
    )
    keys, count = list(rows.order_by("pk").values_list("pk", flat=True)), 0
    for start in range(0, len(keys), BATCH):
        with transaction.atomic():
            part = rows.filter(pk__in=keys[start : start + BATCH]).select_for_update()
            held = list(part.values_list("pk", flat=True))
            history.forget_rows(Connection, held)
            Connection.objects.filter(pk__in=held).delete()
        count += len(held)
    return count


def _ago(days: float) -> datetime:
    return timezone.now() - timedelta(days=days)
