"""Watching an issue. Pure. Source: developer.atlassian.com, Jira Cloud platform REST API v3, "Add watcher"."""

from integrations.jira.calls import Call, path_of


def add(key: str, account_id: str) -> Call[None]:
    """Let *account_id* watch an issue; watching it already changes nothing."""
    return Call(
        operation="addWatcher",
        method="POST",
        path=path_of("issue", key, "watchers"),
        json=account_id,
        scope="write:jira-work",
        write=True,
        read=lambda _answer: None,  # 204
    )
