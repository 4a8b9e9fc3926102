"""A circuit for each site, and one for the token endpoint: while it does not answer, one probe at a time goes out.

At a site nobody who waits is held back: a person's call always goes, and its answer ends the rest for all. At the token
endpoint everybody is: an exchange without an answer may cost the link.
"""

from collections import Counter
from datetime import timedelta

from django.utils import timezone

from integrations.errors import Unavailable
from integrations.limits import pauses
from integrations.limits.work import Work, present

OPENS_AFTER = 5  # calls in a row, as one process sees them
REST = 30.0  # seconds from one probe to the next
TOKENS = "tokens"  # no site is called so
_failures: Counter[str] = Counter()


def check(cloud_id: str) -> None:
    """Raise Unavailable for background work at a site that does not answer, unless this call is the next probe."""
    if present() is not Work.PERSON:
        _probe(cloud_id, "the site")


def check_tokens() -> None:
    """Raise Unavailable while the token endpoint does not answer, unless this exchange is the next probe."""
    _probe(TOKENS, "the token endpoint")


def _probe(where: str, named: str) -> None:
    until = pauses.next_probe(where)
    if until is None:
        return
    now = timezone.now()
    if until > now or not pauses.take(_scope(where), until, now + timedelta(seconds=REST)):
        raise Unavailable(f"{named} does not answer; one call at a time asks whether it does again")


def failed(cloud_id: str) -> None:
    """A call came to nothing: no connection, no answer in time, or a 5xx."""
    _failures[cloud_id] += 1
    if _failures[cloud_id] >= OPENS_AFTER:
        pauses.pause(_scope(cloud_id), REST, "no answer")


def answered(cloud_id: str) -> None:
    """A call was answered, whatever the answer: the site is there."""
    _failures.pop(cloud_id, None)
    if pauses.next_probe(cloud_id) is not None:
        pauses.end(_scope(cloud_id))


def is_failing(cloud_id: str) -> bool:
    """Whether the last call to the site, or to TOKENS, came to nothing, as this process saw it."""
    return cloud_id in _failures


def forget() -> None:
    """Count anew."""
    _failures.clear()


def _scope(cloud_id: str) -> str:
    return pauses.CIRCUIT + cloud_id
