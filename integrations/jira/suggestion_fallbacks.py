"""Suggestions that take more than one call, or a second way where the first is not available."""

from collections.abc import Iterable

from integrations.errors import Denied, Rejected, ScopeMissing
from integrations.jira import boards, client, issues, suggestions
from integrations.jira.boards import Sprint
from integrations.jira.issues import KEY
from integrations.jira.linked_accounts import scopes_of
from integrations.jira.suggestions import IssueHint

MOST_BOARDS = 5


def suggest_issues(
    account_id: str, cloud_id: str, project_key: str, query: str
) -> tuple[IssueHint, ...]:
    """Issues by a part of key or summary: recently viewed ones, those of the project, and the one with that key."""
    found = client.call(account_id, cloud_id, suggestions.issues(project_key, query))
    wanted = query.strip().upper()
    if not KEY.fullmatch(wanted) or any(hint.key == wanted for hint in found):
        return found
    try:
        issue = client.call(account_id, cloud_id, issues.get(wanted, ("summary",), ()))
    except Denied:
        return found
    return (IssueHint(issue.id, issue.key, str(issue.fields.get("summary") or "")), *found)


def sprints(account_id: str, cloud_id: str, project_key: str, query: str) -> tuple[Sprint, ...]:
    """Active and future sprints whose name contains *query*.

    Where the agile scopes were granted, these are the sprints of the project's boards. Otherwise they are JQL's
    suggestions, of any state and project. Raises ScopeMissing when JQL gives names only, which no issue takes.
    """
    if scopes_of(account_id) >= boards.SCOPES:
        try:
            return _of_boards(account_id, cloud_id, project_key, query)
        except (
            Denied,
            ScopeMissing,
        ):  # no Jira Software for this user, or scope withdrawn
            pass
    suggested = client.call(account_id, cloud_id, suggestions.values("sprint", query))
    numbered = [Sprint(each.value, each.label) for each in suggested if each.value.isdecimal()]
    if suggested and not numbered:
        raise ScopeMissing(sorted(boards.SCOPES))
    return tuple(numbered)


def _of_boards(account_id: str, cloud_id: str, project_key: str, query: str) -> tuple[Sprint, ...]:
    found: dict[str, Sprint] = {}
    for board in client.call(account_id, cloud_id, boards.boards(project_key, MOST_BOARDS)):
        for sprint in _of_board(account_id, cloud_id, board):
            if query.strip().casefold() in sprint.name.casefold():
                found.setdefault(sprint.id, sprint)
    return tuple(sorted(found.values(), key=lambda sprint: sprint.state != "active"))


def _of_board(account_id: str, cloud_id: str, board: str) -> Iterable[Sprint]:
    try:
        return client.call(account_id, cloud_id, boards.of_board(board))
    except Rejected:  # a board without sprints
        return ()
