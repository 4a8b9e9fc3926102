"""The words for files and links, of reports and on issues: one line each, with what its owner can do."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.number_format import file_size
from background.heartbeats import Silence
from issues.models import (
    AddedFile,
    Attachment,
    IssueLink,
    Part,
    State,
    StoredFile,
    Submission,
)
from issues.outbox import upload_progress
from issues.outbox.states import Reason
from issues.wording import blocker_wording, common, next_step, state_wording, stopped_worker
from issues.wording.common import Tag, hindrance, waits_until
from issues.wording.row_kind_words import Kind, part_kind

UNDER_WAY = (State.DRAFT, State.QUEUED, State.SENDING, State.UNCONFIRMED)


@dataclass(frozen=True)
class PartLine:
    """One file or link. *kind* and *pk* identify it in an answer. *percent*: only during the upload.

    *trouble*: what stops it, a Reason or REJECTED, or "". *what_next* names the file or link, and says what to do.
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
    """One sentence on how many of them are in Jira, for the page of a report. Empty where there are none."""
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
        return ""  # the copies were deleted, long after it was withdrawn
    if report.state in {State.QUEUED, State.SENDING, State.UNCONFIRMED, State.BLOCKED}:
        return _("This is stored here, and follows once the report is in Jira.")
    return _("This is stored here.")


def line(row: Part, report: Submission) -> PartLine:
    """The words for a part of *report*. Before that is filed, all that can be said is that it is stored."""
    return _line(row, report.site_name, wanted=report.state == State.FILED)


def added(row: AddedFile) -> PartLine:
    """The words for a file that was added to an issue, or with a comment."""
    return _line(row, row.site_name, wanted=row.is_wanted)


def _line(row: Part | AddedFile, site: str, *, wanted: bool) -> PartLine:
    """*wanted*: it goes to Jira, because what it belongs to is there."""
    file = row if isinstance(row, StoredFile) else None
    waits, refused = waits_until(row) is not None, row.state == State.REJECTED
    is_here = file is not None and file.deleted_at is None
    named = part_kind(is_file=file is not None, site=site, named=_named(row))
    kind = part_kind(is_file=file is not None, site=site)
    said = (state_wording.headline(row, named), *_why_refused(row), next_step.what_next(row, named))
    return PartLine(
        kind=row.TOLD_AS,
        pk=str(row.pk),
        icon="file" if file is not None else "link",
        name=file.name if file is not None else str(row),
        size=file_size(file.size) if file is not None else "",
        tag=_tag(row, kind, wanted=wanted),
        told=_told(row, kind) if wanted else "",
        percent=upload_progress.percent(row.pk) if file and row.state == State.SENDING else None,
        is_here=is_here,
        under_way=wanted and row.state in UNDER_WAY,
        trouble=(State.REJECTED if refused else hindrance(row)) if wanted else None,
        what_next=" ".join(said),
        ask=wanted and common.asks(row),
        link_again=wanted and common.link_again(row),
        try_again=wanted
        and (waits or common.try_again(row) or (refused and (is_here or file is None))),
        leave=wanted and (refused or waits or row.state == State.BLOCKED),
        standstill=common.standstill(row) if wanted else None,
    )


def _tag(row: Part | AddedFile, kind: Kind, *, wanted: bool) -> Tag:
    if wanted and common.standstill(row) is not None:
        return stopped_worker.waits_for_lodge()
    if wanted and row.state == State.DRAFT:  # not queued yet
        return Tag(_("Being sent"), icon="spin")
    if wanted or row.state == State.WITHDRAWN:
        return state_wording.tag(row, kind)
    if isinstance(row, StoredFile) and row.deleted_at is not None:
        return Tag(_("Not kept any longer"))
    return Tag(_("Stored here"), icon="check")


def _told(row: Part | AddedFile, kind: Kind) -> str:
    match row.state:
        case State.REJECTED:
            return " ".join((*_why_refused(row), next_step.what_next(row, kind)))
        case State.UNCONFIRMED if hindrance(row) is None:
            return str(next_step.DOUBT)
        case State.BLOCKED | State.UNCONFIRMED if hindrance(row) in (
            *common.BY_JIRA,
            Reason.SITE,
            Reason.SHARED,
        ):
            return f"{blocker_wording.hindered(row, kind)} {blocker_wording.way_out(row, kind)}"
        case _:
            return blocker_wording.hindered(row, kind)


def _why_refused(row: Part | AddedFile) -> list[str]:
    """Why Jira refused it, in Jira's words."""
    if row.state != State.REJECTED:
        return []
    return [common.jiras_words(row) or _("Jira did not say why.")]


def _named(row: Part | AddedFile) -> str:
    said = _("the file “%(name)s”") if isinstance(row, StoredFile) else _("the link “%(name)s”")
    return said % {"name": row.name if isinstance(row, StoredFile) else row}


PARTS: dict[str, type[Part]] = {model.TOLD_AS: model for model in (Attachment, IssueLink)}
