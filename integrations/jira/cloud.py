"""Jira Cloud's dialect: where its API lies and how it names a user. Rich text is ADF (Atlassian Document Format)."""

API_PATH = "/rest/api/3"
AGILE_PATH = "/rest/agile/1.0"  # boards and sprints


def user_value(account_id: str) -> dict[str, str]:
    """How a field of type user names somebody when an issue is created (spec example of createIssue)."""
    return {"id": account_id}
