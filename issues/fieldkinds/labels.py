"""Labels: words that Jira takes without any space inside."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integrations.jira import FieldMeta
from issues.fieldkinds.base import OMIT, Context, common, is_custom, length, shortened, without_controls

LIMIT = 255


class LabelsField(forms.CharField):
    """Words between spaces or commas; its clean value is a list, each word once."""

    def to_python(self, value: Any) -> Any:
        """The words, in the order in which they were typed."""
        text = without_controls(super().to_python(value) or "")
        return list(dict.fromkeys(text.replace(",", " ").split()))

    def validate(self, value: list[str]) -> None:
        """Refuse a word that is too long for Jira."""
        super().validate(value)
        for label in value:
            if length(label) > LIMIT:
                said = _("The label “%(label)s” is too long. Jira takes %(limit)d characters")
                raise ValidationError(said % {"label": shortened(label), "limit": LIMIT}, code="max_length")

    def run_validators(self, value: list[str]) -> None:
        """Those of CharField look at text; the words hold nothing that they would refuse."""


class LabelsKind:
    """The system field and custom fields of type labels."""

    def matches(self, meta: FieldMeta) -> bool:
        """An array of strings that Jira calls labels."""
        return meta.schema.type == "array" and (meta.schema.system == "labels" or is_custom(meta, "labels"))

    def form_field(self, meta: FieldMeta, context: Context) -> forms.Field:
        """A line of words."""
        return LabelsField(
            help_text=gettext_lazy("Put a space between two labels."),
            widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
            **common(meta),
        )

    def initial(self, meta: FieldMeta) -> Any:
        """Jira's default labels as a line of words."""
        return " ".join(map(str, meta.default)) if isinstance(meta.default, list) else None

    def to_jira(self, meta: FieldMeta, cleaned: list[str]) -> Any:
        """The words as they are."""
        return cleaned or OMIT
