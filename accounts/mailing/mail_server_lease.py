"""The state of the mail server: one process talks to it at a time, with pauses while it does not answer.

So a server that hangs holds one thread of one worker, less and less often, however many mails wait.
"""

import logging
import random
from datetime import timedelta
from uuid import uuid4

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Mail, MailServer, MailState

logger = logging.getLogger(__name__)

# Longer than a run of `delivery` and its last step.
LEASE = timedelta(minutes=5)
_FIRST, _LONGEST = 15.0, 600.0
_THE_ONE = 1


def standing() -> MailServer:
    """The row with the state."""
    return MailServer.objects.get_or_create(pk=_THE_ONE)[0]


def waiting() -> int:
    """How many mails wait."""
    return Mail.objects.filter(state=MailState.WAITING).count()


def take() -> str | None:
    """Take the lease of the server. None where another process has it, or during a pause."""
    holder, now = uuid4().hex, timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    rested = Q(next_attempt_at=None) | Q(next_attempt_at__lte=now)
    if not MailServer.objects.filter(pk=_THE_ONE).exists():
        standing()
    row = MailServer.objects.filter(free, rested, pk=_THE_ONE)
    return holder if row.update(lease_owner=holder, lease_until=now + LEASE) else None


def give_back(holder: str) -> None:
    """Release the lease: the server answered, or there was nothing to send."""
    _held(holder).update(lease_owner="", lease_until=None)


def answers(holder: str) -> None:
    """Note that it took a mail."""
    if (
        _held(holder)
        .filter(failures__gt=0)
        .update(failures=0, failing_since=None, next_attempt_at=None, error="")
    ):
        logger.warning("the mail server takes mails again")


def fails(holder: str, error: str) -> None:
    """Note that it did not answer, or not like a mail server. *error*: a name and a code, no text of the server."""
    now = timezone.now()
    failures = _held(holder).values_list("failures", flat=True).first()
    if failures is None:
        return
    if not failures:
        logger.warning("the mail server takes no mails (%s): they wait", error)
    wait = min(_LONGEST, _FIRST * 2 ** min(failures, 10)) * random.uniform(0.8, 1.2)  # noqa: S311
    _held(holder).update(
        failures=F("failures") + 1,
        failing_since=Coalesce("failing_since", now),
        next_attempt_at=now + timedelta(seconds=wait),
        error=error,
        lease_owner="",
        lease_until=None,
    )


def try_now() -> None:
    """End the pause."""
    MailServer.objects.filter(pk=_THE_ONE).update(next_attempt_at=None)


def _held(holder: str) -> QuerySet[MailServer]:
    return MailServer.objects.filter(pk=_THE_ONE, lease_owner=holder)
