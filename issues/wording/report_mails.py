"""Mails to a report's writer about its result while they were away: once, and only if they want them.

The receipt records the mail, in the same transaction as the mail's row, so any number of workers may run this. The
text of the mail is written when it is sent. Reports of one writer that have news at the same time share a mail: of a
site that is lost, all wait.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import mailing, retention_words
from accounts.email_addresses import reachable, reachable_by
from accounts.models import Mail, MailState
from issues.models import Attachment, Event, IssueLink, State, Submission
from issues.outbox.states import Reason
from issues.wording import part_wording, report_wording

TOLD = "mailed"
# A user who pressed the button less than this ago still looks at the page.
_PRESENT = timedelta(minutes=2)
_NEWS_FOR = timedelta(days=1)
AT_ONCE = 200
# More reports than these are counted in a mail, not listed.
_LISTED = 20
REPORT_CHANGED = "report-changed"
# A dead link has one mail for all reports that wait for it. Wrong configuration is reported to administrators.
_OF_ANOTHER_MAIL = (Reason.LINK, Reason.SHARED, Reason.MISCONFIGURED)
_NEWS = (State.FILED, State.REJECTED, State.BLOCKED)


def tell_writers() -> int:
    """Mail the writers of reports that were settled, or need an answer, while they were away. Returns how many.

    A file or a link that needs them counts as a question too.
    """
    news = [(each, each.state_since) for each in _untold()[:AT_ONCE]]
    for model in (Attachment, IssueLink):
        news += [(each.submission, each.state_since) for each in _untold_parts(model)[:AT_ONCE]]
    news.sort(key=lambda each: each[0].owner_id)
    writers = groupby(news, key=lambda each: each[0].owner_id)
    return sum(_tell(of_one_writer) for _writer, of_one_writer in writers)


def tell_withdrawn(report: Submission) -> bool:
    """Mail the writer that an administrator withdrew their report."""
    return bool(_tell([(report, report.state_since)]))


def _untold() -> QuerySet[Submission]:
    """Reports whose writers must be told, longest waiting first.

    All conditions are in the query. Nearly all of a day's reports need no mail, so only those that do are read.
    """
    now = timezone.now()
    mailed = Event.objects.filter(
        submission=OuterRef("pk"), what=TOLD, at__gte=OuterRef("state_since")
    )
    rows: QuerySet[Submission] = Submission.objects.filter(
        state__in=_NEWS, state_since__gt=now - _NEWS_FOR
    )
    rows = rows.filter(state_since__gt=F("sent_at") + _PRESENT)
    rows = rows.exclude(state=State.BLOCKED, blocked_reason__in=_OF_ANOTHER_MAIL)
    rows = rows.filter(owner__mail_when_report_changes=True)
    late = rows.filter(reachable_by("owner__"), ~Exists(mailed))
    return late.select_related("owner").order_by("state_since")


def _untold_parts(model: type[Attachment | IssueLink]) -> QuerySet[Any]:
    """Files, or links, of reports in Jira that need their writers."""
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


def _tell(news: Iterable[tuple[Submission, datetime]]) -> int:
    """Post one mail about reports of one writer, each with when it changed. Returns how many it is about."""
    told = 0
    with transaction.atomic():
        for report, since in news:
            if _recorded(report, since):
                _post(report)
                told += 1
    return told


def _recorded(report: Submission, since: datetime) -> bool:
    """Record the mail in the receipt. The process that does so first sends the mail."""
    if not (reachable(report.owner) and report.owner.mail_when_report_changes):
        return False
    # Locked, so that of two processes the second sees the first one's line.
    rows = Submission.objects.filter(
        pk=report.pk, state=report.state, state_since=report.state_since
    )
    if not rows.update(state_since=report.state_since):
        return False
    if report.events.filter(what=TOLD, at__gte=since).exists():
        return False
    Event.objects.create(submission_id=report.pk, what=TOLD)
    return True


def _post(report: Submission) -> None:
    """Post the mail, unless one to the same writer waits that nobody has tried to send: it covers this one, too."""
    waiting = Mail.objects.filter(
        kind=REPORT_CHANGED, person=report.owner, state=MailState.WAITING, tries=0
    )
    # Locked, so that it is written only after this transaction.
    if not waiting.update(kind=REPORT_CHANGED):
        mailing.post(REPORT_CHANGED, person=report.owner, about=str(report.pk))


def _written(mail: Mail) -> mailing.Letter | None:
    """The mail about what its reports are now. None where all are on their way again, or mails are off."""
    owner = mail.person
    reports = _covered(mail)
    if owner is None or not reports or not owner.mail_when_report_changes:
        return None
    with mailing.in_their_language(owner):
        news = [_news(each) for each in reports]
        if len(news) == 1:
            context = {**news[0], "owner": owner, "kept_for": retention_words.kept("sent")}
            return mailing.letter_to(owner, "issues/mail/report_changed", context)
        more = max(0, len(news) - _LISTED)
        context = {"owner": owner, "news": news[:_LISTED], "more": more, "total": len(news)}
        return mailing.letter_to(owner, "issues/mail/reports_changed", context)


def _covered(mail: Mail) -> list[Submission]:
    """The report that the mail was posted for, and those of the writer that were recorded while it waited."""
    later = Event.objects.filter(
        what=TOLD, at__gte=mail.created_at, submission__owner_id=mail.person_id
    )
    wanted = Q(pk=UUID(mail.about)) | Q(pk__in=later.values("submission"))
    rows = Submission.objects.filter(wanted, state__in=(*_NEWS, State.WITHDRAWN))
    return list(rows.select_related("owner").order_by("-sent_at")[:AT_ONCE])


def _news(report: Submission) -> dict[str, Any]:
    parts = part_wording.lines(report)
    return {
        "report": report,
        "headline": report_wording.headline(report, parts),
        "what_next": report_wording.what_next(report, parts),
        "issue_url": f"{report.site_url}/browse/{report.issue_key}" if report.issue_key else "",
    }


mailing.register(
    mailing.Kind(REPORT_CHANGED, _("what became of a report"), _written, lifetime=_NEWS_FOR)
)
