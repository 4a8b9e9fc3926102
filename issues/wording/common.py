"""Shared code of the modules here."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from background import heartbeats
from background.heartbeats import Silence
from issues.models import AddedFile, Outgoing, Part, State
from issues.outbox.states import Reason

Words = str | Promise
# Only linking again, or linking the account that the row was written as, mends these.
_LINKING = (Reason.LINK, Reason.SCOPE, Reason.ACCOUNT)
_TRYING = (
    Reason.SITE,
    Reason.NO_FILES,
    Reason.DENIED,
    Reason.NOT_FOUND,
    Reason.GAVE_UP,
    Reason.SCOPE,
)
# Refusals by Jira itself, perhaps with its own message.
BY_JIRA = (Reason.DENIED, Reason.NOT_FOUND, Reason.NO_FILES)


# Atlassian does not distinguish the two causes.
LOST_SITE = gettext_lazy(
    "Either Lodge was removed from %(site)s, or your account was taken out of it. An administrator of that site can "
    "undo both: ask one. Lodge looks every few minutes, and goes on by itself once it is let in again. If you left the "
    "site out yourself when you linked, link again and choose it."
)


@dataclass(frozen=True)
class Tag:
    """A state at a glance: words, colour class (done, wait, bad, you or none), icon."""

    text: str
    kind: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Line:
    """One line of a receipt, drawn by templates/parts/timeline.html."""

    at: datetime
    kind: str
    icon: str
    title: str
    detail: str = ""


def clock(moment: datetime) -> str:
    """10:42, with the date when it is another day, in the reader's time zone."""
    local = timezone.localtime(moment)
    return date_format(local, "H:i" if local.date() == timezone.localdate() else "j M, H:i")


def waits_until(row: Outgoing) -> datetime | None:
    """When the next try of a waiting row is, if it was tried before."""
    when = row.next_attempt_at
    waits = row.state == State.QUEUED and row.tries and when is not None and when > timezone.now()
    return when if waits else None


# A row that has been due for this long was not taken.
_OVERDUE = timedelta(seconds=30)


def standstill(row: Outgoing) -> Silence | None:
    """Why *row* waits for Lodge itself, because a worker or the schedule does not run. None otherwise."""
    if hindrance(row) is not None or (
        (isinstance(row, Part) and row.submission.state != State.FILED)
        or (isinstance(row, AddedFile) and not row.is_wanted)
    ):
        return None
    match row.state:
        case State.QUEUED:
            due = row.next_attempt_at or row.state_since
        case State.UNCONFIRMED:
            due = max(filter(None, (row.next_attempt_at, row.lease_until)), default=row.state_since)
        case State.SENDING if row.lease_until is not None:
            due = row.lease_until
        case State.DRAFT if isinstance(row, Part):
            due = row.submission.state_since
        case State.DRAFT if isinstance(row, AddedFile) and row.comment is not None:
            due = row.comment.state_since
        case _:
            return None
    return heartbeats.cause() if due < timezone.now() - _OVERDUE else None


def hindrance(row: Outgoing) -> Reason | None:
    """What has to be mended before the row can go on."""
    hindered = row.state in (State.BLOCKED, State.UNCONFIRMED) and row.blocked_reason
    return Reason(row.blocked_reason) if hindered else None


def jiras_words(row: Outgoing) -> str:
    """Jira's message when it refused the row. Empty where there is none, or Jira took it."""
    refused = row.state == State.REJECTED or (
        row.state == State.BLOCKED and hindrance(row) in BY_JIRA
    )
    said = " ".join(map(str, row.messages)) if refused else ""
    return _("Jira says: “%(words)s”") % {"words": said} if said else ""


def asks(row: Outgoing) -> bool:
    """Whether its owner must say if Jira has it."""
    return hindrance(row) == Reason.ASK


def link_again(row: Outgoing) -> bool:
    """Whether its owner must link again."""
    return hindrance(row) in _LINKING


def try_again(row: Outgoing) -> bool:
    """Whether its owner may have it tried again by a button."""
    return row.state == State.BLOCKED and row.blocked_reason in _TRYING
