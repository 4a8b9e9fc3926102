"""A report's actions, receipt, files and links, in words for administrators."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from issues.admin.state_wording import NEEDS_WRITER, WHOSE_TURN, WHY
from issues.filing.mark_filed import CLAIMABLE
from issues.forms import drafts
from issues.models import Event, Part, State, Submission
from issues.outbox.states import TRANSITIONS, Reason
from issues.wording import part_wording, receipt_lines
from issues.wording.common import Line, Tag, Words, hindrance


@dataclass(frozen=True)
class Acts:
    """Which actions make sense for a report."""

    try_now: bool
    mark_filed: bool
    withdraw: bool


def acts(report: Submission) -> Acts:
    """The actions for *report*."""
    blocked = report.state == State.BLOCKED and report.blocked_reason != Reason.ASK
    waiting = (State.QUEUED, State.UNCONFIRMED)
    due = Q(state__in=waiting) | Q(state=State.BLOCKED) & ~Q(blocked_reason=Reason.ASK)
    parts = report.state == State.FILED and any(
        rows.filter(due).exists() for rows in (report.attachments, report.issue_links)
    )
    return Acts(
        try_now=blocked or report.state in waiting or parts,
        mark_filed=report.state in CLAIMABLE,
        withdraw=report.state != State.DRAFT
        and State.WITHDRAWN in TRANSITIONS[State(report.state)],
    )


_TOLD: dict[str, Words] = {
    "sent": gettext_lazy("Its writer sent it"),
    "kept": gettext_lazy("Lodge kept what was typed"),
    "found": gettext_lazy("Lodge looked in Jira and found it: %(key)s"),
    "found_by_key": gettext_lazy("Lodge looked in Jira, past its search, and found it: %(key)s"),
    "told": gettext_lazy("Its writer said that it is %(key)s"),
    "told_by_admin": gettext_lazy("An admin said that it is %(key)s"),
    "rate_limited": gettext_lazy("Jira asked Lodge to wait"),
    "not_seen_yet": gettext_lazy("Lodge looked in Jira: not found yet"),
    "not_there": gettext_lazy("Lodge looked in Jira: it is not there"),
    "look_failed": gettext_lazy("Lodge could not look: Jira did not answer"),
    "rejected": gettext_lazy("Jira did not take it"),
    "again": gettext_lazy("Its writer asked to send it again"),
    "by_admin": gettext_lazy("An admin put it back on its way"),
    "withdrawn": gettext_lazy("Its writer withdrew it"),
    "by_admin_withdrawn": gettext_lazy("An admin withdrew it"),
    "mailed": gettext_lazy("Its writer was told by mail"),
    f"blocked_{Reason.ASK}": gettext_lazy("Lodge looked and cannot tell, so it asked its writer"),
    **{f"blocked_{reason}": text for reason, text in WHY.items() if reason != Reason.ASK},
}
_DETAIL: dict[str, Words] = {"sent": gettext_lazy("Lodge stored the text first.")}
_OF_PARTS: dict[str, Words] = {
    "found": gettext_lazy("Lodge looked in Jira and found %(the)s"),
    "told": gettext_lazy("Its writer said that %(the)s is there"),
    "rate_limited": gettext_lazy("Jira asked Lodge to wait with %(the)s"),
    "not_seen_yet": gettext_lazy("Lodge looked in Jira: %(the)s is not there yet"),
    "not_there": gettext_lazy("Lodge looked in Jira: %(the)s is not there, and goes again"),
    "look_failed": gettext_lazy("Lodge could not look for %(the)s: Jira did not answer"),
    "again": gettext_lazy("Its writer asked to send %(the)s again"),
    "withdrawn": gettext_lazy("Its writer left %(the)s out"),
    **{f"blocked_{reason}": text for reason, text in WHY.items()},
}


def title(report: Submission) -> str:
    """The name of a report where none of its text is shown."""
    if drafts.is_private(report):
        return (
            _("A draft in %(project)s") % {"project": report.project_key}
            if report.project_key
            else _("A draft")
        )
    return report.issue_key or _("The report %(number)s") % {"number": report.pk.hex[:8]}


def size(draft: Submission, files: int) -> str:
    """The size of a draft: the only fact shown about its content."""
    characters = sum(len(text) for texts in draft.values.values() for text in texts)
    of_text = ngettext("one character", "%(n)d characters", characters) % {"n": characters}
    return f"{of_text}, {ngettext('one file', '%(n)d files', files) % {'n': files}}"


def lines(report: Submission) -> list[Line]:
    """The receipt. The names of files and links are part of what was typed, so they are left out."""
    names = [str(each) for each in (*report.attachments.all(), *report.issue_links.all())]
    return [line(event, names) for event in report.events.all()]


def line(event: Event, names: Sequence[str] = ()) -> Line:
    """One line of the receipt. Where the writer's words say "you", this uses others. It shows all that was recorded."""
    told = receipt_lines.line(event)
    kind, _underscore, what = event.what.partition("_")
    if kind in part_wording.PARTS:
        words = _OF_PARTS.get(what)
        the = _("the file") if kind == "file" else _("the link")
        said = told.title if words is None else str(words) % {"the": the}
        return replace(told, title=said, detail=_without_name(event.detail, names))
    words = _TOLD.get(event.what)
    title = str(words) % {"key": event.detail} if words else told.title
    noted = "" if event.detail and event.detail in title else event.detail
    detail = str(_DETAIL.get(event.what, told.detail))
    return replace(told, title=title, detail=" ".join(filter(None, (detail, noted))))


def _without_name(detail: str, names: Sequence[str]) -> str:
    """The recorded detail of a part (models/part.py) without its name. Empty where the name is unknown."""
    for name in sorted(names, key=len, reverse=True):
        if detail.startswith(f"{name}: "):
            return detail.removeprefix(f"{name}: ")
    return ""


@dataclass(frozen=True)
class PartSummary:
    """A file or a link: its number, size and state, and a note on that."""

    name: str
    size: str
    tag: Tag
    notes: tuple[str, ...]
    remote_id: str


def parts(report: Submission) -> list[PartSummary]:
    """Its files, then its links. Their names and contents belong to the writer."""
    files, links = list(report.attachments.all()), list(report.issue_links.all())
    return [
        *(_part(row, report, _("File %(n)d") % {"n": n}) for n, row in enumerate(files, start=1)),
        *(_part(row, report, _("Link %(n)d") % {"n": n}) for n, row in enumerate(links, start=1)),
    ]


def _part(row: Part, report: Submission, name: str) -> PartSummary:
    told = part_wording.line(row, report)
    filed, reason = report.state == State.FILED, hindrance(row)
    tag = told.tag
    if filed and reason is not None:
        tag = Tag(str(WHOSE_TURN.get(reason, NEEDS_WRITER)), "you", "bubble")
    notes = [str(WHY[reason])] if filed and reason is not None else []
    notes += map(str, row.messages)
    if row.tries:
        notes.append(_("Tries: %(n)d") % {"n": row.tries})
    if told.kind == "file" and not told.is_here:
        notes.append(_("The copy here was deleted"))
    return PartSummary(name, told.size, tag, tuple(notes), str(getattr(row, "remote_id", "")))
