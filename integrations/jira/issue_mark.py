"""The mark by which an issue is found again: an issue property, a label, or a last line of the description. Pure."""

from collections.abc import Mapping
from typing import Any, Literal

from integrations.jira.issues import Issue

Place = Literal["properties", "label", "text"]
PROPERTY = "lodge.submission"
# The key in `errors` when Jira refuses the mark, by its place.
_REFUSED_AS = {"properties": {"properties", PROPERTY}, "label": {"labels"}, "text": {"description"}}
_READ = {"properties": (), "label": ("labels",), "text": ("description",)}


def put(
    fields: Mapping[str, Any], marker: str, place: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """(fields, properties) of a create call that carries *marker* at *place*. *fields* is not changed."""
    marked = dict(fields)
    if place == "properties":
        return marked, {PROPERTY: {"id": marker}}
    if place == "label":
        before: list[Any] = list(marked.get("labels") or [])
        marked["labels"] = [*before, _word(marker)]
    else:
        marked["description"] = _with_last_line(marked.get("description"), _word(marker))
    return marked, {}


def is_on(issue: Issue, marker: str, place: str) -> bool:
    """Whether *issue* carries *marker* at *place*."""
    if place == "properties":
        value = issue.properties.get(PROPERTY)
        return isinstance(value, Mapping) and value.get("id") == marker
    if place == "label":
        labels = issue.fields.get("labels")
        return isinstance(labels, list) and _word(marker) in labels
    return _says(issue.fields.get("description"), _word(marker))


def fields_to_read(place: str) -> tuple[str, ...]:
    """The fields of an issue that `is_on` needs."""
    return _READ[place]


def is_refused(field_errors: Mapping[str, str], fields: Mapping[str, Any], place: str) -> bool:
    """Whether Jira's errors are about the mark, and not about the user's input."""
    return bool(_REFUSED_AS[place] & field_errors.keys() - fields.keys())


def _word(marker: str) -> str:
    return f"lodge-{marker}"


def _with_last_line(document: Any, line: str) -> dict[str, Any]:
    before: dict[str, Any] = document or {"type": "doc", "version": 1, "content": []}
    last = {"type": "paragraph", "content": [{"type": "text", "text": line}]}
    return {**before, "content": [*before["content"], last]}


def _says(node: Any, word: str) -> bool:
    """Whether some text inside an ADF node is *word*."""
    if isinstance(node, Mapping):
        return word in str(node.get("text", "")) or _says(node.get("content"), word)
    return isinstance(node, list) and any(_says(each, word) for each in node)
