"""The words for what a user is told of an issue, as far as Jira shows it to them."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from issues.models import EventKind, IssueEvent, IssueFollower, Notice
from issues.reading.visible_status import may_show


@dataclass(frozen=True)
class Line:
    """One notice. `text`: the comment, where it is the last one and may be shown."""

    notice: Notice
    key: str
    summary: str
    said: str
    text: str = ""
    report_id: str = ""


def lines(notices: list[Notice]) -> list[Line]:
    """The notices of one user, with one query for what they follow. What Jira does not show them is left vague."""
    if not notices:
        return []
    followers = {
        each.issue_id: each
        for each in IssueFollower.objects.filter(
            user=notices[0].user_id, issue__in={each.event.issue_id for each in notices}
        ).select_related("issue", "submission")
    }
    return [_line(each, followers.get(each.event.issue_id)) for each in notices]


def _line(notice: Notice, follower: IssueFollower | None) -> Line:
    event = notice.event
    report = follower.submission if follower is not None else None
    known = {
        "key": report.issue_key if report is not None else event.issue.issue_key,
        "summary": report.summary if report is not None else "",
        "report_id": str(report.pk) if report is not None else "",
    }
    if follower is None or not may_show(follower, timezone.now()):
        return Line(notice, said=_("There is news about it."), **known)
    issue = follower.issue
    last = event.kind == EventKind.ANSWERED and issue.comment_id == event.remote
    text = issue.comment_text if last else ""
    return Line(notice, said=sentence(event), text=text, **(known | {"key": issue.issue_key}))


def sentence(event: IssueEvent) -> str:
    """What happened, with who did it."""
    said = {
        EventKind.ANSWERED: _("%(who)s commented."),
        EventKind.RESOLVED: _("%(who)s set it to “%(new)s”: it is resolved."),
        EventKind.REOPENED: _("%(who)s set it to “%(new)s”: it is open again."),
        EventKind.MOVED: _("%(who)s moved it: it is %(new)s now."),
        EventKind.ASSIGNED: _("%(who)s assigned it to %(new)s."),
        EventKind.STATUS: _("%(who)s set it to “%(new)s”."),
    }[EventKind(event.kind)]
    return said % {"who": event.author_name or _("Somebody"), "new": event.new or _("nobody")}
