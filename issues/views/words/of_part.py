"""How a report's files and links are told: one line each, with what its owner can do about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from background.heartbeats import Silence
from issues import filesizes
from issues.models import Attachment, IssueLink, Part, State, Submission
from issues.outbox import progress
from issues.outbox.states import Reason
from issues.views.words import common, standing
from issues.views.words.common import Tag, hindrance, waits_until
from issues.views.words.kinds import part_kind

UNDER_WAY = (State.DRAFT, State.QUEUED, State.SENDING, State.UNCONFIRMED)


@dataclass(frozen=True)
class PartLine:
    """One file or link: *kind* and *pk* name it in an answer, *percent* only while it goes up.

    *trouble*: why it does not go on, a Reason or REJECTED, or nothing; *what_next* names it, and says what is to
    be done about that.
    """

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
    trouble: Reason | State | None
    what_next: str
    ask: bool
    link_again: bool
    try_again: bool
    leave: bool
    standstill: Silence | None = None


def lines(report: Submission) -> list[PartLine]:
    """Its files, then its links."""
    files = [line(each, report) for each in report.attachments.all()]
    return files + [line(each, report) for each in report.issue_links.all()]


def summed_up(report: Submission, parts: Sequence[PartLine]) -> str:
    """One plain sentence on how many of them are in Jira, for the page of a report; empty where none is to be."""
    if report.state != State.FILED:
        return _not_yet(report, parts)
    wanted = [each for each in parts if each.tag.kind or each.under_way]
    there = sum(each.tag.kind == "done" for each in wanted)
    if not wanted:
        return ""
    if there == len(parts):
        return _("All of this is in Jira, too.")
    said = _("%(there)d of %(all)d are in Jira.") % {"there": there, "all": len(parts)}
    if any(each.trouble for each in wanted):
        return said
    if any(each.standstill for each in wanted):
        return f"{said} {_('The rest waits for Lodge.')}"
    moving = any(each.under_way for each in wanted)
    return f"{said} {_('The rest is on its way.') if moving else _('You left out the rest.')}"


def _not_yet(report: Submission, parts: Sequence[PartLine]) -> str:
    if not any(each.is_here or each.kind == IssueLink.TOLD_AS for each in parts):
        return ""  # the copies went, long after it was withdrawn
    if report.state in {State.QUEUED, State.SENDING, State.UNCONFIRMED, State.BLOCKED}:
        return _("This is stored here, and follows once the report is in Jira.")
    return _("This is stored here.")


def line(row: Part, report: Submission) -> PartLine:
    """How one of *report*'s is told. Until that is filed, all that can be said of it is that it is stored."""
    filed = report.state == State.FILED
    waits = waits_until(row) is not None
    refused = row.state == State.REJECTED
    is_file = isinstance(row, Attachment)
    named = part_kind(is_file=is_file, site=report.site_name, named=_named(row))
    return PartLine(
        kind=row.TOLD_AS,
        pk=str(row.pk),
        icon="file" if is_file else "link",
        name=str(row),
        size=filesizes.told(row.size) if isinstance(row, Attachment) else "",
        tag=_tag(row, filed=filed),
        told=_told(row) if filed else "",
        percent=progress.percent(row.pk) if is_file and row.state == State.SENDING else None,
        is_here=isinstance(row, Attachment) and row.deleted_at is None,
        under_way=filed and row.state in UNDER_WAY,
        trouble=(State.REJECTED if refused else hindrance(row)) if filed else None,
        what_next=" ".join(
            (standing.headline(row, named), *_why_refused(row), standing.what_next(row, named))
        ),
        ask=filed and common.asks(row),
        link_again=filed and common.link_again(row),
        try_again=filed and (refused or waits or common.try_again(row)),
        leave=filed and (refused or waits or row.state == State.BLOCKED),
        standstill=common.standstill(row) if filed else None,
    )


def _tag(row: Part, *, filed: bool) -> Tag:
    if filed and common.standstill(row) is not None:
        return standing.waits_for_lodge()
    if filed and row.state == State.DRAFT:  # not woken yet
        return Tag(_("Being sent"), icon="spin")
    if filed or row.state == State.WITHDRAWN:
        return standing.tag(
            row, part_kind(is_file=isinstance(row, Attachment), site=row.submission.site_name)
        )
    if isinstance(row, Attachment) and row.deleted_at is not None:
        return Tag(_("Not kept any longer"))
    return Tag(_("Stored here"), icon="check")


def _told(row: Part) -> str:
    kind = part_kind(is_file=isinstance(row, Attachment), site=row.submission.site_name)
    match row.state:
        case State.REJECTED:
            return " ".join((*_why_refused(row), standing.what_next(row, kind)))
        case State.UNCONFIRMED if hindrance(row) is None:
            return str(standing.DOUBT)
        case State.BLOCKED | State.UNCONFIRMED if hindrance(row) in (*common.BY_JIRA, Reason.SITE):
            return f"{standing.hindered(row, kind)} {standing.way_out(row, kind)}"
        case _:
            return standing.hindered(row, kind)


def _why_refused(row: Part) -> list[str]:
    """In Jira's words, of what it did not take."""
    if row.state != State.REJECTED:
        return []
    return [common.jiras_words(row) or _("Jira did not say why.")]


def _named(row: Part) -> str:
    said = _("the file “%(name)s”") if isinstance(row, Attachment) else _("the link “%(name)s”")
    return said % {"name": row}


PARTS: dict[str, type[Part]] = {model.TOLD_AS: model for model in (Attachment, IssueLink)}
