"""One change of an issue in Jira's JSON."""

from typing import Any

from sandbox.jira import object_json
from sandbox.jira.history import History, Item
from sandbox.jira.request_context import Place


def history_shape(place: Place, entry: History, fields: set[str] | None = None) -> dict[str, Any]:
    """A Changelog as `GET /issue/{key}/changelog` shows it. `fields`: only these, when there are any."""
    author = place.jira.account(entry.author)
    shape: dict[str, Any] = {"id": entry.id, "created": place.stamp(entry.created)}
    if author is not None:
        shape["author"] = object_json.user(place, author)
    shape["items"] = [
        item_shape(one) for one in entry.items if not fields or one.field_id in fields
    ]
    return shape


def item_shape(one: Item) -> dict[str, str]:
    """ChangeDetails. A side without a value is left out: Atlassian's contract has no null there."""
    sides = {
        "from": one.old,
        "fromString": one.old_text,
        "to": one.new,
        "toString": one.new_text,
    }
    return {
        "field": one.field,
        "fieldtype": "custom" if one.field_id.startswith("customfield") else "jira",
        "fieldId": one.field_id,
        **{name: text for name, text in sides.items() if text is not None},
    }
