"""The words for a report, with its files and links."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import retention_words
from issues.models import Attachment, State, Submission
from issues.outbox import backoff
from issues.outbox.states import Reason
from issues.wording import next_step, state_wording, stopped_worker
from issues.wording.common import Tag, Words, clock, hindrance, standstill
from issues.wording.part_wording import PartLine
from issues.wording.row_kind_words import report_kind

# Which of several problems is shown first: the one whose mending helps most.
_WORST = (
    Reason.LINK,
    Reason.ACCOUNT,
    Reason.SCOPE,
    Reason.SITE,
    Reason.NO_FILES,
    Reason.ASK,
    Reason.DENIED,
    Reason.NOT_FOUND,
    Reason.GAVE_UP,
    State.REJECTED,
)


def tag(report: Submission) -> Tag:
    """The state, in a few words."""
    return state_wording.tag(report, report_kind(report))


# What a report that needs its owner waits for, in lists.
_WANTED: dict[Reason, Words] = {
    Reason.LINK: gettext_lazy("Link again"),
    Reason.SITE: gettext_lazy("Ask the site’s administrator"),
    Reason.ACCOUNT: gettext_lazy("Link the first account"),
    Reason.SCOPE: gettext_lazy("Link again"),
    Reason.ASK: gettext_lazy("Is it in Jira?"),
    Reason.DENIED: gettext_lazy("Jira does not let you"),
    Reason.NOT_FOUND: gettext_lazy("Jira does not find it"),
    Reason.GAVE_UP: gettext_lazy("Try again"),
}


def tag_of_needy(report: Submission) -> Tag:
    """What a report that needs its owner waits for, even if only for a file or a link."""
    reason = hindrance(report)
    if report.state == State.FILED:
        return Tag(_("%(key)s, not all of it") % {"key": report.issue_key}, "you", "bubble")
    if reason is not None and reason in _WANTED:
        return Tag(str(_WANTED[reason]), "you", "bubble")
    return tag(report)


def headline(report: Submission, parts: Sequence[PartLine] = ()) -> str:
    """The state, as one plain sentence, and whether something of *parts* needs its owner."""
    if report.state == State.DRAFT:
        return _("This is a draft. Nothing was filed yet.")
    said = state_wording.headline(report, report_kind(report))
    needy = _needy(parts)
    return f"{said} {_need_you(needy)}" if needy else said


def _need_you(parts: Sequence[PartLine]) -> str:
    """The number of files and links that need their owner."""
    files = sum(each.kind == Attachment.TOLD_AS for each in parts)
    links = len(parts) - files
    of_files = ngettext("%(n)d file", "%(n)d files", files) % {"n": files}
    of_links = ngettext("%(n)d link", "%(n)d links", links) % {"n": links}
    if files and links:
        return _("%(files)s and %(links)s need you.") % {"files": of_files, "links": of_links}
    need = ngettext("%(parts)s needs you.", "%(parts)s need you.", len(parts))
    return need % {"parts": of_files if files else of_links}


def what_next(
    report: Submission, parts: Sequence[PartLine] = (), twice: Collection[str] = ()
) -> str:
    """What Lodge does next with it and *parts*, and what the reader can do now. *twice*: its other keys in Jira."""
    said = next_step.what_next(report, report_kind(report))
    match report.state:
        case State.DRAFT:
            said = _(
                "What you typed is safe here: Lodge keeps it for %(days)s after your last change."
            )
            return said % {"days": retention_words.kept("drafts")}
        case State.FILED:
            return _once_filed(report, said, parts, twice)
        case State.UNCONFIRMED if hindrance(report) is None and standstill(report) is None:
            known_by = report.state_since + timedelta(seconds=backoff.before_asking_owner() + 60)
            by = clock(max(known_by, report.next_attempt_at or known_by))
            return f"{said} {_('By %(time)s it knows, or asks you.') % {'time': by}}"
        case _:
            return said


def _needy(parts: Sequence[PartLine]) -> list[PartLine]:
    """Parts that need their owner, most important first. Before the report is filed, all parts only wait."""
    needy = [each for each in parts if each.trouble in _WORST]
    return sorted(needy, key=lambda part: _WORST.index(part.trouble))


def _once_filed(
    report: Submission, said: str, parts: Sequence[PartLine], twice: Collection[str]
) -> str:
    todo = [_("Your report is in Jira a second time: close one of the two there.")] if twice else []
    needy = _needy(parts)
    if needy:
        todo.append(needy[0].what_next)
    if len(needy) > 1:
        todo.append(_("Beside each of the others stands what it needs."))
    if todo:
        return " ".join(todo)
    stuck = next((each for each in parts if each.trouble), None)
    if stuck is not None:
        return f"{said} {stuck.what_next}"
    silence = next((each.standstill for each in parts if each.standstill), None)
    if silence is not None:
        return f"{said} {_('Your report’s files and links wait.')} {stopped_worker.stands_still(silence)}"
    if any(each.under_way for each in parts):
        follows = _("Its files and links follow by themselves; you need not keep this page open.")
        return f"{said} {follows}"
    return said


# The words on the page of a draft that Jira refused.
REFUSED: dict[str, Words] = {
    "headline": gettext_lazy("Jira did not take your report. Nothing was filed."),
    "what_next": gettext_lazy("All that you typed is still here: correct it and send it again."),
}
# The words on a draft's page while its writer's link does not work.
DEAD_LINK: dict[str, Words] = {
    "headline": gettext_lazy("Your link to Jira has ended."),
    "action": gettext_lazy("Link again at Atlassian"),
    "what_next": gettext_lazy(
        "Your report is safe in Lodge, and nothing was filed. Link again: you come back to the form with everything "
        "in it, and one click files it."
    ),
}
NO_LINK: dict[str, Words] = {
    "headline": gettext_lazy("First, link your Atlassian account."),
    "action": gettext_lazy("Link your Atlassian account"),
    "what_next": gettext_lazy(
        "Your report is safe in Lodge, and nothing was filed. Link your account: you come back to the form with "
        "everything in it, and one click files it."
    ),
}
