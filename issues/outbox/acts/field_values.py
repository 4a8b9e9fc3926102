"""Compares values of fields as Jira shows them and as Lodge sends them. Pure."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

# What identifies a value of each shape. Its other members (names, avatars, addresses) may change by themselves.
_IDENTITIES = ("accountId", "id", "groupId", "key", "name", "value")
# Jira adds these to documents.
_IGNORED_ATTRIBUTES = frozenset({"localId"})


def reduced(shown: Any) -> Any:
    """The part of *shown*, a value in Jira's answer, that changes only when somebody changes the field."""
    if isinstance(shown, Mapping):
        if shown.get("type") == "doc":
            return document(shown)
        identity = next((name for name in _IDENTITIES if shown.get(name) is not None), None)
        if identity is None:
            return dict(shown)
        found: dict[str, Any] = {identity: shown[identity]}
        if isinstance(shown.get("child"), Mapping):
            found["child"] = reduced(shown["child"])
        return found
    if isinstance(shown, list):
        return [reduced(each) for each in shown] or None
    return None if shown == "" else shown


def fingerprint(shown: Any) -> str:
    """Equal for values that are the same to a user. 16 hexadecimal digits, because a page carries it back."""
    content = json.dumps(reduced(shown), sort_keys=True)
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def document(node: Any) -> Any:
    """An ADF *node* without what Jira adds by itself: local ids, and empty members."""
    if isinstance(node, list):
        return [document(each) for each in node]
    if not isinstance(node, Mapping):
        return node
    kept = {}
    for name, value in node.items():
        told = _attributes(value) if name == "attrs" and isinstance(value, Mapping) else value
        if told not in ({}, [], None):
            kept[str(name)] = document(told)
    return kept


def _attributes(found: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: each
        for name, each in found.items()
        if name not in _IGNORED_ATTRIBUTES and each is not None
    }


def is_as_sent(shown: Any, sent: Any) -> bool:
    """Whether *shown*, a value in Jira's answer, is what sending *sent* leads to."""
    if sent in (None, [], ""):
        return shown in (None, [], "")
    if isinstance(sent, Mapping):
        if sent.get("type") == "doc":
            return isinstance(shown, Mapping) and bool(document(shown) == document(sent))
        return isinstance(shown, Mapping) and all(
            is_as_sent(shown.get(name), value) for name, value in sent.items()
        )
    if isinstance(shown, list) and not isinstance(sent, list):
        # a sprint is sent as one number and shown as a list of all sprints
        return any(is_as_sent(each, sent) for each in shown)
    if isinstance(sent, list):
        return (
            isinstance(shown, list)
            and len(shown) == len(sent)
            and all(any(is_as_sent(one, each) for one in shown) for each in sent)
        )
    if isinstance(shown, Mapping):
        # a bare id is shown as an object
        return any(str(shown.get(name)) == str(sent) for name in _IDENTITIES if name in shown)
    return bool(shown == sent) or _is_same_moment(shown, sent)


def _is_same_moment(shown: Any, sent: Any) -> bool:
    """Whether both are the same moment. Jira shows it in the reader's time zone."""
    if not isinstance(shown, str) or not isinstance(sent, str):
        return False
    try:
        one, other = datetime.fromisoformat(shown), datetime.fromisoformat(sent)
    except ValueError:
        return False
    if one.tzinfo is None or other.tzinfo is None:
        return False
    return one == other
