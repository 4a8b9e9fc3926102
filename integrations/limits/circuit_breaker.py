"""A circuit breaker for each site and for the token endpoint: while one does not answer, single probes go out.

At a site only background work is stopped. A waiting person's call always goes out, and its answer closes the circuit
for all. At the token endpoint every exchange is stopped, because one without an answer may cost the link.
"""

from collections import Counter
from datetime import timedelta

from django.utils import timezone

from integrations.errors import Unavailable
from integrations.limits import pauses
from integrations.limits.priority import Work, present

OPENS_AFTER = 5  # calls in a row, as one process sees them
REST = 30.0  # seconds from one probe to the next
TOKENS = "tokens"  # no cloud id looks like this
_failures: Counter[str] = Counter()


def check(cloud_id: str) -> None:
    """Raise Unavailable for background work at a site that does not answer, unless this call is the next probe."""
    if present() is not Work.PERSON:
        _probe(cloud_id, "the site")


def check_tokens(server: str = TOKENS) -> None:
    """Raise Unavailable while a token endpoint does not answer, unless this exchange is the next probe.

    *server*: TOKENS is Atlassian's; each Data Center has its own.
    """
    _probe(server, "the token endpoint")


def _probe(where: str, named: str) -> None:
    until = pauses.next_probe(where)
    if until is None:
        return
    now = timezone.now()
    if until > now or not pauses.take(_scope(where), until, now + timedelta(seconds=REST)):
        raise Unavailable(f"{named} does not answer; one call at a time probes it")


def failed(cloud_id: str) -> None:
    """A call failed: no connection, no answer in time, or a 5xx."""
    _failures[cloud_id] += 1
    if _failures[cloud_id] >= OPENS_AFTER:
        pauses.pause(_scope(cloud_id), REST, "no answer")


def answered(cloud_id: str) -> None:
    """A call was answered with any answer: the site is up."""
    _failures.pop(cloud_id, None)
    if pauses.next_probe(cloud_id) is not None:
        pauses.end(_scope(cloud_id))


def is_failing(cloud_id: str) -> bool:
    """Whether the last call to the site, or to TOKENS, failed, as this process saw it."""
    return cloud_id in _failures


def forget() -> None:
    """Drop all counts."""
    _failures.clear()


def _scope(cloud_id: str) -> str:
    return pauses.CIRCUIT + cloud_id
