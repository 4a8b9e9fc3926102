"""Comments on requests of service projects that their customers do not read. Pure.

Jira's own API writes public comments alone. Source: developer.atlassian.com, Jira Service Management Cloud REST API,
"Create request comment".
"""

from collections.abc import Mapping
from typing import Any

from integrations.jira.api_call import Call, path_of
from integrations.jira.cloud_dialect import SERVICE_DESK_PATH
from integrations.jira.data_center.adf_to_wiki import wiki_of
from integrations.jira.marked_comments import CreatedComment

# What the link must allow. Lodge asks for it where ATLASSIAN_SCOPES names it.
SCOPE = "write:servicedesk-request"


def add_internal(key: str, document: Mapping[str, Any]) -> Call[CreatedComment]:
    """One new internal comment, an ADF *document*. It takes no property, so nothing marks it. Not idempotent.

    403: the site has no Jira Service Management, or this account is only a customer. 404: no such request.
    """
    return Call(
        operation="createRequestComment",
        method="POST",
        path=path_of("request", key, "comment", below=SERVICE_DESK_PATH),
        json={"body": as_text(document), "public": False},
        scope=SCOPE,
        write=True,
        read=CreatedComment.from_json,
    )


def as_text(document: Mapping[str, Any]) -> str:
    """An ADF *document* as the text that this API takes: wiki markup, with people by their account ids."""
    return wiki_of(_with_account_ids(document))


def _with_account_ids(node: Any) -> Any:
    if isinstance(node, list):
        return [_with_account_ids(each) for each in node]
    if not isinstance(node, Mapping):
        return node
    if node.get("type") == "mention":
        attrs = node.get("attrs") or {}
        return {**node, "attrs": {**attrs, "id": f"accountid:{attrs.get('id', '')}"}}
    return {name: _with_account_ids(each) for name, each in node.items()}
