"""What is looked for, and the three results of a look. Pure but for one setting."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.conf import settings

from integrations.jira import marks
from integrations.jira.issues import Issue

# Added to every distance in time: clocks differ, and a server may commit late.
MARGIN = timedelta(minutes=10)
# Whom an issue belongs to: where each sees only their own, it shows to these.
PEOPLE = ("creator", "reporter", "assignee")


@dataclass(frozen=True)
class Found:
    """It exists. *past_index*: the search index did not show it yet."""

    id: str
    key: str
    past_index: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class NotCreated:
    """It does not: all was read that could hold it, and this user sees their issues there."""


@dataclass(frozen=True)
class CantTell:
    """Not seen, which proves nothing.

    `why`: "no_permission", "nothing_readable", "too_many", "incomplete", "index_may_lag". `again_in`: after so many
    seconds a look can tell, since no search index lags so long; 0.0: only the user can.
    """

    why: str
    again_in: float = field(default=0.0, compare=False)


Finding = Found | NotCreated | CantTell


@dataclass(frozen=True)
class Wanted:
    """An issue whose create call may have been lost: its mark, where it would be, when it was sent.

    `since`: first sent; `until`: the last moment at which it may have left; None: just now. Both are aware of their
    zone. `known_key`: the highest number in the project that Lodge itself has seen. `besides`: the id of an issue that
    is known to carry the mark, when a second one is looked for.
    """

    marker: str
    marker_in: str
    project_id: str
    project_key: str
    since: datetime
    until: datetime | None = None
    known_key: int | None = None
    besides: str = ""

    def pick(self, issues: Iterable[Issue]) -> Found | None:
        """The issue with the mark. A copy made in Jira may carry it too: the oldest is ours."""
        others = (issue for issue in issues if issue.id != self.besides)
        marked = [issue for issue in others if marks.is_on(issue, self.marker, self.marker_in)]
        first = min(marked, key=lambda issue: int(issue.id), default=None)
        return Found(first.id, first.key) if first else None

    def index_trusted_in(self) -> float:
        """Seconds until the search index shows this one for certain, if it exists; 0.0 where it does already."""
        now = datetime.now(UTC)
        trusted = (self.until or now) + longest_lag() + MARGIN
        return max((trusted - now).total_seconds(), 0.0)


def longest_lag() -> timedelta:
    """What is older than this is in the search index."""
    return timedelta(seconds=settings.INDEX_LAG_SECONDS)


def minutes_since(moment: datetime) -> int:
    """How far back to search for what was created after *moment*, in whole minutes."""
    passed = max(datetime.now(UTC) - moment, timedelta(0)) + MARGIN
    return int(passed.total_seconds() // 60) + 1


def fields_to_read(wanted: Iterable[Wanted]) -> tuple[str, ...]:
    """What must be read of each issue to tell the marks, and whom the issue belongs to."""
    marked = {name for place in {each.marker_in for each in wanted} for name in marks.fields_to_read(place)}
    return (*PEOPLE, *sorted(marked))
