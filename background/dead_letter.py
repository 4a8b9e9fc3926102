"""Dead letters: messages that no worker can process, logged, listed in the administration and mailed at most hourly."""

import logging
from datetime import timedelta

from django.utils import timezone

from background import message_queue
from background.models import Message

logger = logging.getLogger(__name__)
alarm = logging.getLogger("lodge.alarm")

KEEP = timedelta(days=30)
_QUIET = timedelta(hours=1)


def set_aside(pk: int, lease: str, why: str) -> None:
    """Move the message to the dead letters and notify the admins. *why* quotes nothing of it."""
    if not message_queue.set_aside(pk, lease, why):
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
    """Delete dead letters older than KEEP. Returns how many."""
    return Message.objects.filter(set_aside_at__lt=timezone.now() - KEEP).delete()[0]
