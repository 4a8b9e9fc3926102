"""How a report stands, for those who run Lodge: the pages of its writer say "you", and here that is somebody else."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from issues.models import Event, Part, State, Submission
from issues.outbox.states import TRANSITIONS, Reason
from issues.views.words import of_part, receipt
from issues.views.words.common import Line, Tag, Words, clock, hindrance, waits_until

STATES: dict[State, tuple[Words, str, str]] = {
    State.BLOCKED: (gettext_lazy("Needs somebody"), "you", "bubble"),
    State.UNCONFIRMED: (gettext_lazy("Checking with Jira"), "", "search"),
    State.QUEUED: (gettext_lazy("Waits"), "wait", "clock"),
    State.SENDING: (gettext_lazy("Being sent"), "", "spin"),
    State.REJECTED: (gettext_lazy("Not filed"), "bad", "cross"),
    State.FILED: (gettext_lazy("Filed"), "done", "check"),
    State.DRAFT: (gettext_lazy("Draft"), "", "pencil"),
    State.WITHDRAWN: (gettext_lazy("Withdrawn"), "", "cross"),
}
WHY: dict[Reason, Words] = {
    Reason.LINK: gettext_lazy("Its writer’s link to Jira has ended"),
    Reason.ACCOUNT: gettext_lazy("Its writer uses another Atlassian account now"),
    Reason.SCOPE: gettext_lazy("Lodge lacks a permission at Atlassian"),
    Reason.DENIED: gettext_lazy("Jira does not let its writer do this"),
    Reason.MISCONFIGURED: gettext_lazy("Lodge is set up wrong"),
    Reason.ASK: gettext_lazy("Lodge can not tell whether Jira has it"),
    Reason.GAVE_UP: gettext_lazy("Too many tries"),
}
_TODO: dict[Reason, Words] = {
    Reason.LINK: gettext_lazy("Its writer links again. It then goes on by itself."),
    Reason.ACCOUNT: gettext_lazy(
        "Its writer links the account again that it was written with, or files the text anew with the present one."
    ),
    Reason.SCOPE: gettext_lazy(
        "Its writer links again and agrees to everything. Where that changes nothing, add the permission to the app "
        "at Atlassian."
    ),
    Reason.DENIED: gettext_lazy(
        "An administrator of the Jira project lets its writer create issues there. Then “Try now”."
    ),
    Reason.MISCONFIGURED: gettext_lazy(
        "You: the log says what is wrong with Lodge’s settings. Once that is mended it goes on by itself."
    ),
    Reason.ASK: gettext_lazy(
        "Its writer looks in Jira and says what they found. If you know its key, mark it as filed."
    ),
    Reason.GAVE_UP: gettext_lazy("“Try now” once Jira works again."),
}
_WHOSE_TURN: dict[Reason, Words] = {
    Reason.MISCONFIGURED: gettext_lazy("Needs you"),
    Reason.GAVE_UP: gettext_lazy("Needs you"),
    Reason.DENIED: gettext_lazy("Needs a right in Jira"),
}
_NEEDS_WRITER = gettext_lazy("Needs its writer")


@dataclass(frozen=True)
class Standing:
    """A tag, *why* it stands so (without a full stop), and what is *todo*; both may be empty."""

    tag: Tag
    why: str = ""
    todo: str = ""

    @property
    def open(self) -> bool:
        """Whether it is not settled."""
        return bool(self.why or self.todo)


def standing(report: Submission) -> Standing:
    """How *report* stands."""
    text, kind, icon = STATES[State(report.state)]
    tag, reason = Tag(str(text), kind, icon), hindrance(report)
    match report.state:
        case State.FILED if report.issue_key:
            return Standing(replace(tag, text=_("Filed %(key)s") % {"key": report.issue_key}))
        case State.BLOCKED if reason is not None:
            turn = _WHOSE_TURN.get(reason, _NEEDS_WRITER)
            return Standing(replace(tag, text=str(turn)), str(WHY[reason]), str(_TODO[reason]))
        case State.UNCONFIRMED if reason is not None:
            why = _("Lodge can not look for it: %(why)s") % {"why": WHY[reason]}
            return Standing(tag, why, str(_TODO[reason]))
        case State.UNCONFIRMED:
            why = _("The connection broke while it was sent")
            return Standing(tag, why, _("Nothing: Lodge looks in Jira before it sends anything again."))
        case State.QUEUED if (until := waits_until(report)) is not None:
            tag = replace(tag, text=_("Waits until %(time)s") % {"time": clock(until)})
            return Standing(tag, "", _("Nothing: Lodge sends it then. “Try now” sends it at once."))
        case State.REJECTED:
            return Standing(tag, _("Jira did not take it"), _("Its writer corrects it and sends it again."))
        case _:
            return Standing(tag)


@dataclass(frozen=True)
class Acts:
    """Which of the acts are to any purpose."""

    try_now: bool
    mark_filed: bool
    withdraw: bool


MARKABLE = (State.QUEUED, State.UNCONFIRMED, State.BLOCKED)


def acts(report: Submission) -> Acts:
    """What can be done for *report*."""
    blocked = report.state == State.BLOCKED and report.blocked_reason != Reason.ASK
    waiting = (State.QUEUED, State.UNCONFIRMED)
    parts = report.state == State.FILED and any(
        rows.filter(state__in=waiting).exists() for rows in (report.attachments, report.issue_links)
    )
    return Acts(
        try_now=blocked or report.state in waiting or parts,
        mark_filed=report.state in MARKABLE,
        withdraw=State.WITHDRAWN in TRANSITIONS[State(report.state)],
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
    "again": gettext_lazy("Its writer asked to send it again"),
    "by_admin": gettext_lazy("An admin put it back on its way"),
    "withdrawn": gettext_lazy("Its writer withdrew it"),
    "by_admin_withdrawn": gettext_lazy("An admin withdrew it"),
    "mailed": gettext_lazy("Its writer was told by mail"),
    f"blocked_{Reason.ASK}": gettext_lazy("Lodge looked and can not tell, so it asked its writer"),
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


def line(event: Event) -> Line:
    """One line of the receipt: as its writer reads it where that says no "you", with all that was noted."""
    told = receipt.line(event)
    kind, _underscore, what = event.what.partition("_")
    if kind in of_part.PARTS:
        words = _OF_PARTS.get(what)
        the = _("the file") if kind == "file" else _("the link")
        return replace(told, title=str(words) % {"the": the}) if words else told
    words = _TOLD.get(event.what)
    title = str(words) % {"key": event.detail} if words else told.title
    noted = "" if event.detail and event.detail in title else event.detail
    detail = str(_DETAIL.get(event.what, told.detail))
    return replace(told, title=title, detail=" ".join(filter(None, (detail, noted))))


@dataclass(frozen=True)
class PartTold:
    """A file or a link: what it is called, its size, where it stands, and what is to be known about that."""

    name: str
    size: str
    tag: Tag
    notes: tuple[str, ...]
    remote_id: str


def parts(report: Submission) -> list[PartTold]:
    """Its files, then its links. What is in them is their writer's."""
    rows: list[Part] = [*report.attachments.all(), *report.issue_links.all()]
    return [_part(row, report) for row in rows]


def _part(row: Part, report: Submission) -> PartTold:
    told = of_part.line(row, report)
    filed, reason = report.state == State.FILED, hindrance(row)
    tag = told.tag
    if filed and reason is not None:
        tag = Tag(str(_WHOSE_TURN.get(reason, _NEEDS_WRITER)), "you", "bubble")
    notes = [str(WHY[reason])] if filed and reason is not None else []
    notes += map(str, row.messages)
    if row.tries:
        notes.append(_("Tries: %(n)d") % {"n": row.tries})
    if told.kind == "file" and not told.is_here:
        notes.append(_("The copy here was deleted"))
    return PartTold(told.name, told.size, tag, tuple(notes), str(getattr(row, "remote_id", "")))
