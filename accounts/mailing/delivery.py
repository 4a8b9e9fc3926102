"""Sends what waits: those first for which somebody sits and waits.

A mail is claimed by a conditional UPDATE before it leaves, and marked as sent after it. A process that dies in between
lets it leave twice, never be lost; both carry one Message-ID (RFC 5322), by which mail programs know that they are one.
"""

import logging
import random
import re
import smtplib
from collections.abc import Callable
from datetime import timedelta
from time import monotonic
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.core.mail.utils import DNS_NAME
from django.db.models import F
from django.utils import timezone

from accounts.mailing import server
from accounts.mailing.kinds import KINDS, Letter
from accounts.models import Mail, MailState
from installation import gate

logger = logging.getLogger(__name__)

# One turn; what is left over is sent in the next.
TURN_SECONDS = 60.0
AT_ONCE = 50
# Longer than any act of the conversation. Who dies with a mail in hand keeps it from others for so long.
_IN_HAND = timedelta(minutes=5)
_FIRST, _LONGEST = 30.0, 3600.0
_ENHANCED = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")  # RFC 3463


class _Away(Exception):
    """The server as a whole takes nothing now."""


def deliver() -> int:
    """One turn: send what is due, until there is nothing more, or time is up, or the server does not answer.

    Returns how many were sent. Outside of any transaction.
    """
    if gate.elsewhere() or not _due().exists():
        return 0
    holder = server.take()
    if holder is None:
        return 0
    connection = get_connection()
    try:
        sent = _turn(connection, lambda: server.answers(holder))
    except _Away as error:
        _hang_up(connection)
        server.fails(holder, str(error))
        return 0
    except BaseException:
        _hang_up(connection)
        server.give_back(holder)
        raise
    _hang_up(connection, politely=True)
    server.give_back(holder)
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
    """Write and send one; whether it left. Raises _Away. *fresh*: nothing was sent over this connection yet."""
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
    except OSError as error:  # smtplib's own and those of certificates are OSErrors, too
        _hang_up(connection)
        _later(row, _name(error))
        if fresh or not isinstance(error, smtplib.SMTPServerDisconnected):
            raise _Away(_name(error)) from None
        return False  # many servers take so many mails over one connection, and then hang up
    except ValueError as error:  # an address or a subject that no mail can have
        _settle(row, MailState.GIVEN_UP, type(error).__name__)
        return False
    _settle(row, MailState.SENT, "")
    return True


def _written(row: Mail) -> Letter | None:
    """What it says now; None where it says nothing, or cannot be written."""
    kind = KINDS.get(row.kind)
    if kind is None:  # a newer version's, while it is being rolled out
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
    headers = {"Message-ID": f"<{row.pk}@{DNS_NAME}>", "Auto-Submitted": "auto-generated"}  # RFC 3834
    return EmailMessage(letter.subject, letter.body, None, list(letter.to), headers=headers)


def _refused(row: Mail, error: smtplib.SMTPException) -> None:
    """The server answered, and does not want this mail: for ever with a 5xx, for now with a 4xx (RFC 5321 4.2.1)."""
    if _code(error) >= 500:
        _settle(row, MailState.GIVEN_UP, _name(error))
    else:
        _later(row, _name(error))


def _later(row: Mail, error: str) -> None:
    wait = min(_LONGEST, _FIRST * 2 ** min(row.tries, 10)) * random.uniform(0.8, 1.2)  # noqa: S311
    again = timezone.now() + timedelta(seconds=wait)
    # rule claim-unread: a mail that was settled meanwhile needs no next try
    Mail.objects.filter(pk=row.pk, state=MailState.WAITING).update(error=error[:64], next_attempt_at=again)


def _settle(row: Mail, state: MailState, error: str) -> None:
    """It has left, or never will: nothing of what it said is kept."""
    if state == MailState.GIVEN_UP:
        logger.warning("a mail of the kind %s was given up: %s", row.kind, error)
    about = "" if "@" in row.about else row.about  # what a stranger typed
    Mail.objects.filter(pk=row.pk).update(
        state=state, state_since=timezone.now(), error=error[:64], about=about, subject="", body=""
    )


def _code(error: Exception) -> int:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return min((code for code, _text in error.recipients.values()), default=0)
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0


def _name(error: Exception) -> str:
    """Which trouble: the kind and codes of SMTP, and nothing else of what a server said."""
    code = _code(error)
    enhanced = _ENHANCED.search(str(error)) if code else None
    return " ".join(filter(None, (type(error).__name__, str(code or ""), enhanced[0] if enhanced else "")))


def _hang_up(connection: Any, *, politely: bool = False) -> None:
    """Where a way of sending has no connection, this does nothing."""
    try:
        if politely or not hasattr(connection, "hang_up"):
            connection.close()
        else:
            connection.hang_up()
    except OSError:
        if hasattr(connection, "hang_up"):
            connection.hang_up()
