"""An option and its child, such as Europe › Berlin, as one list that works without JavaScript."""

from collections.abc import Iterator, Mapping
from typing import Any

from integrations.jira import FieldMeta
from issues.fieldkinds.base import OMIT, is_custom
from issues.fieldkinds.single_choice import ChoiceKind, id_of, offered


class CascadingKind(ChoiceKind):
    """Cascading selects: schema.type option-with-child, or array where Jira is older. A parent alone is allowed."""

    def matches(self, meta: FieldMeta) -> bool:
        """Jira's own cascading select, wherever it tells the allowed values."""
        cascading = meta.schema.type == "option-with-child" or is_custom(meta, "cascadingselect")
        return cascading and meta.allowed_values is not None

    def values(self, meta: FieldMeta) -> Iterator[tuple[str, str]]:
        """Each parent, followed by its children. The value of a child is "parent:child"."""
        for value, parent_id, parent in offered(meta.allowed_values or ()):
            yield parent_id, parent
            children = value.get("children")
            for _value, child_id, child in offered(children if isinstance(children, list) else ()):
                yield f"{parent_id}:{child_id}", f"{parent} › {child}"

    def initial(self, meta: FieldMeta) -> Any:
        """Jira's default, with its child if there is one."""
        parent = id_of(meta.default)
        child = id_of(meta.default.get("child")) if isinstance(meta.default, Mapping) else None
        return f"{parent}:{child}" if child else parent

    def to_jira(self, meta: FieldMeta, cleaned: str) -> Any:
        """One object, even where the schema says array."""
        parent, _colon, child = cleaned.partition(":")
        if not parent:
            return OMIT
        return {"id": parent, "child": {"id": child}} if child else {"id": parent}
