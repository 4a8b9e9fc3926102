"""How a report's files and links are told: one line each, with what its owner can do about it. No request."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from issues.models import Attachment, IssueLink, Part, State, Submission
from issues.outbox import progress
from issues.outbox.states import Reason
from issues.views.words import Tag, clock

UNDER_WAY = (State.DRAFT, State.QUEUED, State.SENDING, State.UNCONFIRMED)


@dataclass(frozen=True)
class PartLine:
    """One file or link: *kind* and *pk* name it in an answer, *percent* only while it goes up."""

    kind: str
    pk: str
    icon: str
    name: str
    size: str
    tag: Tag
    told: str
    percent: int | None
    is_here: bool
    under_way: bool
    ask: bool
    try_again: bool
    leave: bool


def lines(report: Submission) -> list[PartLine]:
    """Its files, then its links."""
    files = [_line(each, report) for each in report.attachments.all()]
    return files + [_line(each, report) for each in report.issue_links.all()]


def summed_up(report: Submission, parts: Sequence[PartLine]) -> str:
    """One plain sentence on all of them, for the page of a report; empty without any."""
    if not parts:
        return ""
    if report.state != State.FILED:
        going = report.state in {State.QUEUED, State.SENDING, State.UNCONFIRMED, State.BLOCKED}
        return str(_LATER if going else _KEPT) % {"key": report.issue_key}
    troubled = [each for each in parts if each.ask or each.try_again]
    moving = sum(each.under_way for each in parts)
    there = sum(each.tag.kind == "done" for each in parts)
    if not troubled and not moving:
        return _("All that belongs to it is in Jira, too.") if there else ""
    if troubled:
        return ngettext(
            "%(n)d thing that belongs to it is not in Jira, and needs you.",
            "%(n)d things that belong to it are not in Jira, and need you.",
            len(troubled),
        ) % {"n": len(troubled)}
    return _("%(there)d of %(all)d things that belong to it are in Jira. The rest is on its way.") % {
        "there": there,
        "all": len(parts),
    }


_LATER = gettext_lazy("What belongs to it is stored here, and follows once the report is in Jira.")
_KEPT = gettext_lazy("What belongs to it is stored here.")

_BLOCKED: dict[str, str | Promise] = {
    Reason.LINK: gettext_lazy("It waits until your link to Jira works again."),
    Reason.ACCOUNT: gettext_lazy("It waits for the account that the report was filed as."),
    Reason.SCOPE: gettext_lazy("It waits: Lodge lacks a permission at Atlassian."),
    Reason.DENIED: gettext_lazy(
        "Jira does not let you add it. The issue may have been moved or deleted, or you may not change it."
    ),
    Reason.MISCONFIGURED: gettext_lazy(
        "It waits: something at Lodge is set up wrong. It is nothing you did."
    ),
    Reason.ASK: gettext_lazy("We could not tell whether it arrived. Look at the issue in Jira."),
    Reason.GAVE_UP: gettext_lazy("Jira did not take it for a long time."),
}


def _line(row: Part, report: Submission) -> PartLine:
    filed = report.state == State.FILED
    blocked = row.state == State.BLOCKED
    is_file = isinstance(row, Attachment)
    ask = blocked and row.blocked_reason == Reason.ASK
    return PartLine(
        kind=row.TOLD_AS,
        pk=str(row.pk),
        icon="file" if is_file else "link",
        name=str(row),
        size=filesizeformat(row.size) if isinstance(row, Attachment) else "",
        tag=_tag(row, filed=filed),
        told=_told(row),
        percent=progress.percent(row.pk) if is_file and row.state == State.SENDING else None,
        is_here=isinstance(row, Attachment) and row.deleted_at is None,
        under_way=filed and row.state in UNDER_WAY,
        ask=ask,
        try_again=filed
        and (
            row.state == State.REJECTED
            or (blocked and row.blocked_reason in {Reason.DENIED, Reason.GAVE_UP, Reason.SCOPE})
            or _waits_until(row) is not None
        ),
        leave=filed and (blocked or _waits_until(row) is not None),
    )


def _waits_until(row: Part) -> datetime | None:
    when = row.next_attempt_at
    return (
        when
        if row.state == State.QUEUED and row.tries and when is not None and when > timezone.now()
        else None
    )


def _tag(row: Part, *, filed: bool) -> Tag:
    match row.state:
        case State.FILED:
            return Tag(_("In Jira"), "done", "check")
        case State.REJECTED:
            return Tag(_("Not taken"), "bad", "cross")
        case State.WITHDRAWN:
            return Tag(_("Left out"), icon="cross")
        case State.BLOCKED:
            return Tag(_("Needs you"), "you", "bubble")
        case _ if not filed:
            return Tag(_("Stored here"), icon="check")
        case State.UNCONFIRMED:
            return Tag(_("Checking with Jira"), icon="search")
        case State.QUEUED if (until := _waits_until(row)) is not None:
            return Tag(_("Waiting for Jira until %(time)s") % {"time": clock(until)}, "wait", "clock")
        case _:
            return Tag(_("Being sent"), icon="spin")


def _told(row: Part) -> str:
    match row.state:
        case State.BLOCKED:
            return str(_BLOCKED.get(row.blocked_reason, ""))
        case State.REJECTED:
            return " ".join(row.messages) or _("Jira did not say why.")
        case State.UNCONFIRMED:
            return _(
                "The connection broke, so it may or may not have arrived. Lodge looks before it sends it again."
            )
        case _:
            return ""


PARTS: dict[str, type[Part]] = {model.TOLD_AS: model for model in (Attachment, IssueLink)}
