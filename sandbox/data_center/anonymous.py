"""What an instance answers where it knows nobody: an empty success on some calls, a refusal on others."""

from __future__ import annotations

from flask import Request, Response

from sandbox.jira.operation import respond

REQUIRED = "You are not authenticated. Authentication required to perform this operation."
NO_ISSUE = "You do not have the permission to see the specified issue."


def answer_to_nobody(name: str, request: Request) -> Response:
    """The answer to a call of the operation *name*. Empty is no proof that there is nothing."""
    if name in {"search_by_get", "search_by_post"}:
        size = min(int(request.args.get("maxResults") or 50), 1000)
        return respond({"startAt": 0, "maxResults": size, "total": 0, "issues": []})
    if name == "get_all_projects":
        return respond([])
    if name == "get_issue_picker":
        return respond({"sections": []})
    if name.startswith("get_issue") or name in {"edit_issue", "get_comments", "get_transitions"}:
        return respond(({"errorMessages": [NO_ISSUE, "Login Required"], "errors": {}}, 401))
    return respond(({"errorMessages": [REQUIRED], "errors": {}}, 401))
