"""One value of a closed list: select, radio buttons, priority, a version, a security level. Sent by id."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from integrations.jira import FieldMeta
from issues.fieldkinds.base import CHOOSE, OMIT, Choice, Context, common, is_custom, is_required
from issues.fieldkinds.long_list import NO_LONGER, NOTHING_YET, Listed, OneField

TYPES = {
    "option",
    "priority",
    "version",
    "component",
    "securitylevel",
    "resolution",
    "issuetype",
    "project",
}


def offered(values: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Mapping[str, Any], str, str]]:
    """(value, id, label) of each of *values* that can still be chosen."""
    for value in values:
        if value.get("disabled") is True or value.get("archived") is True or "id" not in value:
            continue
        label = value.get("value") or value.get("name") or value.get("key") or value["id"]
        yield value, str(value["id"]), str(label)


def id_of(value: Any) -> str | None:
    """The id in one of Jira's default values."""
    return str(value["id"]) if isinstance(value, Mapping) and "id" in value else None


class ChoiceKind:
    """schema.type option and similar ones, where Jira gives the allowed values."""

    def matches(self, meta: FieldMeta) -> bool:
        """One value of a closed list."""
        return meta.schema.type in TYPES and meta.allowed_values is not None

    def values(self, meta: FieldMeta) -> Iterator[tuple[str, str]]:
        """The (value, label) of every choice."""
        return ((value_id, label) for _value, value_id, label in offered(meta.allowed_values or ()))

    def suggest(self, meta: FieldMeta, context: Context, query: str) -> Sequence[Choice]:
        """Choices that match."""
        return Listed(lambda: self.values(meta)).find(query)

    def form_field(self, meta: FieldMeta, context: Context) -> forms.Field:
        """Radio buttons where Jira draws them, a search where there are many, a select otherwise."""
        listed = Listed(lambda: self.values(meta))
        if listed.is_long:
            widget = listed.picker(
                several=False, nobody=None if is_required(meta) else _("No choice")
            )
            return OneField(widget=widget, known=listed.has, **common(meta, CHOOSE))
        radio = is_custom(meta, "radiobuttons")
        empty = [("", _("Choose one") if is_required(meta) else _("No choice"))]
        if radio and is_required(meta):
            empty = []
        field = forms.ChoiceField(
            choices=[*empty, *listed.few],
            widget=forms.RadioSelect if radio else forms.Select,
            **common(meta, CHOOSE),
        )
        field.error_messages["invalid_choice"] = NO_LONGER
        if not listed.few:
            field.help_text = NOTHING_YET
        return field

    def initial(self, meta: FieldMeta) -> Any:
        """The id of Jira's default."""
        return id_of(meta.default)

    def to_jira(self, meta: FieldMeta, cleaned: str) -> Any:
        """`{"id": …}`: names are translated, ids are not."""
        return {"id": cleaned} if cleaned else OMIT
