"""Mails about what only the reader can mend: to owners when a link needs them, to admins in a daily digest.

The rows record what was told, so any number of workers may run this. A conditional UPDATE decides which one writes
the mail, in the same transaction as the mail's row. The text of a mail is written when it is sent.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import mailing
from accounts.email_addresses import reachable
from accounts.models import Mail
from integrations.connections import backoff, health
from integrations.models import PERSONAL_KINDS, Connection, ConnectionState, RefreshAttempt
from integrations.wording import shared_mails

NEEDS_OWNER = (ConnectionState.RECONNECT, ConnectionState.BLOCKED)
AT_ONCE = 200
LINK_NEEDS_YOU, DIGEST = "link-needs-you", "digest"
LISTED = 50
# The digest leaves out links that have needed their owner for longer. The admin pages still list them.
NEWS_FOR = timedelta(days=30)


def tell_owners() -> int:
    """Mail the owners of links that need them, once for each time that a link ended. Returns how many mails."""
    untold = Connection.objects.filter(state__in=NEEDS_OWNER, told_at=None).order_by("state_since")
    return sum(_tell(each) for each in untold.select_related("user")[:AT_ONCE])


@transaction.atomic
def _tell(connection: Connection) -> bool:
    """Marks the row as told in any case, so that it leaves the list of rows to tell."""
    still = Connection.objects.filter(pk=connection.pk, generation=connection.generation)
    if not still.filter(state=connection.state, told_at=None).update(told_at=timezone.now()):
        return False
    if connection.is_shared:
        return shared_mails.tell_ended(connection)
    owner = connection.user
    if owner is None or not (reachable(owner) and owner.mail_when_link_needs_me):
        return False
    mailing.post(LINK_NEEDS_YOU, person=owner, about=str(connection.pk))
    return True


def _to_owner(mail: Mail) -> mailing.Letter | None:
    """None where the link works again, or has another owner."""
    needy = Connection.objects.filter(pk=int(mail.about), user=mail.person, state__in=NEEDS_OWNER)
    connection = needy.select_related("user").first()
    owner = connection.user if connection else None
    if owner is None or not owner.mail_when_link_needs_me:
        return None
    return mailing.letter_to(
        owner, "integrations/mail/link_broken", {"owner": owner, "connection": connection}
    )


@dataclass(frozen=True)
class Digest:
    """News for the admins: links that need their owners, exchanges without an answer, wrong configuration."""

    needing: list[Connection]
    needing_count: int
    unsettled: list[Connection]
    misconfigured: list[RefreshAttempt]

    def __bool__(self) -> bool:
        return bool(self.needing or self.unsettled or self.misconfigured)


def digest_of_the_day() -> Digest:
    """What needs the admins now, and what the token endpoint said in the last day about Lodge's own settings."""
    now = timezone.now()
    needing = _with_owner(
        Connection.objects.filter(state__in=NEEDS_OWNER, state_since__gt=now - NEWS_FOR)
    )
    # Every retry falls within this time of the first send. Older exchanges wait until something is mended.
    sent_before = now - backoff.UNSETTLED_WITHIN
    unsettled = Connection.objects.filter(
        exchange_started_at__lt=sent_before, state=ConnectionState.ACTIVE
    )
    wrong = RefreshAttempt.objects.filter(
        outcome__in=health.WRONG, started_at__gt=now - timedelta(days=1)
    )
    # The newest of each, so that many of one kind hide no other.
    last_of_each = wrong.order_by().values("detail").annotate(last=Max("pk")).values("last")
    return Digest(
        needing=list(needing.order_by("-state_since")[:LISTED]),
        needing_count=needing.count(),
        unsettled=list(_with_owner(unsettled).order_by("exchange_started_at")[:LISTED]),
        misconfigured=list(
            wrong.filter(pk__in=last_of_each).order_by("-started_at", "-id")[:LISTED]
        ),
    )


def _with_owner(rows: QuerySet[Connection]) -> QuerySet[Connection]:
    return rows.select_related("user").exclude(user=None, kind__in=PERSONAL_KINDS)


def mail_digest() -> bool:
    """Mail the day's digest to ADMINS. False when there is nothing to report."""
    if not digest_of_the_day():
        return False
    mailing.post(DIGEST)
    return True


def _to_admins(_mail: Mail) -> mailing.Letter | None:
    digest = digest_of_the_day()
    if not digest:
        return None
    context = {"digest": digest, "more": digest.needing_count - len(digest.needing)}
    return mailing.letter_to_admins("integrations/mail/admin_digest", context)


mailing.register(
    mailing.Kind(
        LINK_NEEDS_YOU, _("a link that needs its owner"), _to_owner, lifetime=timedelta(days=3)
    )
)
mailing.register(
    mailing.Kind(DIGEST, _("what stands open"), _to_admins, lifetime=timedelta(hours=20))
)
