"""How often one person may search Jira while they type. Beyond that they wait, and nobody else does.

The whole team shares Atlassian's quota. Lodge counts searches per account, in rows that every process sees.
"""

from django.conf import settings
from django.utils import timezone

from accounts import rate_counters
from integrations.errors import SlowDown

_MINUTE, _HOUR = 60, 3600


def count(account_id: str) -> None:
    """Count one search. Raises SlowDown, without counting, after too many in this minute or hour."""
    try:
        rate_counters.take(
            [
                rate_counters.counter(
                    "searches", account_id, settings.SEARCHES_PER_MINUTE, _MINUTE
                ),
                rate_counters.counter("searches", account_id, settings.SEARCHES_PER_HOUR, _HOUR),
            ]
        )
    except rate_counters.TooManyError as error:
        raise SlowDown(max((error.until - timezone.now()).total_seconds(), 1.0)) from None
