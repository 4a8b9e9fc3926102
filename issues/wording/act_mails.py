"""Mails to users about comments and other acts on issues that need them, since after they had left the page.

A mail is the record of what was told: it covers what came to need its reader before it was queued. Its text is written
when it is sent, about what needs them then.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import mailing
from accounts.email_addresses import reachable, reachable_by
from accounts.models import Mail, User
from issues.models import Comment, IssueAct, State
from issues.outbox.states import Reason
from issues.wording import act_wording, comment_wording

ACTS_NEED_YOU = "acts-need-you"
AT_ONCE, SHOWN = 200, 20
# A user who pressed the button less than this ago still looks at the page.
_PRESENT = timedelta(minutes=2)
_NEWS_FOR = timedelta(days=1)
_NEEDING = (State.REJECTED, State.BLOCKED)
# A dead link has one mail for all that waits for it. Wrong configuration is reported to administrators.
_OF_ANOTHER_MAIL = (Reason.LINK, Reason.SHARED, Reason.MISCONFIGURED)


@dataclass(frozen=True)
class _Kind:
    """A table, its words, and the name of the page of a row."""

    model: type[Any]
    headline: Callable[[Any], str]
    what_next: Callable[[Any], str]
    page: str


_KINDS = (
    _Kind(IssueAct, act_wording.headline, act_wording.what_next, "act"),
    _Kind(Comment, comment_wording.headline, comment_wording.what_next, "comment"),
)


def tell_owners() -> int:
    """Queue a mail to each user whom something needs that no mail has told. Returns how many."""
    rows = [row for kind in _KINDS for row in _untold(kind)[:AT_ONCE]]
    first: dict[int, Any] = {}
    for row in sorted(rows, key=lambda each: (each.state_since, str(each.pk))):
        first.setdefault(row.owner_id, row)
    return sum(map(_tell, first.values()))


def _needing(kind: _Kind) -> QuerySet[Any]:
    """What needs its owner since they left the page, longest first."""
    since = timezone.now() - _NEWS_FOR
    rows = kind.model._default_manager.filter(state__in=_NEEDING, state_since__gt=since)
    rows = rows.filter(state_since__gt=Coalesce(F("first_sent_at"), F("created_at")) + _PRESENT)
    rows = rows.exclude(state=State.BLOCKED, blocked_reason__in=_OF_ANOTHER_MAIL)
    found: QuerySet[Any] = rows.order_by("state_since", "pk")
    return found


def _untold(kind: _Kind) -> QuerySet[Any]:
    told = Mail.objects.filter(
        kind=ACTS_NEED_YOU, person=OuterRef("owner"), created_at__gte=OuterRef("state_since")
    )
    rows = _needing(kind).filter(
        reachable_by("owner__"), ~Exists(told), owner__mail_when_report_changes=True
    )
    return rows.select_related("owner")


def _tell(row: Any) -> int:
    """Of two processes, the second waits for the first one's row and then sees its mail."""
    with transaction.atomic():
        same = type(row)._default_manager.filter(
            pk=row.pk, state=row.state, state_since=row.state_since
        )
        if not same.update(state_since=row.state_since):
            return 0
        told = Mail.objects.filter(kind=ACTS_NEED_YOU, person=row.owner)
        if told.filter(created_at__gte=row.state_since).exists():
            return 0
        mailing.post(ACTS_NEED_YOU, person=row.owner)
    return 1


def _written(mail: Mail) -> mailing.Letter | None:
    """What came to need the reader since the mail before, and still does. None where nothing does, or mails are off."""
    owner = mail.person
    if owner is None or not (reachable(owner) and owner.mail_when_report_changes):
        return None
    before = Mail.objects.filter(
        kind=ACTS_NEED_YOU, person=owner, created_at__lt=mail.created_at
    ).order_by("-created_at")
    since = before.values_list("created_at", flat=True).first()
    with mailing.in_their_language(owner):
        lines = list(_lines(owner, since))
        if not lines:
            return None
        context = {
            "owner": owner,
            "lines": lines[:SHOWN],
            "more": max(0, len(lines) - SHOWN),
            "count": len(lines),
        }
        return mailing.letter_to(owner, "issues/mail/acts_need_you", context)


def _lines(owner: User, since: datetime | None) -> Iterator[dict[str, Any]]:
    for kind in _KINDS:
        rows = _needing(kind).filter(owner=owner)
        if since is not None:
            rows = rows.filter(state_since__gt=since)
        for row in rows[:AT_ONCE]:
            yield {
                "key": row.issue_key,
                "summary": row.issue_summary,
                "headline": kind.headline(row),
                "what_next": kind.what_next(row),
                "address": reverse(kind.page, args=[row.pk]),
            }


mailing.register(
    mailing.Kind(
        ACTS_NEED_YOU, _("a change to an issue that needs you"), _written, lifetime=_NEWS_FOR
    )
)
