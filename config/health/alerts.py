"""Mails the admins once when the background work stops.

Web processes and the schedule watch, each in its own thread: a dead worker cannot mail, and a slow mail server must
delay no page.
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
from installation import copy_guard

logger = logging.getLogger(__name__)

EVERY = 30.0  # seconds between checks
# A deploy stops everything for a while, and a new process has not seen what was before.
ALARM_AFTER = timedelta(minutes=3)
FIRST_LOOK = 120.0  # seconds
# A process that crashes again and again is reported at most this often.
_AGAIN_AFTER = timedelta(hours=1)


# What this process has logged already.
_logged: set[Silence] = set()


def look() -> int:
    """Send the alerts that are due. Returns how many parts are silent."""
    if copy_guard.elsewhere():
        return 0  # a copy of the database, where no work is expected
    silent = [each for each in heartbeats.silences(ALARM_AFTER, fresh=True) if not each.told]
    if new := set(silent) - _logged:
        _logged.update(new)
        logger.error(
            "silent: %s", ", ".join(f"{each.name} since {each.since:%F %T}" for each in new)
        )
    fallen = [each for each in silent if settings.ADMINS and _claim(each)]
    if fallen:
        _tell(fallen)
    return len(fallen)


def _claim(silence: Silence) -> bool:
    """Whether this process may send the alert: one of all watching processes does."""
    now = timezone.now()
    untold = Q(told_at=None) | Q(told_at__lt=F("at")) & Q(told_at__lt=now - _AGAIN_AFTER)
    row = Heartbeat.objects.filter(untold, pk=silence.name, at=silence.since)
    return row.update(told_at=now) == 1


def _tell(fallen: list[Silence]) -> None:
    # Without worker or beat there is no sweep, so its silence is no news.
    told = [each for each in fallen if each.name != Name.SWEEP] or fallen
    context = {"silences": told, "public_url": settings.PUBLIC_URL}
    with translation.override(settings.LANGUAGE_CODE), timezone.override("UTC"):
        subject = render_to_string("background/mail/missing_heartbeats_subject.txt", context)
        body = render_to_string("background/mail/missing_heartbeats.txt", context)
    try:
        mail_admins(" ".join(subject.split()), body)
    except (OSError, SMTPException) as error:
        logger.warning("the admins could not be notified: %s", type(error).__name__)
        Heartbeat.objects.filter(pk__in=[each.name for each in fallen]).update(told_at=None)


def start() -> None:
    """Start watching in this process."""
    threading.Thread(target=_watch, name="watching", daemon=True).start()


def _watch() -> None:
    wait = FIRST_LOOK
    while True:
        time.sleep(wait)
        wait = EVERY
        try:
            look()
        except DatabaseError as error:
            logger.warning("the background work could not be checked: %s", type(error).__name__)
        except Exception:  # keep watching
            logger.exception("the check of the background work failed")
        finally:
            connection.close()
