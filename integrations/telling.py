"""Tells people what only they can mend: an owner that a link needs them, the admins once a day what stands open.

The rows say what is to be told and what was told, so any number of workers may ask: a conditional UPDATE decides
who tells. A mail that could not be handed over is tried again by the next tick; a process that dies between its
claim and the mail has told nobody, and then the banner on every page still does.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import mail_admins, send_mail
from django.db.models import Max, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.middleware import zone_called
from accounts.models import User
from integrations.connections import pace
from integrations.models import Connection, ConnectionState, RefreshAttempt

logger = logging.getLogger(__name__)

NEEDS_OWNER = (ConnectionState.RECONNECT, ConnectionState.BLOCKED)
# Outcomes in the ledger that only the admins can mend.
WRONG = ("misconfigured", "unreadable")
AT_ONCE = 200
LISTED = 50
# A link that nobody mended for a month is not told of every day; the admin pages still list it.
NEWS_FOR = timedelta(days=30)


def tell_owners() -> int:
    """Mail the owners of links that need them, once for each time that a link ended; how many mails."""
    untold = Connection.objects.filter(state__in=NEEDS_OWNER, told_at=None).order_by("state_since")
    return sum(_tell(each) for each in untold.select_related("user")[:AT_ONCE])


def _tell(connection: Connection) -> bool:
    now = timezone.now()
    still = Connection.objects.filter(pk=connection.pk, generation=connection.generation)
    if not still.filter(state=connection.state, told_at=None).update(told_at=now):
        return False
    owner = connection.user
    if owner is None or not (owner.is_active and owner.email and owner.mail_when_link_needs_me):
        return False
    try:
        _mail_owner(owner, connection)
    except (OSError, SMTPException) as error:
        logger.warning("the owner of connection %s was not told: %s", connection.pk, error)
        still.filter(told_at=now).update(told_at=None)
        return False
    return True


def _mail_owner(owner: User, connection: Connection) -> None:
    context = {"owner": owner, "connection": connection, "public_url": settings.PUBLIC_URL}
    language = owner.language if owner.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(zone_called(owner.time_zone)):
        subject = render_to_string("mail/link_needs_you_subject.txt", context)
        body = render_to_string("mail/link_needs_you.txt", context)
    send_mail(" ".join(subject.split()), body, None, [owner.email])


@dataclass(frozen=True)
class Digest:
    """What the admins should know: links that need their owners, exchanges without an answer, own mistakes."""

    needing: list[Connection]
    needing_count: int
    unsettled: list[Connection]
    misconfigured: list[RefreshAttempt]

    def __bool__(self) -> bool:
        return bool(self.needing or self.unsettled or self.misconfigured)


def digest_of_the_day() -> Digest:
    """What stands open now, and what the token endpoint said in the last day about Lodge's own settings."""
    now = timezone.now()
    needing = _with_owner(Connection.objects.filter(state__in=NEEDS_OWNER, state_since__gt=now - NEWS_FOR))
    # Every retry falls within this time of the first send: what is older waits for something to be mended.
    sent_before = now - pace.UNSETTLED_WITHIN
    unsettled = Connection.objects.filter(exchange_started_at__lt=sent_before, state=ConnectionState.ACTIVE)
    wrong = RefreshAttempt.objects.filter(outcome__in=WRONG, started_at__gt=now - timedelta(days=1))
    # The newest of each: a thousand of one kind hide no other.
    last_of_each = wrong.order_by().values("detail").annotate(last=Max("pk")).values("last")
    return Digest(
        needing=list(needing.order_by("-state_since")[:LISTED]),
        needing_count=needing.count(),
        unsettled=list(_with_owner(unsettled).order_by("exchange_started_at")[:LISTED]),
        misconfigured=list(wrong.filter(pk__in=last_of_each).order_by("-started_at", "-id")[:LISTED]),
    )


def _with_owner(rows: QuerySet[Connection]) -> QuerySet[Connection]:
    return rows.select_related("user").exclude(user=None)


def mail_digest() -> bool:
    """Mail the day's digest to ADMINS; False when there is nothing to tell."""
    digest = digest_of_the_day()
    if not digest:
        return False
    context = {"digest": digest, "more": digest.needing_count - len(digest.needing)}
    context |= {"public_url": settings.PUBLIC_URL}
    with translation.override(settings.LANGUAGE_CODE), timezone.override(settings.TIME_ZONE):
        subject = render_to_string("mail/digest_subject.txt", context)
        body = render_to_string("mail/digest.txt", context)
    mail_admins(" ".join(subject.split()), body)
    return True
