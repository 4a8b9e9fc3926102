"""What happened to a report, and to its files and links, as lines of its receipt."""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from issues.models import Attachment, Event, IssueLink
from issues.outbox.states import Reason
from issues.views.words.common import BY_JIRA, Line, Words


@dataclass(frozen=True)
class _Told:
    """How what happened is drawn and told: *title* and *detail* of a report, *of_part* of a file or a link.

    %(key)s: what the event carries. %(a)s and %(the)s: what kind of part it is.
    """

    kind: str
    icon: str
    title: Words
    detail: Words = ""
    of_part: Words = ""


_SAFE = gettext_lazy("Nothing was filed.")
_MAYBE = gettext_lazy("No answer came, so it may or may not have arrived.")
_ONCE = gettext_lazy("Nothing was sent twice.")
_TOLD: dict[str, _Told] = {
    "sent": _Told("", "pencil", gettext_lazy("You sent it"), gettext_lazy("Lodge stored your text first.")),
    "kept": _Told("", "pencil", gettext_lazy("Lodge kept what you typed"), gettext_lazy("Nothing was sent.")),
    "filed": _Told(
        "done", "check", gettext_lazy("Filed as %(key)s"), "", gettext_lazy("%(a)s was added in Jira")
    ),
    "found": _Told(
        "done",
        "check",
        gettext_lazy("We looked in Jira and found your report: %(key)s"),
        _ONCE,
        gettext_lazy("We looked in Jira and found %(the)s"),
    ),
    "found_by_key": _Told(
        "done",
        "check",
        gettext_lazy("We looked in Jira, past its search, and found your report: %(key)s"),
        _ONCE,
    ),
    "told": _Told(
        "done",
        "check",
        gettext_lazy("You told us that it is %(key)s"),
        "",
        gettext_lazy("You told us that %(the)s is there"),
    ),
    "told_by_admin": _Told("done", "check", gettext_lazy("Those who run Lodge told us that it is %(key)s")),
    "filed_twice": _Told(
        "bad",
        "alert",
        gettext_lazy("It is in Jira a second time, as %(key)s"),
        gettext_lazy("Close one of the two there."),
        gettext_lazy("%(a)s is in Jira a second time"),
    ),
    "rejected": _Told(
        "bad",
        "cross",
        gettext_lazy("Jira did not take your report"),
        _SAFE,
        gettext_lazy("Jira did not take %(a)s"),
    ),
    "no_answer": _Told(
        "bad",
        "cross",
        gettext_lazy("The connection broke"),
        _MAYBE,
        gettext_lazy("The connection broke while %(a)s was sent"),
    ),
    "interrupted": _Told(
        "bad",
        "cross",
        gettext_lazy("Sending was interrupted"),
        _MAYBE,
        gettext_lazy("Sending %(a)s was interrupted"),
    ),
    "not_reached": _Told(
        "bad",
        "cross",
        gettext_lazy("Jira could not be reached"),
        _SAFE,
        gettext_lazy("Jira could not be reached for %(a)s"),
    ),
    "rate_limited": _Told(
        "wait",
        "clock",
        gettext_lazy("Jira asked us to wait"),
        _SAFE,
        gettext_lazy("Jira asked us to wait with %(a)s"),
    ),
    "not_seen_yet": _Told(
        "",
        "search",
        gettext_lazy("We looked in Jira: not found yet"),
        "",
        gettext_lazy("We looked in Jira: %(the)s is not there yet"),
    ),
    "not_there": _Told(
        "",
        "search",
        gettext_lazy("We looked in Jira: it is not there"),
        gettext_lazy("So it is safe to send it again."),
        gettext_lazy("We looked in Jira: %(the)s is not there, and goes again"),
    ),
    "look_failed": _Told(
        "wait",
        "clock",
        gettext_lazy("We could not look: Jira did not answer"),
        "",
        gettext_lazy("We could not look for %(a)s: Jira did not answer"),
    ),
    "mended": _Told(
        "",
        "check",
        gettext_lazy("What stood in the way is mended"),
        "",
        gettext_lazy("What stood in the way of %(a)s is mended"),
    ),
    "asked_anew": _Told(
        "",
        "again",
        gettext_lazy("It was not clear whether Jira itself had said no, so Lodge asked again"),
        "",
        gettext_lazy("It was not clear whether Jira itself had refused %(a)s, so Lodge asked again"),
    ),
    "again": _Told(
        "",
        "pencil",
        gettext_lazy("You asked us to send it again"),
        "",
        gettext_lazy("You asked us to send %(a)s again"),
    ),
    "by_admin": _Told("", "again", gettext_lazy("Those who run Lodge put it back on its way")),
    "withdrawn": _Told("", "cross", gettext_lazy("Withdrawn"), "", gettext_lazy("You left %(a)s out")),
    "by_admin_withdrawn": _Told("", "cross", gettext_lazy("Those who run Lodge withdrew it")),
    "mailed": _Told("", "bubble", gettext_lazy("We wrote you a mail about it")),
    f"blocked_{Reason.ASK}": _Told(
        "you", "bubble", gettext_lazy("We looked and cannot tell, so we asked you")
    ),
}


def line(event: Event) -> Line:
    """How one event reads."""
    kind, _underscore, what = event.what.partition("_")
    if kind in (Attachment.TOLD_AS, IssueLink.TOLD_AS):
        return _of_part(event, kind, what)
    if event.what in _TOLD:
        told, key = _TOLD[event.what], {"key": event.detail}
        return Line(event.at, told.kind, told.icon, str(told.title) % key, str(told.detail))
    reason = event.what.removeprefix("blocked_")
    if reason in Reason.values:
        # What else is said is for the log.
        said = event.detail if reason in (*BY_JIRA, Reason.SCOPE) else ""
        return Line(event.at, "you", "bubble", str(Reason(reason).label), said)
    return Line(event.at, "", "info", event.what, event.detail)


def _of_part(event: Event, kind: str, what: str) -> Line:
    """The detail says which part it is."""
    if what in _TOLD and (told := _TOLD[what]).of_part:
        is_file = kind == Attachment.TOLD_AS
        names = {
            "a": _("a file") if is_file else _("a link"),
            "the": _("the file") if is_file else _("the link"),
        }
        return Line(event.at, told.kind, told.icon, capfirst(str(told.of_part) % names), event.detail)
    reason = what.removeprefix("blocked_")
    if reason in Reason.values:
        return Line(event.at, "you", "bubble", str(Reason(reason).label), event.detail)
    return Line(event.at, "", "info", event.what, event.detail)
