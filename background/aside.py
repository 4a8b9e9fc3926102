"""What no worker can do is set aside and told: in the log, in the administration, and by mail at most once an hour."""

import logging
from datetime import timedelta

from django.utils import timezone

from background import queue
from background.models import Message

logger = logging.getLogger(__name__)
alarm = logging.getLogger("lodge.alarm")

KEEP = timedelta(days=30)
_QUIET = timedelta(hours=1)


def set_aside(pk: int, lease: str, why: str) -> None:
    """Keep the message, out of everybody's way, and tell those who run Lodge. *why* quotes nothing."""
    if not queue.set_aside(pk, lease, why):
        return
    lately = Message.objects.filter(set_aside_at__gt=timezone.now() - _QUIET).exclude(pk=pk)
    told = logger.warning if lately.exists() else alarm.error
    told(
        "A task was set aside (number %d). %s What was to be done stands in the rows, and is handed out anew. "
        'See "Tasks set aside" in the administration.',
        pk,
        why,
    )


def forget() -> int:
    """Delete what was set aside KEEP ago; how many."""
    return Message.objects.filter(set_aside_at__lt=timezone.now() - KEEP).delete()[0]
