"""The waiting times of the outbox: between tries, before a lookup is believed, before it asks. Pure. In seconds."""

import random

from django.conf import settings

from issues.outbox.outcomes import Reason

# The first try runs inside the POST. The sweep leaves a new row alone for this long.
HEAD_START = 15.0
# A user who presses "File it in Jira" waits for 8 seconds at most: this long for Jira, the rest for the page.
PATIENCE = 7.0
# The time limit of one try in the background.
UNHURRIED = 15.0
# After this many tries (about a week) the user decides.
MAX_TRIES = 1000
# A refusal that may not be Jira's own is retried until this many tries.
MOST_UNPROVEN = 5
# The most rows that one lookup covers.
LOOKED_FOR_AT_ONCE = 100
# A row that was not found and was sent again is looked for again, this long after it was filed.
FIRST_RECHECK, SECOND_RECHECK = 3600.0, 86_400.0

_FIRST, _LONGEST = 5.0, 600.0
# How often Atlassian is asked about a lost site that rows wait for.
_SITE_AT_FIRST, _SITE_AT_LAST = 90.0, 600.0
_LOOKS = (5.0, 15.0, 45.0, 60.0)
_BY_HAND = frozenset({Reason.ASK, Reason.DENIED, Reason.NOT_FOUND, Reason.GAVE_UP})


def lease() -> float:
    """Longer than the transport's deadline for a whole call, including a token refresh before it."""
    return float(settings.OUTBOX_LEASE_SECONDS)


def grace() -> float:
    """No server commits later than this after the connection was lost. Until then, "not found" proves nothing."""
    return float(settings.OUTBOX_GRACE_SECONDS)


def before_asking_owner() -> float:
    """How long a search index may lag before Lodge stops looking and asks the user."""
    return grace() * 2.5


def before_retry(tries: int, at_least: float = 0.0) -> float:
    """Exponential backoff from 5 s to 10 min, with jitter, and a little more than Jira asked for."""
    doubled: float = _FIRST * 2 ** min(max(tries - 1, 0), 10)
    backoff = min(_LONGEST, doubled) * random.uniform(0.7, 1.3)  # noqa: S311
    return max(backoff, at_least * random.uniform(1.0, 1.1))  # noqa: S311


def before_look(looks: int, at_least: float = 0.0) -> float:
    """5 s, 15 s, 45 s, then every minute: soon enough for a waiting user, rare enough for a lagging index."""
    return max(_LOOKS[min(looks, len(_LOOKS) - 1)], at_least)


def before_checking_refusal(age: float) -> float:
    """When to ask whether Jira knows the account by now. The refusal is unproven and *age* seconds old."""
    return min(max(_LONGEST, age), 86_400.0)


def before_checking_blocker(reason: Reason, tries: int, age: float = 0.0) -> float | None:
    """When to check whether *reason*, which is *age* seconds old, is mended. None: only a user can release it."""
    if reason in _BY_HAND:
        return None
    if reason == Reason.SITE:
        return min(max(_SITE_AT_FIRST, age / 100), _SITE_AT_LAST)
    if reason == Reason.NO_FILES:
        return min(max(_LONGEST, age / 100), 3600.0)
    if reason in (Reason.LINK, Reason.SHARED, Reason.ACCOUNT):
        return min(60.0, before_retry(tries))  # checks only our own database
    return max(60.0, before_retry(tries))
