"""Tells a report's writer by mail what became of it while they were elsewhere: once, and only if they like.

The receipt remembers that it was told, in one transaction with the mail that waits to be sent: any number of workers
may ask. What the mail says is written when it leaves.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import ages, mailing
from accounts.addresses import reachable, reachable_by
from accounts.models import Mail
from issues.models import Attachment, Event, IssueLink, State, Submission
from issues.outbox.states import Reason
from issues.views.words import of_part, of_report

TOLD = "mailed"
# Whoever pressed the button less than this ago is still looking at the page.
_PRESENT = timedelta(minutes=2)
_NEWS_FOR = timedelta(days=1)
AT_ONCE = 200
REPORT_CHANGED = "report-changed"
# A dead link is told once for all that waits for it; what is set up wrong is told those who run Lodge.
_OF_ANOTHER_MAIL = (Reason.LINK, Reason.MISCONFIGURED)
_NEWS = (State.FILED, State.REJECTED, State.BLOCKED)


def tell_writers() -> int:
    """Mail the writers of reports that came to an end, or to a question, behind their backs; how many.

    A file or a link that needs them is a question, too.
    """
    told = sum(_tell(each, each.state_since) for each in _untold()[:AT_ONCE])
    for model in (Attachment, IssueLink):
        told += sum(_tell(each.submission, each.state_since) for each in _untold_parts(model)[:AT_ONCE])
    return told


def tell_withdrawn(report: Submission) -> bool:
    """Mail the writer that those who run Lodge took their report back."""
    return _tell(report, report.state_since)


def _untold() -> QuerySet[Submission]:
    """Reports whose writers are to be told, longest waiting first. Every condition is the database's: of a day's
    filings, nearly all of which need no mail, only those that do are read.
    """
    now = timezone.now()
    mailed = Event.objects.filter(submission=OuterRef("pk"), what=TOLD, at__gte=OuterRef("state_since"))
    rows: QuerySet[Submission] = Submission.objects.filter(state__in=_NEWS, state_since__gt=now - _NEWS_FOR)
    rows = rows.filter(state_since__gt=F("sent_at") + _PRESENT)
    rows = rows.exclude(state=State.BLOCKED, blocked_reason__in=_OF_ANOTHER_MAIL)
    late = rows.filter(reachable_by("owner__"), ~Exists(mailed), owner__mail_when_report_changes=True)
    return late.select_related("owner").order_by("state_since")


def _untold_parts(model: type[Attachment | IssueLink]) -> QuerySet[Any]:
    """Files, or links, of reports in Jira that came to need their writers."""
    now = timezone.now()
    mailed = Event.objects.filter(
        submission=OuterRef("submission"), what=TOLD, at__gte=OuterRef("state_since")
    )
    rows: QuerySet[Any] = model._default_manager.filter(
        state__in=(State.REJECTED, State.BLOCKED),
        state_since__gt=now - _NEWS_FOR,
        submission__state=State.FILED,
    )
    rows = rows.filter(state_since__gt=F("submission__sent_at") + _PRESENT)
    rows = rows.exclude(state=State.BLOCKED, blocked_reason__in=_OF_ANOTHER_MAIL)
    wanted = Q(submission__owner__mail_when_report_changes=True)
    late = rows.filter(wanted, reachable_by("submission__owner__"), ~Exists(mailed))
    return late.select_related("submission__owner").order_by("state_since")


def _tell(report: Submission, since: datetime) -> bool:
    """Whoever writes the receipt's line first tells. *since*: when it happened."""
    if not (reachable(report.owner) and report.owner.mail_when_report_changes):
        return False
    with transaction.atomic():
        # Taken for a moment, so that of two who ask at once one sees the line of the other.
        rows = Submission.objects.filter(pk=report.pk, state=report.state, state_since=report.state_since)
        if not rows.update(state_since=report.state_since):
            return False
        if report.events.filter(what=TOLD, at__gte=since).exists():
            return False
        Event.objects.create(submission_id=report.pk, what=TOLD)
        mailing.post(REPORT_CHANGED, person=report.owner, about=str(report.pk))
    return True


def _written(mail: Mail) -> mailing.Letter | None:
    """What became of the report, as it stands now; None where it is on its way again, or nobody wants to know."""
    report = Submission.objects.filter(pk=UUID(mail.about)).select_related("owner").first()
    if report is None or report.state not in (*_NEWS, State.WITHDRAWN):
        return None
    if not report.owner.mail_when_report_changes:
        return None
    with mailing.in_their_language(report.owner):
        parts = of_part.lines(report)
        context = {
            "owner": report.owner,
            "report": report,
            "headline": of_report.headline(report, parts),
            "what_next": of_report.what_next(report, parts),
            "issue_url": f"{report.site_url}/browse/{report.issue_key}" if report.issue_key else "",
            "kept_for": ages.kept("sent"),
        }
    return mailing.letter_to(report.owner, "mail/report_changed", context)


mailing.register(mailing.Kind(REPORT_CHANGED, _("what became of a report"), _written, lifetime=_NEWS_FOR))
