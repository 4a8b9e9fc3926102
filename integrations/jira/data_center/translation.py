"""Translates JSON between the two dialects: users, and rich text. Pure."""

from collections.abc import Mapping
from typing import Any

from integrations.jira.data_center import adf_to_wiki, wiki_to_adf
from integrations.jira.data_center.speaker import Speaker

RICH_FIELDS = ("description", "environment")
_TEXTAREA = ":textarea"
_EPIC_LINK = "com.pyxis.greenhopper.jira:gh-epic-link"
# What Lodge calls the field of an instance where no other field names the epic.
EPIC_LINK_ALONE = "data-center:gh-epic-link"


def to_jira(value: Any, speaker: Speaker) -> Any:
    """*value* for Data Center: documents as wiki text, users as `{"name"}`."""
    if isinstance(value, Mapping):
        if value.get("type") == "doc" and "content" in value:
            return adf_to_wiki.wiki_of(_with_usernames(value, speaker))
        for name in ("accountId", "id"):
            if len(value) == 1 and speaker.is_account(value.get(name)):
                return {"name": speaker.name_of(value[name])}
        if set(value) == {"accountId"}:
            account_id = value["accountId"]
            return {"name": account_id if account_id is None else speaker.name_of(str(account_id))}
        return {name: to_jira(each, speaker) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [to_jira(each, speaker) for each in value]
    return value


def _with_usernames(node: Any, speaker: Speaker) -> Any:
    if isinstance(node, Mapping):
        if node.get("type") == "mention":
            attributes = dict(node.get("attrs", {}))
            attributes["id"] = speaker.name_of(str(attributes.get("id", "")))
            return {**node, "attrs": attributes}
        return {name: _with_usernames(each, speaker) for name, each in node.items()}
    return [_with_usernames(each, speaker) for each in node] if isinstance(node, list) else node


def from_jira(value: Any, speaker: Speaker) -> Any:
    """*value* as Cloud would answer it: users with an accountId, rich text as ADF. Properties stay as they are."""
    if isinstance(value, list):
        return [from_jira(each, speaker) for each in value]
    if not isinstance(value, Mapping):
        return value
    told = {
        name: each if name == "properties" else from_jira(each, speaker)
        for name, each in value.items()
    }
    if isinstance(value.get("displayName"), str) and isinstance(value.get("name"), str):
        account_id = speaker.id_of(value["name"], str(value.get("key") or ""))
        return {**told, "accountId": account_id} if account_id else told
    if isinstance(told.get("fields"), dict):
        told["fields"] = _fields(told["fields"], value.get("schema"), speaker)
    if isinstance(value.get("body"), str) and "created" in value:
        told["body"] = wiki_to_adf.document(value["body"], speaker)
    if isinstance(value.get("schema"), Mapping) and "operations" in value:
        return _field_meta(told, value["schema"], speaker)
    return told


def _fields(fields: dict[str, Any], schemas: Any, speaker: Speaker) -> dict[str, Any]:
    known = schemas if isinstance(schemas, Mapping) else {}
    rich = {*RICH_FIELDS, *(str(name) for name, each in known.items() if _is_rich(each))}
    return {
        name: wiki_to_adf.document(each, speaker)
        if name in rich and isinstance(each, str)
        else each
        for name, each in fields.items()
    }


def _is_rich(schema: Any) -> bool:
    return isinstance(schema, Mapping) and (
        schema.get("system") in RICH_FIELDS or str(schema.get("custom", "")).endswith(_TEXTAREA)
    )


def _field_meta(
    told: dict[str, Any], schema: Mapping[str, Any], speaker: Speaker
) -> dict[str, Any]:
    """Metadata of a field: its default as ADF where it is rich; the field that alone names an epic."""
    if _is_rich(schema) and isinstance(told.get("defaultValue"), str):
        told["defaultValue"] = wiki_to_adf.document(told["defaultValue"], speaker)
    if schema.get("custom") == _EPIC_LINK:
        told["schema"] = {**schema, "custom": EPIC_LINK_ALONE}
    return told
