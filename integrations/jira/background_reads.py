"""Reading many issues in the background, as an account whose access token lives anyway.

These calls never renew a token, so they keep no link in use (`connections.access`).
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TypeVar

from integrations import connections
from integrations.errors import Unavailable
from integrations.jira import bulk_changelogs, client, issue_status
from integrations.jira.api_call import Call
from integrations.jira.bulk_changelogs import FieldChange
from integrations.jira.issue_status import StatusPage, StatusWindow
from integrations.jira.jql_building import quoted

T = TypeVar("T")
_MOST_PAGES = 5


def live_accounts(cloud_id: str, account_ids: Iterable[str]) -> set[str]:
    """Those of *account_ids* that can read at the site now, without a renewal of their token."""
    return connections.live_accounts(cloud_id, account_ids)


def issue_statuses(account_id: str, cloud_id: str, ids: Sequence[str]) -> StatusWindow:
    """The status of at most 100 issues. Raises Unavailable too where the token has expired."""
    return _smaller_if_needed(
        account_id, cloud_id, partial(issue_status.of_issues, ids), many=len(ids) > 1
    )


def changed_issues(
    account_id: str, cloud_id: str, project_ids: Sequence[str], minutes: int, token: str | None
) -> StatusPage:
    """A page of the issues of these projects that changed within the last *minutes*, newest change first.

    The time is relative, because Jira reads an absolute one in the zone of the profile.
    """
    projects = ", ".join(quoted(each) for each in project_ids)
    jql = f"project IN ({projects}) AND updated >= {quoted(f'-{minutes}m')} ORDER BY updated DESC"
    wanted = partial(issue_status.changed_since, jql, token)
    return _smaller_if_needed(account_id, cloud_id, wanted, many=True)


def _smaller_if_needed(
    account_id: str, cloud_id: str, wanted: Callable[..., Call[T]], *, many: bool
) -> T:
    """The answer; without comments where it cannot be had with them, because long ones make it too large."""
    try:
        return client.call(account_id, cloud_id, wanted(), background=True)
    except Unavailable:
        if not many:
            raise
        return client.call(account_id, cloud_id, wanted(comments=False), background=True)


def changes_of(account_id: str, cloud_id: str, ids: Sequence[str]) -> tuple[FieldChange, ...]:
    """Who changed status, resolution, assignee and key of at most 1000 issues, in the order of Jira's answer.

    Raises Unavailable where that takes too many pages.
    """
    found: list[FieldChange] = []
    token = None
    for _page in range(_MOST_PAGES):
        wanted = bulk_changelogs.of_issues(ids, token=token)
        page = client.call(account_id, cloud_id, wanted, background=True)
        found += page.changes
        token = page.next_token
        if token is None:
            return tuple(found)
    raise Unavailable("the history of these issues is too long to read at once")
