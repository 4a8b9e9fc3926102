"""How long the outbox waits: between tries, before it believes a look, before it asks. Pure; seconds throughout."""

import random

from django.conf import settings

from issues.outbox.outcomes import Reason

# The first try runs inside the POST; the sweep leaves a new row alone for so long.
HEAD_START = 15.0
# Whoever presses "File it in Jira" waits for 8 seconds at most: so long for Jira, and the rest for the page.
PATIENCE = 7.0
# What one try in the background may take.
UNHURRIED = 15.0
# After so many tries (about a week) a person decides.
MAX_TRIES = 1000
# A refusal that nobody proved to be Jira's is tried again by itself until then.
MOST_UNPROVEN = 5
# One look answers for so many at most.
LOOKED_FOR_AT_ONCE = 100
# What was not there and was sent again is looked for again, so long after it was filed.
FIRST_RECHECK, SECOND_RECHECK = 3600.0, 86_400.0

_FIRST, _LONGEST = 5.0, 600.0
# A lost site that something waits for is looked for so often: Atlassian is asked.
_SITE_AT_FIRST, _SITE_AT_LAST = 90.0, 600.0
_LOOKS = (5.0, 15.0, 45.0, 60.0)
_BY_HAND = frozenset({Reason.ASK, Reason.DENIED, Reason.NOT_FOUND, Reason.GAVE_UP})


def lease() -> float:
    """Longer than the whole-call deadline of the transport, a token refresh before it included."""
    return float(settings.OUTBOX_LEASE_SECONDS)


def grace() -> float:
    """No server commits later than this after the connection was lost: before it, "not found" proves nothing."""
    return float(settings.OUTBOX_GRACE_SECONDS)


def patience_with_doubt() -> float:
    """How long a search index may lag before Lodge stops looking and asks."""
    return grace() * 2.5


def before_retry(tries: int, at_least: float = 0.0) -> float:
    """Doubling from 5 s to 10 min, with jitter; never less than what Jira asked for, and then a little more."""
    doubled: float = _FIRST * 2 ** min(max(tries - 1, 0), 10)
    backoff = min(_LONGEST, doubled) * random.uniform(0.7, 1.3)  # noqa: S311
    return max(backoff, at_least * random.uniform(1.0, 1.1))  # noqa: S311


def before_look(looks: int, at_least: float = 0.0) -> float:
    """5 s, 15 s, 45 s, then every minute: soon enough for who waits, rare enough for a lagging index."""
    return max(_LOOKS[min(looks, len(_LOOKS) - 1)], at_least)


def before_asking_anew(stands: float) -> float:
    """When to ask whether Jira knows the account by now, of a refusal that has stood for so long and is not proven."""
    return min(max(_LONGEST, stands), 86_400.0)


def before_asking_whether_mended(reason: Reason, tries: int, stands: float = 0.0) -> float | None:
    """When to look whether *reason*, which *stands* for so long, is mended; None: only a person's word releases it."""
    if reason in _BY_HAND:
        return None
    if reason == Reason.SITE:
        return min(max(_SITE_AT_FIRST, stands / 100), _SITE_AT_LAST)
    if reason == Reason.NO_FILES:
        return min(max(_LONGEST, stands / 100), 3600.0)
    if reason in (Reason.LINK, Reason.ACCOUNT):
        return min(60.0, before_retry(tries))  # a look into our own database
    return max(60.0, before_retry(tries))
