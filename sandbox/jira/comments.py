"""Comments: validated when sent, returned in the format of the API version."""

from typing import Any

from sandbox.jira import object_json, properties
from sandbox.jira.fields.text import rendered, rich_text, show_rich_text
from sandbox.jira.messages import Refused
from sandbox.jira.model import JSON, Comment
from sandbox.jira.permissions import ROLES
from sandbox.jira.request_context import Place


def new_comment(place: Place, sent: JSON) -> Comment:
    """A comment by the caller, not yet on an issue. Raises Refused."""
    if not isinstance(sent, dict):
        raise Refused("not_object")
    body = rich_text(sent["body"], place) if sent.get("body") is not None else None
    if body is None:
        raise Refused("comment_empty")
    visibility = checked_visibility(place, sent.get("visibility"))
    kept = properties.from_list(sent.get("properties"))
    config = place.config
    number = str(config.next("comment"))
    place.jira.sites.put(config)
    return Comment(number, place.caller.id, place.now, body, kept, visibility)


def change_comment(place: Place, one: Comment, sent: dict[str, JSON]) -> None:
    """Replace the text of a comment, and what else was sent. Raises Refused."""
    changed = new_comment(place, sent)
    one.body = changed.body
    one.properties |= changed.properties
    if sent.get("visibility") is not None:
        one.visibility = changed.visibility
    one.update_author, one.updated = place.caller.id, place.now


def checked_visibility(place: Place, sent: JSON) -> JSON:
    """`{"type", "value", "identifier"}` of a group or role that the caller is in, or None. Raises Refused."""
    if sent is None:
        return None
    if not isinstance(sent, dict):
        raise Refused("not_object")
    named = sent.get("identifier") or sent.get("value")
    if sent.get("type") == "role":
        if place.caller.id in place.config.groups.get(ROLES.get(str(named), ""), []):
            return {"type": "role", "value": named, "identifier": named}
        raise Refused("visibility_invalid", value=named)
    for name, members in place.config.groups.items():
        group_id = object_json.group(place, name).get("groupId", name)
        if sent.get("type") == "group" and named in (name, group_id):
            if place.caller.id in members:
                return {"type": "group", "value": name, "identifier": group_id}
            break
    raise Refused("visibility_invalid", value=named)


def comment_shape(
    place: Place,
    issue_number: int,
    one: Comment,
    *,
    with_properties: bool = False,
    with_html: bool = False,
) -> dict[str, Any]:
    """A comment as the REST API shows it."""
    author = place.jira.account(one.author)
    shown = object_json.user(place, author) if author else None
    editor = place.jira.account(one.update_author) if one.update_author else None
    when = place.stamp(one.created)
    shape: dict[str, Any] = {
        "self": f"{place.base}/issue/{issue_number}/comment/{one.id}",
        "id": one.id,
        "author": shown,
        "body": show_rich_text(one.body, place),
        "updateAuthor": object_json.user(place, editor) if editor else shown,
        "created": when,
        "updated": place.stamp(one.updated) if one.updated else when,
    }
    if not place.data_center:
        shape["jsdPublic"] = one.public
    if one.visibility:
        shape["visibility"] = one.visibility
    if with_html:
        shape["renderedBody"] = rendered(one.body)
    if with_properties:
        shape["properties"] = [
            {"key": key, "value": value} for key, value in one.properties.items()
        ]
    return shape
