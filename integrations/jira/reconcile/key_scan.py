"""Reads the latest keys of a project, past the search index."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from integrations.jira import issue_mark, jql_building, json_readers
from integrations.jira.issues import WINDOW, Issue, Window, bulk_fetch
from integrations.jira.reconcile.lookup_calls import LookupCalls
from integrations.jira.reconcile.results import (
    MARGIN,
    PEOPLE,
    Wanted,
    fields_to_read,
    longest_lag,
    minutes_since,
)

# Jira assigns keys before it commits issues, so a lower key may appear later. Start a little before.
OVERLAP = 20
MOST_WINDOWS = 10
# Refused, moved and deleted issues leave gaps. A gap this wide does not occur among a project's latest keys.
EMPTY_WINDOWS = 3


@dataclass
class Scan:
    """The issues read in a project, and what they prove to this account."""

    account_id: str
    project_key: str
    issues: list[Issue]
    empty: int = 0
    complete: bool = True
    readable: list[Issue] = field(default_factory=list)

    def add(self, window: Window) -> None:
        """Add one more window of keys."""
        self.issues += window.issues
        self.complete = window.complete
        self.empty = 0 if window.issues else self.empty + 1
        self.readable += [issue for issue in window.issues if issue.project_key == self.project_key]

    @property
    def shows_others(self) -> bool:
        """Whether this user sees issues of other people. Then a missing key proves that there is no issue."""
        return any(self._is_others(issue) for issue in self.readable)

    @property
    def shows_own(self) -> bool:
        """Whether it is proved that this user would see their own issues there."""
        return self.shows_others or any(issue.creator == self.account_id for issue in self.readable)

    @property
    def is_exhausted(self) -> bool:
        """Whether no issue can exist beyond the keys that were read."""
        return self.complete and self.empty >= EMPTY_WINDOWS and self.shows_others

    @property
    def why(self) -> str:
        """Why the scan proves nothing, if it does not."""
        if not self.complete:
            return "incomplete"
        return "too_many" if self.shows_others else "index_may_lag"

    def _is_others(self, issue: Issue) -> bool:
        """Some projects show people only the issues that they created, reported or are assigned to."""
        people = (json_readers.optional_object(issue.fields, name) for name in PEOPLE)
        ids = {json_readers.optional_text(each, "accountId") for each in people} - {""}
        return bool(ids) and self.account_id not in ids


def scan(ask: LookupCalls, group: Sequence[Wanted], seen: Sequence[Issue]) -> Scan:
    """Read windows of keys, at most ten, until all of *group* are found or no issue can exist beyond.

    *group* belongs to one project. *seen* is what the search found. Raises as `client.call` does.
    """
    key, fields = group[0].project_key, fields_to_read(group)
    newest, untouched = _top(ask, group)
    readable = [issue for issue in (*seen, *newest, *untouched) if issue.project_key == key]
    state = Scan(ask.account_id, key, issues=[], readable=readable)
    known = max(each.known_key or 0 for each in group)
    known = max([known, *(issue.number for issue in newest)])
    start = max([1, *(issue.number - OVERLAP for issue in untouched)])
    for _window_number in range(MOST_WINDOWS):
        keys = [f"{key}-{number}" for number in range(start, start + WINDOW)]
        state.add(ask(bulk_fetch(keys, fields, (issue_mark.PROPERTY,))))
        start += WINDOW
        if start <= known:
            state.empty = 0
        if (
            not state.complete
            or state.is_exhausted
            or all(each.pick(state.issues) for each in group)
        ):
            break
    return state


def _top(ask: LookupCalls, group: Sequence[Wanted]) -> tuple[tuple[Issue, ...], tuple[Issue, ...]]:
    """The highest key of the project in the index, and the highest from before the first send. Each may be missing.

    The second one goes by the last change and not by creation, because an old issue that moves in gets a new key. A
    key that Lodge knows itself cannot serve, because it may be newer than the issue to find.
    """
    longest = int((longest_lag() + MARGIN).total_seconds() // 60) + 1
    minutes = min(minutes_since(min(each.since for each in group)), longest)
    in_project = jql_building.clause("project", "=", group[0].project_id)
    before = jql_building.clause("updated", "<", f"-{minutes}m")
    newest, untouched = (
        ask(jql_building.issues(f"{jql} ORDER BY key DESC", PEOPLE, limit=1)).issues
        for jql in (in_project, f"{in_project} AND {before}")
    )
    return newest, untouched
