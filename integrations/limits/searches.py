"""How often one person may have Jira searched while they type: beyond that they wait, and nobody else does.

Atlassian's quota is the team's. It is counted for the account that asks, in rows that every process sees.
"""

from django.conf import settings
from django.utils import timezone

from accounts import counters
from integrations.errors import SlowDown

_MINUTE, _HOUR = 60, 3600


def count(account_id: str) -> None:
    """Count one search. Raises SlowDown, and counts nothing, for who searched too often in this minute or hour."""
    try:
        counters.take(
            [
                counters.counter("searches", account_id, settings.SEARCHES_PER_MINUTE, _MINUTE),
                counters.counter("searches", account_id, settings.SEARCHES_PER_HOUR, _HOUR),
            ]
        )
    except counters.TooManyError as error:
        raise SlowDown(max((error.until - timezone.now()).total_seconds(), 1.0)) from None
