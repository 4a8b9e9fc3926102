"""The state of a row in words for administrators. The pages for its writer say "you" instead."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from background.heartbeats import Name
from issues.models import AddedFile, Comment, IssueAct, Outgoing, State, Submission
from issues.outbox.states import Reason
from issues.wording.common import Tag, Words, clock, hindrance, standstill, waits_until

STATES: dict[State, tuple[Words, str, str]] = {
    State.BLOCKED: (gettext_lazy("Needs attention"), "you", "bubble"),
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
    Reason.SHARED: gettext_lazy(
        "The shared link has no working secret, or is not opened to its writer"
    ),
    Reason.SITE: gettext_lazy(
        "Lodge was removed from the Jira site, or its writer taken out of it"
    ),
    Reason.NO_FILES: gettext_lazy("Attachments are switched off at the Jira site"),
    Reason.ACCOUNT: gettext_lazy("Its writer uses another Atlassian account now"),
    Reason.SCOPE: gettext_lazy("Lodge lacks a permission at Atlassian"),
    Reason.DENIED: gettext_lazy("Jira does not let its writer do this"),
    Reason.NOT_FOUND: gettext_lazy(
        "Jira does not find the project or issue, or does not show it to its writer"
    ),
    Reason.MISCONFIGURED: gettext_lazy("Lodge is set up wrong"),
    Reason.ASK: gettext_lazy("Lodge cannot tell whether Jira has it"),
    Reason.GAVE_UP: gettext_lazy("Too many tries"),
}
_TODO: dict[Reason, Words] = {
    Reason.SITE: gettext_lazy(
        "An administrator of the site lets the app, or its writer, in again. Lodge looks every few minutes, and it "
        "then goes on by itself."
    ),
    Reason.SHARED: gettext_lazy(
        "A superuser gives the shared link a new secret, or opens it to a group of its writer. It then goes on by "
        "itself."
    ),
    Reason.LINK: gettext_lazy("Its writer links again. It then goes on by itself."),
    Reason.ACCOUNT: gettext_lazy(
        "Its writer links the account again that it was written with, or files the text anew with the present one."
    ),
    Reason.SCOPE: gettext_lazy(
        "Its writer links again and agrees to everything. Where that changes nothing, add the permission to the app "
        "at Atlassian."
    ),
    Reason.NO_FILES: gettext_lazy(
        "An administrator of Jira switches attachments on. Lodge looks now and then, and it then goes on by itself."
    ),
    Reason.DENIED: gettext_lazy(
        "An administrator of the Jira project lets its writer create issues there. Then “Try now”."
    ),
    Reason.NOT_FOUND: gettext_lazy(
        "Its writer looks for it in Jira. An administrator of the Jira project lets them see it. Then “Try now”."
    ),
    Reason.MISCONFIGURED: gettext_lazy(
        "You: the log says what is wrong with Lodge’s settings. Once that is mended it goes on by itself."
    ),
    Reason.ASK: gettext_lazy(
        "Its writer looks in Jira and says what they found. If you know its key, mark it as filed."
    ),
    Reason.GAVE_UP: gettext_lazy("“Try now” once Jira works again."),
}
# A comment cannot be marked as filed, and is not an issue.
_OF_COMMENTS: dict[Reason, Words] = {
    Reason.ACCOUNT: gettext_lazy("Its writer links the account again that it was written with."),
    Reason.DENIED: gettext_lazy(
        "An administrator of the Jira project lets its writer comment there. Then “Try now”."
    ),
    Reason.ASK: gettext_lazy("Its writer looks in Jira and says what they found."),
}
_ALLOW_ACT = gettext_lazy(
    "An administrator of the Jira project lets its writer do this there. Then “Try now”."
)
WHOSE_TURN: dict[Reason, Words] = {
    Reason.MISCONFIGURED: gettext_lazy("Needs you"),
    Reason.GAVE_UP: gettext_lazy("Needs you"),
    Reason.SHARED: gettext_lazy("Needs you"),
    Reason.DENIED: gettext_lazy("Needs a right in Jira"),
    Reason.SITE: gettext_lazy("Needs the site’s administrator"),
    Reason.NO_FILES: gettext_lazy("Needs the site’s administrator"),
    Reason.NOT_FOUND: gettext_lazy("Needs its writer"),
}
_SILENT: dict[Name, Words] = {
    Name.WORKER: gettext_lazy("No worker of Lodge answers"),
    Name.SCHEDULE: gettext_lazy("Lodge’s schedule does not run"),
    Name.SWEEP: gettext_lazy("Lodge’s worker is busy with other work"),
}
_WAKE: dict[Name, Words] = {
    Name.WORKER: gettext_lazy("You: start the worker again. It then goes on by itself."),
    Name.SCHEDULE: gettext_lazy("You: start the schedule (beat) again. It then goes on by itself."),
    Name.SWEEP: gettext_lazy("Nothing, if it is over soon; otherwise look into the worker’s log."),
}
NEEDS_WRITER = gettext_lazy("Needs its writer")


@dataclass(frozen=True)
class Standing:
    """A tag, *why* (without a full stop), and *todo*. The last two may be empty."""

    tag: Tag
    why: str = ""
    todo: str = ""

    @property
    def open(self) -> bool:
        """Whether it is unsettled."""
        return bool(self.why or self.todo)


def of_report(report: Submission) -> Standing:
    """The state of *report*."""
    filed = _("Filed %(key)s") % {"key": report.issue_key} if report.issue_key else _("Filed")
    return _standing(report, filed, _TODO)


def of_comment(comment: Comment) -> Standing:
    """The state of *comment*."""
    return _standing(
        comment, _("On %(key)s") % {"key": comment.issue_key}, {**_TODO, **_OF_COMMENTS}
    )


def of_act(act: IssueAct | AddedFile) -> Standing:
    """The state of *act*, or of a file that is added to an issue."""
    return _standing(act, _("Done"), {**_TODO, **_OF_COMMENTS, Reason.DENIED: _ALLOW_ACT})


def _standing(row: Outgoing, filed: str, todo: dict[Reason, Words]) -> Standing:
    text, kind, icon = STATES[State(row.state)]
    tag, reason = Tag(str(text), kind, icon), hindrance(row)
    match row.state:
        case State.FILED:
            return Standing(replace(tag, text=filed))
        case State.BLOCKED if reason is not None:
            turn = WHOSE_TURN.get(reason, NEEDS_WRITER)
            return Standing(replace(tag, text=str(turn)), str(WHY[reason]), str(todo[reason]))
        case State.UNCONFIRMED if reason is not None:
            why = _("Lodge cannot look for it: %(why)s") % {"why": WHY[reason]}
            return Standing(tag, why, str(todo[reason]))
        case _ if (silence := standstill(row)) is not None:
            text = _("Waits for Lodge")
            return Standing(
                Tag(text, "wait", "clock"), str(_SILENT[silence.name]), str(_WAKE[silence.name])
            )
        case State.UNCONFIRMED:
            why = _("The connection broke while it was sent")
            return Standing(
                tag, why, _("Nothing: Lodge looks in Jira before it sends anything again.")
            )
        case State.QUEUED if (until := waits_until(row)) is not None:
            tag = replace(tag, text=_("Waits until %(time)s") % {"time": clock(until)})
            return Standing(tag, "", _("Nothing: Lodge sends it then. “Try now” sends it at once."))
        case State.REJECTED:
            return Standing(
                tag, _("Jira did not take it"), _("Its writer corrects it and sends it again.")
            )
        case _:
            return Standing(tag)
