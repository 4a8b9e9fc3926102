"""The mail server as a whole: one process talks to it at a time, and when it does not answer it is left alone.

So a server that hangs holds one thread of one worker, for a while and ever more rarely, however many mails wait.
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

# Longer than a turn of `delivery` and the act that it ends with.
LEASE = timedelta(minutes=5)
_FIRST, _LONGEST = 15.0, 600.0
_THE_ONE = 1


def standing() -> MailServer:
    """How it stands."""
    return MailServer.objects.get_or_create(pk=_THE_ONE)[0]


def waiting() -> int:
    """How many mails wait to leave."""
    return Mail.objects.filter(state=MailState.WAITING).count()


def take() -> str | None:
    """Begin to talk to it; who holds it, or None: somebody else does, or it is left alone for now."""
    holder, now = uuid4().hex, timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    rested = Q(next_attempt_at=None) | Q(next_attempt_at__lte=now)
    if not MailServer.objects.filter(pk=_THE_ONE).exists():
        standing()
    row = MailServer.objects.filter(free, rested, pk=_THE_ONE)
    return holder if row.update(lease_owner=holder, lease_until=now + LEASE) else None


def give_back(holder: str) -> None:
    """It was talked to, and answered, or there was nothing to say."""
    _held(holder).update(lease_owner="", lease_until=None)


def answers(holder: str) -> None:
    """It took a mail."""
    if (
        _held(holder)
        .filter(failures__gt=0)
        .update(failures=0, failing_since=None, next_attempt_at=None, error="")
    ):
        logger.warning("the mail server takes mails again")


def fails(holder: str, error: str) -> None:
    """It did not answer, or not as one that takes mails. *error*: a name and a code, no words of the server's."""
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
    """Leave it alone no longer."""
    MailServer.objects.filter(pk=_THE_ONE).update(next_attempt_at=None)


def _held(holder: str) -> QuerySet[MailServer]:
    return MailServer.objects.filter(pk=_THE_ONE, lease_owner=holder)
