"""Comments: checked when sent, shown in the form of the API version that asks."""

from typing import Any

from sandbox.jira import properties, shapes
from sandbox.jira.fields.text import rich_text, show_rich_text
from sandbox.jira.messages import Refused
from sandbox.jira.model import JSON, Comment
from sandbox.jira.place import Place


def new_comment(place: Place, sent: JSON) -> Comment:
    """A comment by the caller; not yet on an issue. Raises Refused."""
    if not isinstance(sent, dict):
        raise Refused("not_object")
    body = rich_text(sent["body"], place) if sent.get("body") is not None else None
    if body is None:
        raise Refused("comment_empty")
    visibility = sent.get("visibility")
    if visibility is not None and not isinstance(visibility, dict):
        raise Refused("not_object")
    kept = properties.from_list(sent.get("properties"))
    config = place.config
    number = str(config.next("comment"))
    place.jira.sites.put(config)
    return Comment(number, place.caller.id, place.now, body, kept, visibility)


def comment_shape(
    place: Place, issue_number: int, one: Comment, *, with_properties: bool = False
) -> dict[str, Any]:
    """A comment as the REST API shows it."""
    author = place.jira.account(one.author)
    shown = shapes.user(place, author) if author else None
    when = place.stamp(one.created)
    shape: dict[str, Any] = {
        "self": f"{place.base}/issue/{issue_number}/comment/{one.id}",
        "id": one.id,
        "author": shown,
        "body": show_rich_text(one.body, place),
        "updateAuthor": shown,
        "created": when,
        "updated": when,
        "jsdPublic": True,
    }
    if one.visibility:
        shape["visibility"] = one.visibility
    if with_properties:
        shape["properties"] = [{"key": key, "value": value} for key, value in one.properties.items()]
    return shape
