"""Tells the admins by mail, once, that the work behind the pages stands still. Web processes and the schedule watch,
each in a thread of their own: a dead worker can mail nothing, and a mail server that hangs keeps no page waiting.
"""

import logging
import threading
import time
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import mail_admins
from django.db import DatabaseError, connection
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation

from background import heartbeats
from background.heartbeats import Name, Silence
from background.models import Heartbeat
from installation import gate

logger = logging.getLogger(__name__)

EVERY = 30.0  # seconds from one look to the next
# A deploy stops all for a while; and who has just started has seen nothing of what was before.
ALARM_AFTER = timedelta(minutes=3)
FIRST_LOOK = 120.0  # seconds
# Who falls and comes back again and again is told of so often at most.
_AGAIN_AFTER = timedelta(hours=1)


# What this process has put into its log.
_logged: set[Silence] = set()


def look() -> int:
    """Tell what is to be told; of how many that are silent."""
    if gate.elsewhere():
        return 0  # a copy, which nobody expects to work
    silent = [each for each in heartbeats.silences(ALARM_AFTER, fresh=True) if not each.told]
    if new := set(silent) - _logged:
        _logged.update(new)
        logger.error("silent: %s", ", ".join(f"{each.name} since {each.since:%F %T}" for each in new))
    fallen = [each for each in silent if settings.ADMINS and _claim(each)]
    if fallen:
        _tell(fallen)
    return len(fallen)


def _claim(silence: Silence) -> bool:
    """Whether it is ours to tell: of all processes that watch, one does."""
    now = timezone.now()
    untold = Q(told_at=None) | Q(told_at__lt=F("at")) & Q(told_at__lt=now - _AGAIN_AFTER)
    row = Heartbeat.objects.filter(untold, pk=silence.name, at=silence.since)
    return row.update(told_at=now) == 1


def _tell(fallen: list[Silence]) -> None:
    # Without one of the others no sweep comes: that it does not is no news then.
    told = [each for each in fallen if each.name != Name.SWEEP] or fallen
    context = {"silences": told, "public_url": settings.PUBLIC_URL}
    with translation.override(settings.LANGUAGE_CODE), timezone.override("UTC"):
        subject = render_to_string("background/mail/silent_subject.txt", context)
        body = render_to_string("background/mail/silent.txt", context)
    try:
        mail_admins(" ".join(subject.split()), body)
    except (OSError, SMTPException) as error:
        logger.warning("the admins were not told: %s", type(error).__name__)
        Heartbeat.objects.filter(pk__in=[each.name for each in fallen]).update(told_at=None)


def start() -> None:
    """Watch from now on, in this process."""
    threading.Thread(target=_watch, name="watching", daemon=True).start()


def _watch() -> None:
    wait = FIRST_LOOK
    while True:
        time.sleep(wait)
        wait = EVERY
        try:
            look()
        except DatabaseError as error:
            logger.warning("no look at the background work: %s", type(error).__name__)
        except Exception:  # the watch goes on
            logger.exception("looking at the background work broke")
        finally:
            connection.close()
