"""Tells people what only they can mend: an owner that a link needs them, the admins once a day what stands open.

The rows say what is to be told and what was told, so any number of workers may ask: a conditional UPDATE decides who
tells, in one transaction with the mail that waits to be sent. What a mail says is written when it leaves.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import mailing
from accounts.addresses import reachable
from accounts.models import Mail
from integrations.connections import health, pace
from integrations.models import Connection, ConnectionState, RefreshAttempt

NEEDS_OWNER = (ConnectionState.RECONNECT, ConnectionState.BLOCKED)
AT_ONCE = 200
LINK_NEEDS_YOU, DIGEST = "link-needs-you", "digest"
LISTED = 50
# A link that nobody mended for a month is not told of every day; the admin pages still list it.
NEWS_FOR = timedelta(days=30)


def tell_owners() -> int:
    """Mail the owners of links that need them, once for each time that a link ended; how many mails."""
    untold = Connection.objects.filter(state__in=NEEDS_OWNER, told_at=None).order_by("state_since")
    return sum(_tell(each) for each in untold.select_related("user")[:AT_ONCE])


@transaction.atomic
def _tell(connection: Connection) -> bool:
    """Settles the row either way, so that no one keeps its place among those who are to be told."""
    still = Connection.objects.filter(pk=connection.pk, generation=connection.generation)
    if not still.filter(state=connection.state, told_at=None).update(told_at=timezone.now()):
        return False
    owner = connection.user
    if owner is None or not (reachable(owner) and owner.mail_when_link_needs_me):
        return False
    mailing.post(LINK_NEEDS_YOU, person=owner, about=str(connection.pk))
    return True


def _to_owner(mail: Mail) -> mailing.Letter | None:
    """None where the link works again, or is another's."""
    needy = Connection.objects.filter(pk=int(mail.about), user=mail.person, state__in=NEEDS_OWNER)
    connection = needy.select_related("user").first()
    owner = connection.user if connection else None
    if owner is None or not owner.mail_when_link_needs_me:
        return None
    return mailing.letter_to(owner, "mail/link_needs_you", {"owner": owner, "connection": connection})


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
    wrong = RefreshAttempt.objects.filter(outcome__in=health.WRONG, started_at__gt=now - timedelta(days=1))
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
    """Have the day's digest mailed to ADMINS; False when there is nothing to tell."""
    if not digest_of_the_day():
        return False
    mailing.post(DIGEST)
    return True


def _to_admins(_mail: Mail) -> mailing.Letter | None:
    digest = digest_of_the_day()
    if not digest:
        return None
    context = {"digest": digest, "more": digest.needing_count - len(digest.needing)}
    return mailing.letter_to_admins("mail/digest", context)


mailing.register(
    mailing.Kind(LINK_NEEDS_YOU, _("a link that needs its owner"), _to_owner, lifetime=timedelta(days=3))
)
mailing.register(mailing.Kind(DIGEST, _("what stands open"), _to_admins, lifetime=timedelta(hours=20)))
