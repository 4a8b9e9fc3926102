"""The receipt: the history of a report, its files and links, as lines."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from issues.models import Attachment, Event, IssueLink
from issues.outbox.states import Reason
from issues.wording.common import BY_JIRA, Line
from issues.wording.receipt_events import EVENTS


def line(event: Event) -> Line:
    """The words for one event."""
    kind, _underscore, what = event.what.partition("_")
    if kind in (Attachment.TOLD_AS, IssueLink.TOLD_AS):
        return _of_part(event, kind, what)
    if event.what in EVENTS:
        told, key = EVENTS[event.what], {"key": event.detail}
        return Line(event.at, told.kind, told.icon, str(told.title) % key, str(told.detail))
    reason = event.what.removeprefix("blocked_")
    if reason in Reason.values:
        # Other details are for the log.
        said = event.detail if reason in (*BY_JIRA, Reason.SCOPE) else ""
        return Line(event.at, "you", "bubble", str(Reason(reason).label), said)
    return Line(event.at, "", "info", event.what, event.detail)


def _of_part(event: Event, kind: str, what: str) -> Line:
    """The event's detail names the part."""
    if what in EVENTS and (told := EVENTS[what]).of_part:
        is_file = kind == Attachment.TOLD_AS
        names = {
            "a": _("a file") if is_file else _("a link"),
            "the": _("the file") if is_file else _("the link"),
        }
        return Line(
            event.at, told.kind, told.icon, capfirst(str(told.of_part) % names), event.detail
        )
    reason = what.removeprefix("blocked_")
    if reason in Reason.values:
        return Line(event.at, "you", "bubble", str(Reason(reason).label), event.detail)
    return Line(event.at, "", "info", event.what, event.detail)
