"""Reads the keys of a project that were given out lately, past the search index."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from integrations.jira import marks, readers, search
from integrations.jira.issues import WINDOW, Issue, Window, bulk_fetch
from integrations.jira.reconcile.asking import Asker
from integrations.jira.reconcile.results import (
    MARGIN,
    PEOPLE,
    Wanted,
    fields_to_read,
    longest_lag,
    minutes_since,
)

# Keys are given out before issues are committed, so a lower one may come later: start a little before.
OVERLAP = 20
MOST_WINDOWS = 10
# Refused, moved and deleted issues leave gaps; one this wide, among the youngest keys of a project, does not happen.
EMPTY_WINDOWS = 3


@dataclass
class Scan:
    """What was read in a project, and what that proves to this account."""

    account_id: str
    project_key: str
    issues: list[Issue]
    empty: int = 0
    complete: bool = True
    readable: list[Issue] = field(default_factory=list)

    def add(self, window: Window) -> None:
        """Take note of one more window of keys."""
        self.issues += window.issues
        self.complete = window.complete
        self.empty = 0 if window.issues else self.empty + 1
        self.readable += [issue for issue in window.issues if issue.project_key == self.project_key]

    @property
    def shows_others(self) -> bool:
        """Whether this user sees issues that they have nothing to do with: then a hole in the keys is a hole."""
        return any(self._is_others(issue) for issue in self.readable)

    @property
    def shows_own(self) -> bool:
        """Whether it is proved that this user would see what they created there."""
        return self.shows_others or any(issue.creator == self.account_id for issue in self.readable)

    @property
    def ended_in_silence(self) -> bool:
        """Whether nothing can lie beyond what was read."""
        return self.complete and self.empty >= EMPTY_WINDOWS and self.shows_others

    @property
    def why(self) -> str:
        """Why it proves nothing, if it does not."""
        if not self.complete:
            return "incomplete"
        return "too_many" if self.shows_others else "index_may_lag"

    def _is_others(self, issue: Issue) -> bool:
        """Projects where each sees only their own show what one created, reported or works on."""
        people = (readers.optional_object(issue.fields, name) for name in PEOPLE)
        ids = {readers.optional_text(each, "accountId") for each in people} - {""}
        return bool(ids) and self.account_id not in ids


def scan(ask: Asker, group: Sequence[Wanted], seen: Sequence[Issue]) -> Scan:
    """Windows of keys, until all of *group* are found or nothing can lie beyond; at most ten.

    *group* waits in one project; *seen* is what the search showed. Raises as `client.call` does.
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
        state.add(ask(bulk_fetch(keys, fields, (marks.PROPERTY,))))
        start += WINDOW
        if start <= known:
            state.empty = 0
        if not state.complete or state.ended_in_silence or all(each.pick(state.issues) for each in group):
            break
    return state


def _top(ask: Asker, group: Sequence[Wanted]) -> tuple[tuple[Issue, ...], tuple[Issue, ...]]:
    """The highest key of the project in the index, and the highest given out before the first send; each may lack.

    The second by the last change and not by creation: an old issue that moves in gets a young key. Nothing that
    Lodge knows itself will do for it, since that may be younger than what is looked for.
    """
    longest = int((longest_lag() + MARGIN).total_seconds() // 60) + 1
    minutes = min(minutes_since(min(each.since for each in group)), longest)
    in_project = search.clause("project", "=", group[0].project_id)
    before = search.clause("updated", "<", f"-{minutes}m")
    newest, untouched = (
        ask(search.issues(f"{jql} ORDER BY key DESC", PEOPLE, limit=1)).issues
        for jql in (in_project, f"{in_project} AND {before}")
    )
    return newest, untouched
