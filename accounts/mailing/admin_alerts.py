"""Mails errors to the admins. They are queued as rows like all mails, so no thread waits for a mail server."""

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

from accounts import task_dispatch
from accounts.mailing.enqueue import post
from accounts.mailing.kinds import Kind, Letter, register
from accounts.mailing.render import to_admins
from accounts.models import Mail
from installation import copy_guard

ALARM = "alarm"
# After a failed attempt to store an alert, none is made for this many seconds: errors must not wait for the database.
_AWAY = 5.0
# One cause is mailed once in this time. The log has every occurrence.
_QUIET = timedelta(hours=1)
_QUIET_ALONE = 600.0  # seconds between mails of one process while the database is unreachable
_MOST = 200_000  # characters

logger = logging.getLogger(__name__)


def tell(subject: str, message: str) -> None:
    """Mail ADMINS, unless the same subject was mailed within the hour. Never raises and never waits."""
    if not settings.ADMINS:
        return
    cause = sha256(subject.encode("utf-8", "backslashreplace")).hexdigest()
    if _alone.is_database_away():
        _alone.send(subject, message)
        return
    try:
        with transaction.atomic(durable=True):
            _post(cause, subject, message)
    except RuntimeError:  # inside a transaction, which may be rolled back
        task_dispatch.in_thread(lambda: _post_aside(cause, subject, message))
    except (DatabaseError, InterfaceError):
        _alone.database_is_away()
        _alone.send(subject, message)


def _post(cause: str, subject: str, body: str) -> None:
    lately = Mail.objects.filter(kind=ALARM, about=cause, created_at__gt=timezone.now() - _QUIET)
    if not lately.exists():
        post(ALARM, about=cause, subject=subject, body=body[:_MOST])


def _post_aside(cause: str, subject: str, body: str) -> None:
    """Store the alert in a thread of its own, on a connection of its own."""
    try:
        _post(cause, subject, body)
    finally:
        connection.close()


class _Alone:
    """Sends alerts directly while the database is unreachable: in a thread of its own, and seldom."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        """As new."""
        self._quiet_until = self._away_until = 0.0

    def database_is_away(self) -> None:
        """Note that the database is unreachable."""
        self._away_until = monotonic() + _AWAY

    def is_database_away(self) -> bool:
        """Whether it was noted as unreachable a moment ago."""
        return monotonic() < self._away_until

    def send(self, subject: str, body: str) -> None:
        """Send one mail without waiting for it."""
        with self._lock:
            if monotonic() < self._quiet_until:
                return
            self._quiet_until = monotonic() + _QUIET_ALONE
        letter = to_admins(subject, body)
        threading.Thread(
            target=self._send, args=[letter], name="telling the admins", daemon=True
        ).start()

    def _send(self, letter: Letter) -> None:
        try:
            EmailMessage(letter.subject, letter.body, None, list(letter.to)).send()
        except (OSError, smtplib.SMTPException, DatabaseError, copy_guard.CopyError) as error:
            logger.warning("the admins could not be notified: %s", type(error).__name__)


_alone = _Alone()


def forget() -> None:
    """As in a new process: the database counts as reachable, and the next alert is sent at once."""
    _alone.forget()


def _written(mail: Mail) -> Letter:
    return to_admins(mail.subject, mail.body)


register(Kind(ALARM, _("an error"), _written, lifetime=timedelta(days=3)))
