"""How a Submission is told: the tag in a list, the sentence on its page, the lines of its receipt. No request."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from issues.models import Event, State, Submission
from issues.outbox import pace
from issues.outbox.states import Reason
from issues.views.part_receipt import RECEIPT

Words = str | Promise


@dataclass(frozen=True)
class Tag:
    """A state as one glance: words, colour class (done, wait, bad, you or none), icon."""

    text: str
    kind: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Line:
    """One line of a receipt, as templates/parts/receipt.html draws it."""

    at: datetime
    kind: str
    icon: str
    title: str
    detail: str = ""


def clock(moment: datetime) -> str:
    """10:42, with the day when it is another one, in the reader's time zone."""
    local = timezone.localtime(moment)
    return date_format(local, "H:i" if local.date() == timezone.localdate() else "j M, H:i")


def waits_until(submission: Submission) -> datetime | None:
    """When the next try is, for one that was tried and waits."""
    when = submission.next_attempt_at
    return when if when and submission.tries and when > timezone.now() else None


def tag(submission: Submission) -> Tag:
    """Where it stands, in a word or three."""
    match submission.state:
        case State.DRAFT:
            return Tag(_("Draft"), icon="pencil")
        case State.FILED:
            return Tag(_("Filed %(key)s") % {"key": submission.issue_key}, "done", "check")
        case State.REJECTED:
            return Tag(_("Not filed"), "bad", "cross")
        case State.WITHDRAWN:
            return Tag(_("Withdrawn"), icon="cross")
        case State.BLOCKED if submission.blocked_reason == Reason.MISCONFIGURED:
            return Tag(_("Waiting for the people who run Lodge"), "wait", "clock")
        case State.BLOCKED:
            return Tag(_("Needs you"), "you", "bubble")
        case State.UNCONFIRMED if submission.blocked_reason:
            return Tag(_("Needs you"), "you", "bubble")
        case State.UNCONFIRMED:
            return Tag(_("Checking with Jira"), icon="search")
        case State.QUEUED if (until := waits_until(submission)) is not None:
            return Tag(_("Waiting for Jira until %(time)s") % {"time": clock(until)}, "wait", "clock")
        case _:
            return Tag(_("Being sent"), icon="spin")


_BLOCKED: dict[str, Words] = {
    Reason.LINK: gettext_lazy("Your report waits until your link to Jira works again."),
    Reason.ACCOUNT: gettext_lazy("This report was written as somebody else."),
    Reason.SCOPE: gettext_lazy("Your report waits: Lodge lacks a permission at Atlassian."),
    Reason.DENIED: gettext_lazy("Jira does not let you file this report."),
    Reason.MISCONFIGURED: gettext_lazy("Your report waits: Lodge is set up wrong."),
    Reason.ASK: gettext_lazy("We could not tell whether your report reached Jira."),
    Reason.GAVE_UP: gettext_lazy("Jira did not take your report for a long time."),
}


def headline(submission: Submission) -> str:
    """The state as one plain sentence."""
    match submission.state:
        case State.DRAFT:
            return _("This is a draft. Nothing was sent yet.")
        case State.FILED:
            return _("Your report is in Jira as %(key)s.") % {"key": submission.issue_key}
        case State.REJECTED:
            return _("Jira did not take your report.")
        case State.WITHDRAWN:
            return _("You withdrew this report.")
        case State.BLOCKED:
            return str(_BLOCKED[submission.blocked_reason])
        case State.UNCONFIRMED if submission.blocked_reason == Reason.ASK:
            return str(_BLOCKED[Reason.ASK])
        case State.UNCONFIRMED if submission.blocked_reason:
            return _("Lodge can not look whether your report reached Jira.")
        case State.UNCONFIRMED:
            return _("Lodge is checking whether your report reached Jira.")
        case State.QUEUED if (until := waits_until(submission)) is not None:
            return _("Your report is safe here. Lodge sends it at %(time)s.") % {"time": clock(until)}
        case _:
            return _("Your report is on its way to Jira.")


_NEXT: dict[str, Words] = {
    Reason.LINK: gettext_lazy(
        "Atlassian no longer lets Lodge in under your name, or not into this site. Your text is safe here. "
        "Link again: the report then goes by itself, and you need not type anything again."
    ),
    Reason.ACCOUNT: gettext_lazy(
        "You have linked another Atlassian account since. Lodge files nothing under a name that you did not write "
        "it with. Link the first account again, or file the same text under your present one."
    ),
    Reason.SCOPE: gettext_lazy(
        "Link again and agree to everything that Lodge asks for. If that does not help, the permission is missing "
        "in the app itself: tell the people who run Lodge. Your text is safe here."
    ),
    Reason.DENIED: gettext_lazy(
        "Ask an administrator of the project to let you create issues there, then try again. Your text is safe here."
    ),
    Reason.MISCONFIGURED: gettext_lazy(
        "It is nothing that you did. The people who run Lodge have to set it right; the report then goes by itself."
    ),
    Reason.GAVE_UP: gettext_lazy("Your text is safe here. Try again when Jira works."),
}


