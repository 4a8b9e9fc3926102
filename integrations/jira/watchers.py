"""Watching an issue. Pure.

Source: developer.atlassian.com, Jira Cloud platform REST API v3, "Get issue watchers", "Add watcher",
"Delete watcher".
"""

from typing import Any

from integrations.jira import json_readers
from integrations.jira.api_call import Call, path_of
from integrations.jira.users_and_groups import NamedPeople


def of_issue(key: str) -> Call[NamedPeople]:
    """Who watches an issue. Without the permission "View voters and watchers", Jira names at most the caller."""

    def read(answer: Any) -> NamedPeople:
        data = json_readers.mapping(answer)
        return NamedPeople.from_json(data, "watchers", "watchCount")

    return Call(
        operation="getIssueWatchers",
        method="GET",
        path=path_of("issue", key, "watchers"),
        read=read,
    )


def add(key: str, account_id: str) -> Call[None]:
    """Let *account_id* watch an issue. Repeating it changes nothing."""
    return Call(
        operation="addWatcher",
        method="POST",
        path=path_of("issue", key, "watchers"),
        json=account_id,
        scope="write:jira-work",
        write=True,
        read=lambda _answer: None,  # 204
    )


def remove(key: str, account_id: str) -> Call[None]:
    """Let *account_id* stop watching an issue. Repeating it changes nothing."""
    return Call(
        operation="removeWatcher",
        method="DELETE",
        path=path_of("issue", key, "watchers"),
        query={"accountId": account_id},
        scope="write:jira-work",
        write=True,
        read=lambda _answer: None,  # 204
    )
