"""Entity properties: JSON that apps keep on issues and comments, invisible to people."""

import json

from sandbox.jira.messages import Refused
from sandbox.jira.model import JSON


def checked(key: str, value: JSON) -> JSON:
    """The value, if key (255 bytes) and value (32 768 characters of JSON) are within the limits. Raises Refused."""
    if not 0 < len(key.encode()) <= 255:
        raise Refused("property_key")
    if len(json.dumps(value, ensure_ascii=False)) > 32_768:
        raise Refused("property_value")
    return value


def from_list(sent: JSON) -> dict[str, JSON]:
    """`[{"key", "value"}, …]`, as create and comment take them. Raises Refused."""
    if sent is None:
        return {}
    if not isinstance(sent, list):
        raise Refused("not_array")
    found = {}
    for one in sent:
        if not isinstance(one, dict) or "value" not in one or not isinstance(one.get("key"), str):
            raise Refused("property_value")
        found[one["key"]] = checked(one["key"], one["value"])
    return found
