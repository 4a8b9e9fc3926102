"""The columns of a saved query, held against the fields that Jira lists for the reader now."""

from collections.abc import Mapping, Sequence
from typing import Any

from integrations import jira
from issues.queries.tables.cells import KEY, Column

USUAL = (KEY, "summary", "status", "assignee", "updated")
MOST = 50


def columns(stored: Sequence[Mapping[str, Any]], fields: Sequence[jira.Field]) -> list[Column]:
    """The *stored* columns in their order, under the names that *fields* have for this reader; the key where none are.

    One that Jira does not list any more keeps its old name, and does not exist.
    """
    known = {field.id: field for field in fields}
    stored = stored or [{"id": KEY, "name": "Key"}]
    return [_column(str(each["id"]), str(each.get("name", "")), known) for each in stored[:MOST]]


def _column(field_id: str, name: str, known: Mapping[str, jira.Field]) -> Column:
    field = known.get(field_id)
    if field is None:
        return Column(field_id, name or field_id, exists=field_id == KEY)
    return Column(field_id, field.name, field.type)


def asked(found: Sequence[Column]) -> list[str]:
    """The ids to ask Jira for. The key comes by itself, and what does not exist is not asked for."""
    return [each.id for each in found if each.exists and each.id != KEY] or ["key"]
