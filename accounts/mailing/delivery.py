"""Sends due mails, those first that a user is waiting for.

A conditional UPDATE claims a mail before it is sent; it is marked as sent afterwards. If the process dies in between,
the mail is sent twice and never lost. Both have the same Message-ID (RFC 5322), so mail programs can drop one.
"""

import logging
import random
import smtplib
from collections.abc import Callable
from datetime import timedelta
from time import monotonic
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.core.mail.utils import DNS_NAME
from django.db.models import F
from django.utils import timezone

from accounts.mailing import mail_server_lease
from accounts.mailing.kinds import KINDS, Letter
from accounts.mailing.smtp_errors import code_of, name_of
from accounts.models import Mail, MailState
from installation import copy_guard

logger = logging.getLogger(__name__)
# The seconds of one run. The next run sends the rest.
TURN_SECONDS = 60.0
AT_ONCE = 50
# Longer than any step of SMTP. After a crash, the mail is locked for this long.
_IN_HAND = timedelta(minutes=5)
_FIRST, _LONGEST = 30.0, 3600.0


class _Away(Exception):
    """The mail server takes no mails now."""


def deliver() -> int:
    """Send due mails until none is left, the time is over, or the server does not answer.

    Returns how many were sent. Call it outside transactions.
    """
    if copy_guard.elsewhere() or not _due().exists():
        return 0
    holder = mail_server_lease.take()
    if holder is None:
        return 0
    connection = get_connection()
    try:
        sent = _turn(connection, lambda: mail_server_lease.answers(holder))
    except _Away as error:
        _hang_up(connection)
        mail_server_lease.fails(holder, str(error))
        return 0
    except BaseException:
        _hang_up(connection)
        mail_server_lease.give_back(holder)
        raise
    _hang_up(connection, politely=True)
    mail_server_lease.give_back(holder)
    return sent


def _due() -> Any:
    rows = Mail.objects.filter(state=MailState.WAITING, next_attempt_at__lte=timezone.now())
    return rows.order_by("-urgent", "next_attempt_at")


def _turn(connection: Any, took_one: Callable[[], None]) -> int:
    until, sent = monotonic() + TURN_SECONDS, 0
    while rows := list(_due().select_related("person")[:AT_ONCE]):
        for row in rows:
            if monotonic() > until:
                return sent
            if _claimed(row) and _sent(row, connection, fresh=not sent):
                took_one()
                sent += 1
    return sent


def _claimed(row: Mail) -> bool:
    mine = Mail.objects.filter(
        pk=row.pk, state=MailState.WAITING, tries=row.tries, next_attempt_at=row.next_attempt_at
    )
    return bool(mine.update(tries=F("tries") + 1, next_attempt_at=timezone.now() + _IN_HAND))


def _sent(row: Mail, connection: Any, *, fresh: bool) -> bool:
    """Write and send one mail.

    Returns whether it was sent; raises _Away. *fresh*: the first mail on this connection.
    """
    letter = _written(row)
    if letter is None:
        return False
    try:
        connection.open()
        connection.send_messages([_message(row, letter)])
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:
        _hang_up(connection)
        _refused(row, error)
        return False
    except OSError as error:  # errors of smtplib and of certificates are OSErrors, too
        _hang_up(connection)
        _later(row, name_of(error))
        if fresh or not isinstance(error, smtplib.SMTPServerDisconnected):
            raise _Away(name_of(error)) from None
        return False  # many servers limit the mails per connection and then close it
    except ValueError as error:  # an address or a subject that cannot be sent
        _settle(row, MailState.GIVEN_UP, type(error).__name__)
        return False
    _settle(row, MailState.SENT, "")
    return True


def _written(row: Mail) -> Letter | None:
    """The mail to send now; None where there is nothing to say any more, or it cannot be written."""
    kind = KINDS.get(row.kind)
    if kind is None:  # a kind of a newer version, during a deploy
        _later(row, "unknown kind")
        return None
    if timezone.now() - row.created_at > kind.lifetime:
        _settle(row, MailState.GIVEN_UP, row.error or "too late")
        return None
    try:
        letter = kind.write(row)
    except Exception:
        logger.exception("a mail of the kind %s could not be written", row.kind)
        _later(row, "not written")
        return None
    if letter is None or not letter.to:
        row.delete()
        return None
    return letter


def _message(row: Mail, letter: Letter) -> EmailMessage:
    headers = {
        **letter.headers,
        "Message-ID": f"<{row.pk}@{DNS_NAME}>",
        "Auto-Submitted": "auto-generated",
    }  # RFC 3834
    return EmailMessage(letter.subject, letter.body, None, list(letter.to), headers=headers)


def _refused(row: Mail, error: smtplib.SMTPException) -> None:
    """Note that the server refused this mail: finally with a 5xx, for now with a 4xx (RFC 5321 4.2.1)."""
    if code_of(error) >= 500:
        _settle(row, MailState.GIVEN_UP, name_of(error))
    else:
        _later(row, name_of(error))


def _later(row: Mail, error: str) -> None:
    wait = min(_LONGEST, _FIRST * 2 ** min(row.tries, 10)) * random.uniform(0.8, 1.2)  # noqa: S311
    again = timezone.now() + timedelta(seconds=wait)
    # rule claim-unread: a mail that was settled meanwhile needs no next attempt
    Mail.objects.filter(pk=row.pk, state=MailState.WAITING).update(
        error=error[:64], next_attempt_at=again
    )


def _settle(row: Mail, state: MailState, error: str) -> None:
    """Mark the mail as sent or given up, and delete its text."""
    if state == MailState.GIVEN_UP:
        logger.warning("a mail of the kind %s was given up: %s", row.kind, error)
    about = "" if "@" in row.about else row.about  # text that a stranger typed
    Mail.objects.filter(pk=row.pk).update(
        state=state, state_since=timezone.now(), error=error[:64], about=about, subject="", body=""
    )


def _hang_up(connection: Any, *, politely: bool = False) -> None:
    """Close the connection. Mail backends without one do nothing."""
    try:
        if politely or not hasattr(connection, "hang_up"):
            connection.close()
        else:
            connection.hang_up()
    except OSError:
        if hasattr(connection, "hang_up"):
            connection.hang_up()
