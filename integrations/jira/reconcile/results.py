"""The issue to look for, and the three results of a lookup. Pure but for one setting."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.conf import settings

from integrations.jira import issue_mark
from integrations.jira.issues import Issue

# Added to every period: clocks differ, and a server may commit late.
MARGIN = timedelta(minutes=10)
# The people of an issue. Some projects show an issue to these only.
PEOPLE = ("creator", "reporter", "assignee")


@dataclass(frozen=True)
class Found:
    """It exists. *past_index*: the search index did not show it yet."""

    id: str
    key: str
    past_index: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class NotCreated:
    """It does not exist: every place that could hold it was read, and this user sees their issues there."""


@dataclass(frozen=True)
class CantTell:
    """Not found, which proves nothing here.

    `why`: "no_permission", "nothing_readable", "too_many", "incomplete", "index_may_lag". `again_in`: seconds until a
    lookup can tell, because no search index lags that long. 0.0: only the user can tell.
    """

    why: str
    again_in: float = field(default=0.0, compare=False)


Finding = Found | NotCreated | CantTell


@dataclass(frozen=True)
class Wanted:
    """An issue whose create call has an unknown outcome: its mark, its place and when it was sent.

    `since`: first sent. `until`: the last moment at which it may have been sent; None: now. Both are aware.
    `known_key`: the highest number in the project that Lodge itself has seen. `besides`: the id of an issue known to
    carry the mark, when looking for a second one.
    """

    marker: str
    marker_in: str
    project_id: str
    project_key: str
    since: datetime
    until: datetime | None = None
    known_key: int | None = None
    besides: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of an issue that show its mark."""
        return tuple(issue_mark.fields_to_read(self.marker_in))

    def pick(self, issues: Iterable[Issue]) -> Found | None:
        """The issue with the mark. A copy made in Jira may carry it too, so the oldest counts."""
        others = (issue for issue in issues if issue.id != self.besides)
        marked = [issue for issue in others if issue_mark.is_on(issue, self.marker, self.marker_in)]
        first = min(marked, key=lambda issue: int(issue.id), default=None)
        return Found(first.id, first.key) if first else None

    def index_trusted_in(self) -> float:
        """Seconds until the search index certainly shows this issue if it exists. 0.0: it does already."""
        now = datetime.now(UTC)
        trusted = (self.until or now) + longest_lag() + MARGIN
        return max((trusted - now).total_seconds(), 0.0)


def longest_lag() -> timedelta:
    """The longest lag of the search index. Anything older is in it."""
    return timedelta(seconds=settings.INDEX_LAG_SECONDS)


def minutes_since(moment: datetime) -> int:
    """How far back to search for what was created after *moment*, in whole minutes."""
    passed = max(datetime.now(UTC) - moment, timedelta(0)) + MARGIN
    return int(passed.total_seconds() // 60) + 1


def fields_to_read(wanted: Iterable[Wanted]) -> tuple[str, ...]:
    """The fields of each issue that show its mark and its people."""
    marked = {name for each in wanted for name in each.fields}
    return (*PEOPLE, *sorted(marked))
