"""What goes wrong is mailed to the admins, by way of a row like every other mail: no thread waits for a mail server."""

import logging
import smtplib
import threading
from datetime import timedelta
from hashlib import sha256
from time import monotonic

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import handing
from accounts.mailing.kinds import Kind, Letter, register
from accounts.mailing.posting import post
from accounts.mailing.writing import to_admins
from accounts.models import Mail
from installation import gate

ALARM = "alarm"
# Who could not store an alarm does not try for so many seconds: a page that broke waits for no database once more.
_AWAY = 5.0
# One cause is told once in so long; the log has each time.
_QUIET = timedelta(hours=1)
_QUIET_ALONE = 600.0  # seconds, in each process, while there is no database to remember it
_MOST = 200_000  # characters

logger = logging.getLogger(__name__)


def tell(subject: str, message: str) -> None:
    """Have it mailed to ADMINS, unless the same subject was within the hour. Never raises, never waits."""
    if not settings.ADMINS:
        return
    cause = sha256(subject.encode("utf-8", "backslashreplace")).hexdigest()
    if _alone.is_database_away():
        _alone.send(subject, message)
        return
    try:
        with transaction.atomic(durable=True):
            _post(cause, subject, message)
    except RuntimeError:  # inside of somebody's transaction, which may come to nothing
        handing.aside(lambda: _post_aside(cause, subject, message))
    except (DatabaseError, InterfaceError):
        _alone.database_is_away()
        _alone.send(subject, message)


def _post(cause: str, subject: str, body: str) -> None:
    lately = Mail.objects.filter(kind=ALARM, about=cause, created_at__gt=timezone.now() - _QUIET)
    if not lately.exists():
        post(ALARM, about=cause, subject=subject, body=body[:_MOST])


def _post_aside(cause: str, subject: str, body: str) -> None:
    """In a thread of its own, whose connection nobody else needs."""
    try:
        _post(cause, subject, body)
    finally:
        connection.close()


class _Alone:
    """Sends while there is no database, in a thread of its own, seldom."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._quiet_until = self._away_until = 0.0

    def database_is_away(self) -> None:
        """Noticed just now."""
        self._away_until = monotonic() + _AWAY

    def is_database_away(self) -> bool:
        """Whether that was noticed a moment ago."""
        return monotonic() < self._away_until

    def send(self, subject: str, body: str) -> None:
        """One mail, without waiting for it."""
        with self._lock:
            if monotonic() < self._quiet_until:
                return
            self._quiet_until = monotonic() + _QUIET_ALONE
        letter = to_admins(subject, body)
        threading.Thread(target=self._send, args=[letter], name="telling the admins", daemon=True).start()

    def _send(self, letter: Letter) -> None:
        try:
            EmailMessage(letter.subject, letter.body, None, list(letter.to)).send()
        except (OSError, smtplib.SMTPException, DatabaseError, gate.CopyError) as error:
            logger.warning("the admins were not told: %s", type(error).__name__)


_alone = _Alone()


def _written(mail: Mail) -> Letter:
    return to_admins(mail.subject, mail.body)


register(Kind(ALARM, _("an error"), _written, lifetime=timedelta(days=3)))
