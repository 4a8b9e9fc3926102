"""Tells a report's writer by mail what became of it while they were elsewhere: once, and only if they like.

The receipt remembers that it was told, in one transaction with who tells: any number of workers may ask. A mail that
could not be handed over is tried again by the next sweep, for a day.
"""

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.middleware import zone_called
from accounts.models import User
from issues.models import Event, State, Submission
from issues.outbox.states import Reason
from issues.views.words import of_part, of_report

logger = logging.getLogger(__name__)

TOLD = "mailed"
# Whoever pressed the button less than this ago is still looking at the page.
_PRESENT = timedelta(minutes=2)
_NEWS_FOR = timedelta(days=1)
AT_ONCE = 200
_NEWS = (State.FILED, State.REJECTED, State.BLOCKED)


def tell_writers() -> int:
    """Mail the writers of reports that came to an end, or to a question, behind their backs; how many mails."""
    return sum(_tell(each) for each in _untold()[:AT_ONCE])


def tell_withdrawn(report: Submission) -> bool:
    """Mail the writer that those who run Lodge took their report back."""
    return _tell(report)


def _untold() -> QuerySet[Submission]:
    """Reports whose writers are to be told, longest waiting first. Every condition is the database's: of a day's
    filings, nearly all of which need no mail, only those that do are read.
    """
    now = timezone.now()
    mailed = Event.objects.filter(submission=OuterRef("pk"), what=TOLD, at__gte=OuterRef("state_since"))
    rows: QuerySet[Submission] = Submission.objects.filter(state__in=_NEWS, state_since__gt=now - _NEWS_FOR)
    rows = rows.filter(state_since__gt=F("sent_at") + _PRESENT)
    rows = rows.exclude(state=State.BLOCKED, blocked_reason__in=(Reason.LINK, Reason.MISCONFIGURED))
    late = rows.filter(~Exists(mailed), owner__mail_when_report_changes=True, owner__is_active=True)
    return late.exclude(owner__email="").select_related("owner").order_by("state_since")


def _tell(report: Submission) -> bool:
    """Whoever writes the receipt's line first tells. On any trouble the line goes, and the next sweep tries again."""
    owner = report.owner
    if not (owner.is_active and owner.email and owner.mail_when_report_changes):
        return False
    with transaction.atomic():
        # Taken for a moment, so that of two who ask at once one sees the line of the other.
        rows = Submission.objects.filter(pk=report.pk, state=report.state, state_since=report.state_since)
        if not rows.update(state_since=report.state_since):
            return False
        if report.events.filter(what=TOLD, at__gte=report.state_since).exists():
            return False
        line = Event.objects.create(submission_id=report.pk, what=TOLD)
    try:
        _mail(owner, report)
    except (OSError, SMTPException) as error:
        logger.warning("the writer of %s was not told: %s", report.pk, error)
        line.delete()
        return False
    return True


def _mail(owner: User, report: Submission) -> None:
    language = owner.language if owner.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(zone_called(owner.time_zone)):
        parts = of_part.lines(report)
        context = {
            "owner": owner,
            "report": report,
            "headline": of_report.headline(report, parts),
            "what_next": of_report.what_next(report, parts),
            "public_url": settings.PUBLIC_URL,
        }
        subject = render_to_string("mail/report_changed_subject.txt", context)
        body = render_to_string("mail/report_changed.txt", context)
    send_mail(" ".join(subject.split()), body, None, [owner.email])
