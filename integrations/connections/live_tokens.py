"""The accounts whose access tokens live, for reading in the background."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from integrations.connections import backoff
from integrations.models import ConnectionState, Token


def live_accounts(cloud_id: str, account_ids: Iterable[str]) -> set[str]:
    """Those of *account_ids* whose link works, opens the site, and has a token for one more call at least."""
    nobody_or_active = Q(connection__user=None) | Q(connection__user__is_active=True)
    found = Token.objects.filter(
        nobody_or_active,
        expires_at__gt=timezone.now() + backoff.MARGIN,
        connection__account_id__in=set(account_ids),
        connection__state=ConnectionState.ACTIVE,
        connection__sites__cloud_id=cloud_id,
        connection__sites__gone_at=None,
    )
    return set(found.values_list("connection__account_id", flat=True))