def what_next(submission: Submission) -> str:
    """What Lodge does with the work, and what the reader can do now."""
    match submission.state:
        case State.DRAFT:
            return _("What you typed is safe here. Open it when you are ready.")
        case State.FILED:
            return _("Jira tells you when somebody answers. Nothing more is to be done here.")
        case State.REJECTED:
            return _("Nothing was created. All that you typed is still here: correct it and send it again.")
        case State.WITHDRAWN:
            return _("Lodge does not send it. What you typed stays here.")
        case State.BLOCKED | State.UNCONFIRMED if submission.blocked_reason in _NEXT:
            return str(_NEXT[submission.blocked_reason])
        case State.UNCONFIRMED:
            known_by = submission.state_since + timedelta(seconds=pace.patience_with_doubt() + 60)
            return _(
                "The connection broke, so it may or may not have arrived. Lodge looks in Jira before it sends "
                "anything again, so that nothing is there twice. By %(time)s it knows, or asks you."
            ) % {"time": clock(max(known_by, submission.next_attempt_at or known_by))}
        case State.QUEUED if waits_until(submission) is not None:
            return _(
                "Nothing was created yet. You need not do anything, and you need not keep this page open."
            )
        case _:
            return _("It takes a moment. You need not keep this page open.")


# How a draft's page speaks while its writer's link does not work.
DEAD_LINK: dict[str, Words] = {
    "headline": gettext_lazy("Your link to Jira has ended."),
    "action": gettext_lazy("Link again at Atlassian"),
    "what_next": gettext_lazy(
        "Your report is safe in Lodge, and nothing was sent. Link again: you come back to the form with everything "
        "in it, and one click files it."
    ),
}
NO_LINK: dict[str, Words] = {
    "headline": gettext_lazy("First, link your Atlassian account."),
    "action": gettext_lazy("Link your Atlassian account"),
    "what_next": gettext_lazy(
        "Your report is safe in Lodge, and nothing was sent. Link your account: you come back to the form with "
        "everything in it, and one click files it."
    ),
}

_MAYBE = gettext_lazy("No answer came, so it may or may not have arrived.")
# what happened: kind, icon, title, detail
_LINES: dict[str, tuple[str, str, Words, Words]] = {
    "sent": ("", "pencil", gettext_lazy("You sent it"), gettext_lazy("Lodge stored your text first.")),
    "kept": ("", "pencil", gettext_lazy("Lodge kept what you typed"), gettext_lazy("Nothing was sent.")),
    "rate_limited": (
        "wait",
        "clock",
        gettext_lazy("Jira asked us to wait"),
        gettext_lazy("Nothing was created."),
    ),
    "not_reached": (
        "bad",
        "cross",
        gettext_lazy("Jira could not be reached"),
        gettext_lazy("Nothing was created."),
    ),
    "no_answer": ("bad", "cross", gettext_lazy("The connection broke"), _MAYBE),
    "interrupted": ("bad", "cross", gettext_lazy("Sending was interrupted"), _MAYBE),
    "not_seen_yet": ("", "search", gettext_lazy("We looked in Jira: not found yet"), ""),
    "look_failed": ("wait", "clock", gettext_lazy("We could not look: Jira did not answer"), ""),
    "not_there": (
        "",
        "search",
        gettext_lazy("We looked in Jira: it is not there"),
        gettext_lazy("So it is safe to send it again."),
    ),
    "rejected": ("bad", "cross", gettext_lazy("Jira did not take it"), gettext_lazy("Nothing was created.")),
    "mended": ("", "check", gettext_lazy("What stood in the way is mended"), ""),
    "by_admin": ("", "again", gettext_lazy("Those who run Lodge put it back on its way"), ""),
    "again": ("", "pencil", gettext_lazy("You asked us to send it again"), ""),
    "withdrawn": ("", "cross", gettext_lazy("Withdrawn"), ""),
    "by_admin_withdrawn": ("", "cross", gettext_lazy("Those who run Lodge withdrew it"), ""),
    "mailed": ("", "bubble", gettext_lazy("We wrote you a mail about it"), ""),
    f"blocked_{Reason.ASK}": (
        "you",
        "bubble",
        gettext_lazy("We looked and can not tell, so we asked you"),
        "",
    ),
}
# These carry a key as their detail.
_KEYED: dict[str, tuple[str, str, Words, Words]] = {
    "filed": ("done", "check", gettext_lazy("Filed as %(key)s"), ""),
    "found": (
        "done",
        "check",
        gettext_lazy("We looked in Jira and found it: %(key)s"),
        gettext_lazy("Nothing was sent twice."),
    ),
    "found_by_key": (
        "done",
        "check",
        gettext_lazy("We looked in Jira, past its search, and found it: %(key)s"),
        gettext_lazy("Nothing was sent twice."),
    ),
    "told": ("done", "check", gettext_lazy("You told us that it is %(key)s"), ""),
    "told_by_admin": ("done", "check", gettext_lazy("Those who run Lodge told us that it is %(key)s"), ""),
    "filed_twice": (
        "bad",
        "alert",
        gettext_lazy("It is in Jira a second time, as %(key)s"),
        gettext_lazy("Close one of the two there."),
    ),
}


def line(event: Event) -> Line:
    """How one event reads on the receipt."""
    if event.what in _KEYED:
        kind, icon, title, detail = _KEYED[event.what]
        return Line(event.at, kind, icon, str(title) % {"key": event.detail}, str(detail))
    if event.what in _LINES:
        kind, icon, title, detail = _LINES[event.what]
        return Line(event.at, kind, icon, str(title), str(detail))
    if event.what in RECEIPT:
        kind, icon, title = RECEIPT[event.what]
        return Line(event.at, kind, icon, str(title), event.detail)
    reason = event.what.removeprefix("file_").removeprefix("link_").removeprefix("blocked_")
    if reason in Reason.values:
        # What else is said is for the log; of a file or a link, which one it is.
        told = reason in (Reason.DENIED, Reason.SCOPE) or not event.what.startswith("blocked_")
        said = event.detail if told else ""
        return Line(event.at, "you", "bubble", str(Reason(reason).label), said)
    return Line(event.at, "", "info", event.what, event.detail)
