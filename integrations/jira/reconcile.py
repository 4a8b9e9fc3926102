"""Looks whether an issue that may have been created exists: exactly once on an API without idempotency keys.

First by search, then past the search index, which lags: the keys that follow the highest one known are read from
the database. What does not exist and what one may not see are left out alike, hence three results; NotCreated
needs proof that this user sees issues there.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from integrations.errors import Denied, Rejected
from integrations.jira import client, issues, marks, projects, search
from integrations.jira.issues import WINDOW, Issue

MARGIN_MINUTES = 10
# The index is taken to be complete for what is older than this.
LONGEST_LAG_MINUTES = 60
# Keys are given out before issues are committed, so a lower one may come later: start a little before.
OVERLAP = 20
MOST_WINDOWS = 10
MOST_PAGES = 10


@dataclass(frozen=True)
class Found:
    """It exists."""

    id: str
    key: str


@dataclass(frozen=True)
class NotCreated:
    """It does not: everything was read, and this user sees issues there."""


@dataclass(frozen=True)
class CantTell:
    """Only the user can tell. `why`: "no_permission", "nothing_readable", "too_many", "incomplete"."""

    why: str


@dataclass(frozen=True)
class Search:
    """What is looked for, and as whom."""

    account_id: str
    cloud_id: str
    project_id: str
    project_key: str
    marker: str
    marker_in: str
    minutes: int
    known_key: int | None
    besides: str

    @property
    def fields(self) -> tuple[str, ...]:
        """What must be read of each issue."""
        return ("creator", *marks.fields_to_read(self.marker_in))

    def pick(self, found: tuple[Issue, ...]) -> Found | None:
        """The issue with the mark. A copy made in Jira may carry it too: the oldest is ours."""
        others = (issue for issue in found if issue.id != self.besides)
        marked = [issue for issue in others if marks.is_on(issue, self.marker, self.marker_in)]
        first = min(marked, key=lambda issue: int(issue.id), default=None)
        return Found(first.id, first.key) if first else None


def find_issue(
    account_id: str,
    cloud_id: str,
    *,
    project_id: str,
    project_key: str,
    marker: str,
    marker_in: str,
    since: datetime,
    known_key: int | None,
    besides: str = "",
) -> Found | NotCreated | CantTell:
    """Look for the issue that carries *marker*, first sent at *since* (aware), as the account that sent it.

    *known_key*: the highest number in the project that Lodge itself has seen. *besides*: the id of an issue that
    is known to carry it, when a second one is looked for. The caller waits before it asks,
    longer than any server could still be committing. Raises what `client.call` raises: then nothing is known.
    """
    passed = max((datetime.now(UTC) - since).total_seconds(), 0.0)
    minutes = int(passed // 60) + 1 + MARGIN_MINUTES
    wanted = Search(
        account_id, cloud_id, project_id, project_key, marker, marker_in, minutes, known_key, besides
    )
    return _by_search(wanted) or _past_the_index(wanted)


def _by_search(wanted: Search) -> Found | None:
    """Own recent issues, wherever they may have been moved to. JQL can not search properties for 3LO apps."""
    token: str | None = None
    seen: set[str] = set()
    for _page_number in range(MOST_PAGES):
        asked = search.issues(search.own_since(wanted.minutes), wanted.fields, (marks.PROPERTY,), token=token)
        page = client.call(wanted.account_id, wanted.cloud_id, asked)
        found = wanted.pick(page.issues)
        token = page.next_token
        if found or token is None or token in seen:
            return found
        seen.add(token)
    return None


def _past_the_index(wanted: Search) -> Found | NotCreated | CantTell:
    try:
        may_browse = client.call(
            wanted.account_id, wanted.cloud_id, projects.permissions(wanted.project_key, ("BROWSE_PROJECTS",))
        )
        newest = _newest_in_index(wanted)
    except (Denied, Rejected):  # the project is not there for this user
        return CantTell("no_permission")
    if not may_browse.get("BROWSE_PROJECTS"):
        return CantTell("no_permission")
    return _scan(wanted, newest)


def _newest_in_index(wanted: Search) -> Issue | None:
    """The highest key of the project that was certainly given out before the first send."""
    minutes = min(wanted.minutes, LONGEST_LAG_MINUTES)
    asked = search.issues(search.before(wanted.project_id, minutes), ("creator",), limit=1)
    page = client.call(wanted.account_id, wanted.cloud_id, asked)
    return page.issues[0] if page.issues else None


def _scan(wanted: Search, newest: Issue | None) -> Found | NotCreated | CantTell:
    """Windows of keys until one is wholly empty, beyond every key that is known.

    Somebody who sees only their own issues sees holes where others file: for them an empty window says nothing,
    so all of them are read.
    """
    readable = [newest] if newest else []
    start = _first_key(newest, wanted.known_key)
    for _window_number in range(MOST_WINDOWS):
        keys = [f"{wanted.project_key}-{number}" for number in range(start, start + WINDOW)]
        asked = issues.bulk_fetch(keys, wanted.fields, (marks.PROPERTY,))
        window = client.call(wanted.account_id, wanted.cloud_id, asked)
        found = wanted.pick(window.issues)
        if found:
            return found
        if not window.complete:
            return CantTell("incomplete")
        start += WINDOW
        readable += [issue for issue in window.issues if issue.project_key == wanted.project_key]
        sees_others = any(issue.creator != wanted.account_id for issue in readable)
        if not window.issues and start > (wanted.known_key or 0) and sees_others:
            return NotCreated()
    if not readable:
        return CantTell("nothing_readable")
    return CantTell("too_many") if window.issues or start <= (wanted.known_key or 0) else NotCreated()


def _first_key(newest: Issue | None, known_key: int | None) -> int:
    """Where to begin. *known_key* may be younger than what is looked for, so it never moves the start up."""
    before = newest.number if newest else (known_key or 0) - WINDOW
    return max(before - OVERLAP, 1)
