"""Jira Cloud's dialect: its path, and how it names a user. Rich text is ADF (Atlassian Document Format)."""

API_PATH = "/rest/api/3"
SERVICE_DESK_PATH = "/rest/servicedeskapi"  # requests of service projects
AGILE_PATH = "/rest/agile/1.0"  # boards and sprints


def user_value(account_id: str) -> dict[str, str]:
    """The value of a user field when an issue is created (example of createIssue in the OpenAPI document)."""
    return {"id": account_id}
