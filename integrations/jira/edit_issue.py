"""Changing fields of an issue. Pure. Source: REST API v3, "Edit issue", "Assign issue"."""

from collections.abc import Mapping
from typing import Any

from integrations.jira.api_call import Call, path_of


def edit(key: str, fields: Mapping[str, Any]) -> Call[None]:
    """Set *fields*. Repeating it changes nothing. 400: a field is wrong, or may not be changed. 409: later."""
    return Call(
        operation="editIssue",
        method="PUT",
        path=path_of("issue", key),
        json={"fields": dict(fields)},
        scope="write:jira-work",
        write=True,
        read=lambda _answer: None,  # 204
    )


def assign(key: str, account_id: str | None) -> Call[None]:
    """Assign to *account_id*, or to nobody. Repeating it changes nothing."""
    return Call(
        operation="assignIssue",
        method="PUT",
        path=path_of("issue", key, "assignee"),
        json={"accountId": account_id},
        scope="write:jira-work",
        write=True,
        read=lambda _answer: None,  # 204
    )
