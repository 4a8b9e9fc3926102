"""When to refresh and when to wait. Pure: takes times, returns times.

Atlassian: an access token lives an hour; a refresh token dies after 90 days without use; a refresh token that was
used may be sent again for ten minutes (the reuse interval) and ends the whole grant after that.
"""

import random
from datetime import datetime, timedelta

# Longer than the deadline of a token call, with time to save: no lease ends during a call.
LEASE = timedelta(seconds=60)
# Seconds: that deadline and a little more. A waiting process uses the token that another one saved.
WAIT = 30.0
# Longer than a usual renewal. While the old token still lives, nobody waits longer for a new one. Neither does work
# in the background, which would hold up the work queued behind it.
WAIT_SHORTLY = 2.0
IN_USE = timedelta(hours=24)
IDLE_EVERY = timedelta(days=30)
AHEAD = timedelta(minutes=10)
MARGIN = timedelta(seconds=60)
# An exchange without an answer is tried again within this time of its first send: inside the reuse interval.
UNSETTLED_WITHIN = timedelta(minutes=8)
# Until then it may wait while the token endpoint answers nobody. The schedule comes back once a minute.
PATIENT = timedelta(minutes=6)
# If that retry is lost too, a few more fit into the rest of the interval.
REUSE_INTERVAL = timedelta(minutes=10)
LAST_TRIES_EVERY = timedelta(seconds=20)
FIRST_COOL_DOWN, LONGEST_COOL_DOWN = timedelta(seconds=15), timedelta(minutes=15)


def in_use(last_used_at: datetime | None, now: datetime) -> bool:
    """Whether a person acted within 24 hours."""
    return last_used_at is not None and now - last_used_at < IN_USE


def is_fresh(saved_at: datetime, expires_at: datetime, now: datetime) -> bool:
    """Whether a token lives long enough for a call: a minute, or a tenth of a short life."""
    return expires_at - now > min(MARGIN, (expires_at - saved_at) / 10)


def ahead_of(expires_at: datetime, saved_at: datetime) -> datetime:
    """When a connection in use is refreshed: ten minutes ahead, or at three quarters of a short life."""
    return expires_at - min(AHEAD, (expires_at - saved_at) / 4)


def next_refresh(
    expires_at: datetime, saved_at: datetime, last_used_at: datetime | None
) -> datetime:
    """When the schedule refreshes a token just saved. Jitter spreads links that were made together."""
    if in_use(last_used_at, saved_at):
        return saved_at + _spread(0.9, 1.0) * (ahead_of(expires_at, saved_at) - saved_at)
    return saved_at + _spread(0.95, 1.0) * IDLE_EVERY


def next_try(
    now: datetime, failures: int, first_send: datetime | None, at_least: float = 0.0
) -> datetime:
    """When to try again after a failure: exponential backoff with jitter, no sooner than *at_least* seconds.

    Retries of an unsettled exchange fall within the reuse interval, even if the server asks for longer.
    """
    doubled = min(FIRST_COOL_DOWN * (1 << min(failures, 10)), LONGEST_COOL_DOWN)
    wait = max(_spread(0.7, 1.3) * doubled, timedelta(seconds=at_least))
    age = now - first_send if first_send is not None else REUSE_INTERVAL
    if first_send is not None and age < UNSETTLED_WITHIN:
        return min(now + wait, first_send + UNSETTLED_WITHIN)
    return now + (min(wait, LAST_TRIES_EVERY) if age < REUSE_INTERVAL else wait)


def is_pressing(first_send: datetime | None, now: datetime) -> bool:
    """Whether an exchange without an answer must be sent again even while other exchanges are held back."""
    return first_send is not None and now - first_send > PATIENT


def _spread(least: float, most: float) -> float:
    """Jitter: a random share between two bounds."""
    return float(random.uniform(least, most))  # noqa: S311  # no secret depends on it
