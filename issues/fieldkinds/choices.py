"""Several of a closed list: multi-select, checkboxes, components, versions. Sent by id."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from integrations.jira import FieldMeta
from issues.fieldkinds.base import OMIT, Context, common
from issues.fieldkinds.choice import FEW, NO_LONGER, TYPES, id_of, offered


class ChoicesKind:
    """schema.type array of options and their kin, wherever Jira tells the allowed values."""

    def matches(self, meta: FieldMeta) -> bool:
        """Several values out of a closed list."""
        return meta.schema.type == "array" and meta.schema.items in TYPES and meta.allowed_values is not None

    def form_field(self, meta: FieldMeta, context: Context) -> forms.Field:
        """Checkboxes: nobody has to know of Ctrl and click. A long list is a select."""
        values = list(offered(meta))
        field = forms.MultipleChoiceField(
            choices=values,
            widget=forms.CheckboxSelectMultiple() if len(values) <= FEW else forms.SelectMultiple(),
            **common(meta, _("Choose at least one")),
        )
        field.error_messages["invalid_choice"] = NO_LONGER
        return field

    def initial(self, meta: FieldMeta) -> Any:
        """The ids of Jira's defaults."""
        defaults = meta.default if isinstance(meta.default, list) else []
        return [found for found in map(id_of, defaults) if found is not None]

    def to_jira(self, meta: FieldMeta, cleaned: list[str]) -> Any:
        """A list of `{"id": …}`, each once."""
        return [{"id": each} for each in dict.fromkeys(cleaned)] or OMIT
