"""Several values of a closed list: multi-select, checkboxes, components, versions. Sent by id."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms

from integrations.jira import FieldMeta
from issues.fieldkinds.base import CHOOSE_SOME, OMIT, Choice, Context, common
from issues.fieldkinds.long_list import NO_LONGER, NOTHING_YET, Listed
from issues.fieldkinds.picker_field import PickerField
from issues.fieldkinds.single_choice import id_of, offered


class ChoicesKind:
    """schema.type array, of any items, where Jira gives the allowed values."""

    def matches(self, meta: FieldMeta) -> bool:
        """Several values of a closed list."""
        return meta.schema.type == "array" and meta.allowed_values is not None

    def values(self, meta: FieldMeta) -> Iterator[tuple[str, str]]:
        """The (id, label) of every choice."""
        return ((value_id, label) for _value, value_id, label in offered(meta.allowed_values or ()))

    def suggest(self, meta: FieldMeta, context: Context, query: str) -> Sequence[Choice]:
        """Choices that match."""
        return Listed(lambda: self.values(meta)).find(query)

    def form_field(self, meta: FieldMeta, context: Context) -> forms.Field:
        """Checkboxes, so that nobody needs Ctrl and click. A long list is searched."""
        listed = Listed(lambda: self.values(meta))
        if listed.is_long:
            widget = listed.picker(several=True)
            return PickerField(widget=widget, known=listed.has, **common(meta, CHOOSE_SOME))
        field = forms.MultipleChoiceField(
            choices=listed.few, widget=forms.CheckboxSelectMultiple, **common(meta, CHOOSE_SOME)
        )
        field.error_messages["invalid_choice"] = NO_LONGER
        if not listed.few:
            field.help_text = NOTHING_YET
        return field

    def initial(self, meta: FieldMeta) -> Any:
        """The ids of Jira's defaults."""
        defaults = meta.default if isinstance(meta.default, list) else []
        return [found for found in map(id_of, defaults) if found is not None]

    def to_jira(self, meta: FieldMeta, cleaned: list[str]) -> Any:
        """A list of `{"id": …}`, each once."""
        return [{"id": each} for each in dict.fromkeys(cleaned)] or OMIT
