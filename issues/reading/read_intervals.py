"""How often an issue is read. Pure.

Young issues change most. One whose status is done is read for two weeks more, and then only when a search finds a
change, or its follower comes back.
"""

from datetime import datetime, timedelta

DAY = timedelta(days=1)
# How often one search looks for changes in a project, and how far it looks back beyond the last one: the index lags.
SEARCH_EVERY, OVERLAP = timedelta(minutes=5), timedelta(minutes=3)
# Jira is asked once a day whether it shows a shared issue to a follower. The proof holds a little longer than that.
PROOF_EVERY, PROOF_HOLDS = timedelta(hours=20), DAY
# An issue that not everybody may see is read as each follower, so proofs come with each read.
PROOF_HOLDS_UNSHARED = timedelta(hours=2)
DONE_FOLLOWED_FOR = timedelta(days=14)
_BY_AGE = (
    (DAY, timedelta(minutes=5)),
    (timedelta(days=7), timedelta(minutes=15)),
    (timedelta(days=30), timedelta(hours=1)),
)


def by_age(since: datetime, now: datetime) -> timedelta:
    """How often an issue is read that no search covers, filed at *since*."""
    return next((every for limit, every in _BY_AGE if now - since < limit), DAY)


def spread(number: int) -> timedelta:
    """Up to two hours, the same for the same row, so that daily work does not come all at once."""
    return timedelta(minutes=number * 37 % 120)


def next_proof(
    number: int, since: datetime, now: datetime, *, covered: bool, done_since: datetime | None
) -> datetime | None:
    """When to ask as a follower again. None: not before they come back."""
    if done_since is not None and now - done_since > DONE_FOLLOWED_FOR:
        return None
    return now + (PROOF_EVERY + spread(number) if covered else by_age(since, now))


def overdue(since: datetime, now: datetime, *, covered: bool) -> timedelta:
    """How old a status may be before a page says so."""
    return 3 * (SEARCH_EVERY if covered else by_age(since, now))
