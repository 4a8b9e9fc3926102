"""The words and icon for each kind of event on a receipt."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from issues.outbox.states import Reason
from issues.wording.common import Words


@dataclass(frozen=True)
class EventText:
    """The words and icon for one kind of event: *title* and *detail* for a report, *of_part* for a file or a link.

    %(key)s: the event's key. %(a)s and %(the)s: the kind of part.
    """

    kind: str
    icon: str
    title: Words
    detail: Words = ""
    of_part: Words = ""


_SAFE = gettext_lazy("Nothing was filed.")
_MAYBE = gettext_lazy("No answer came, so it may or may not have arrived.")
_ONCE = gettext_lazy("Nothing was sent twice.")
EVENTS: dict[str, EventText] = {
    "sent": EventText(
        "", "pencil", gettext_lazy("You sent it"), gettext_lazy("Lodge stored your text first.")
    ),
    "kept": EventText(
        "", "pencil", gettext_lazy("Lodge kept what you typed"), gettext_lazy("Nothing was sent.")
    ),
    "filed": EventText(
        "done",
        "check",
        gettext_lazy("Filed as %(key)s"),
        "",
        gettext_lazy("%(a)s was added in Jira"),
    ),
    "found": EventText(
        "done",
        "check",
        gettext_lazy("Lodge looked in Jira and found your report: %(key)s"),
        _ONCE,
        gettext_lazy("Lodge looked in Jira and found %(the)s"),
    ),
    "found_by_key": EventText(
        "done",
        "check",
        gettext_lazy("Lodge looked in Jira, past its search, and found your report: %(key)s"),
        _ONCE,
    ),
    "told": EventText(
        "done",
        "check",
        gettext_lazy("You told Lodge that it is %(key)s"),
        "",
        gettext_lazy("You told Lodge that %(the)s is there"),
    ),
    "told_by_admin": EventText(
        "done", "check", gettext_lazy("The people who run Lodge said that it is %(key)s")
    ),
    "filed_twice": EventText(
        "bad",
        "alert",
        gettext_lazy("It is in Jira a second time, as %(key)s"),
        gettext_lazy("Close one of the two there."),
        gettext_lazy("%(a)s is in Jira a second time"),
    ),
    "rejected": EventText(
        "bad",
        "cross",
        gettext_lazy("Jira did not take your report"),
        _SAFE,
        gettext_lazy("Jira did not take %(a)s"),
    ),
    "no_answer": EventText(
        "bad",
        "cross",
        gettext_lazy("The connection broke"),
        _MAYBE,
        gettext_lazy("The connection broke while %(a)s was sent"),
    ),
    "interrupted": EventText(
        "bad",
        "cross",
        gettext_lazy("Sending was interrupted"),
        _MAYBE,
        gettext_lazy("Sending %(a)s was interrupted"),
    ),
    "not_reached": EventText(
        "bad",
        "cross",
        gettext_lazy("Jira could not be reached"),
        _SAFE,
        gettext_lazy("Jira could not be reached for %(a)s"),
    ),
    "rate_limited": EventText(
        "wait",
        "clock",
        gettext_lazy("Jira asked Lodge to wait"),
        _SAFE,
        gettext_lazy("Jira asked Lodge to wait with %(a)s"),
    ),
    "not_seen_yet": EventText(
        "",
        "search",
        gettext_lazy("Lodge looked in Jira: not found yet"),
        "",
        gettext_lazy("Lodge looked in Jira: %(the)s is not there yet"),
    ),
    "not_there": EventText(
        "",
        "search",
        gettext_lazy("Lodge looked in Jira: it is not there"),
        gettext_lazy("So it is safe to send it again."),
        gettext_lazy("Lodge looked in Jira: %(the)s is not there, and goes again"),
    ),
    "look_failed": EventText(
        "wait",
        "clock",
        gettext_lazy("Lodge could not look: Jira did not answer"),
        "",
        gettext_lazy("Lodge could not look for %(a)s: Jira did not answer"),
    ),
    "mended": EventText(
        "",
        "check",
        gettext_lazy("What stood in the way is mended"),
        "",
        gettext_lazy("What stood in the way of %(a)s is mended"),
    ),
    "asked_anew": EventText(
        "",
        "again",
        gettext_lazy("It was not clear whether Jira itself had said no, so Lodge asked again"),
        "",
        gettext_lazy(
            "It was not clear whether Jira itself had refused %(a)s, so Lodge asked again"
        ),
    ),
    "again": EventText(
        "",
        "pencil",
        gettext_lazy("You asked Lodge to send it again"),
        "",
        gettext_lazy("You asked Lodge to send %(a)s again"),
    ),
    "by_admin": EventText("", "again", gettext_lazy("Those who run Lodge put it back on its way")),
    "moved": EventText(
        "", "again", gettext_lazy("Those who run Lodge moved it along with its site")
    ),
    "moved_not_found": EventText(
        "you", "bubble", gettext_lazy("It was not found where its site moved to")
    ),
    "withdrawn": EventText(
        "", "cross", gettext_lazy("Withdrawn"), "", gettext_lazy("You left %(a)s out")
    ),
    "by_admin_withdrawn": EventText("", "cross", gettext_lazy("Those who run Lodge withdrew it")),
    "mailed": EventText("", "bubble", gettext_lazy("Lodge wrote you a mail about it")),
    f"blocked_{Reason.ASK}": EventText(
        "you", "bubble", gettext_lazy("Lodge looked and cannot tell, so it asked you")
    ),
}
