"""Labels: words without spaces. Existing labels are suggested; new ones are typed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integrations.jira import FieldMeta
from issues.fieldkinds.base import (
    FILL_IN,
    OMIT,
    Choice,
    Context,
    common,
    is_custom,
    length,
    one_line,
    shortened,
)
from issues.fieldkinds.picker import PickerInput
from issues.fieldkinds.picker_field import PickerField
from issues.fieldkinds.picker_words import WORDS as GENERAL
from issues.fieldkinds.posted_picker import Picked

LIMIT = 255
WORDS = replace(
    GENERAL,
    label=gettext_lazy("Labels, old or new"),
    nothing=gettext_lazy("“%(name)s” is a new label."),
    failed=gettext_lazy(
        "Jira could not be asked for labels just now. What you write is taken as it is."
    ),
    refused=gettext_lazy(
        "Jira could not be asked for labels just now. What you write is taken as it is."
    ),
)


def words_of(typed: str) -> list[str]:
    """The words between spaces or commas, without duplicates, in typed order."""
    return list(dict.fromkeys(one_line(typed).replace(",", " ").split()))


class LabelsInput(PickerInput):
    """A picker whose words are values. A value from an address or a stored draft may hold several labels."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Picked:
        """What was posted."""
        value = super().value_from_datadict(data, files, name)
        return replace(
            value, chosen=tuple(word for each in value.chosen for word in words_of(each))
        )


class LabelsField(PickerField):
    """Its clean value is a list of words."""

    def validate(self, value: list[str]) -> None:
        """Refuse a word that is too long for Jira."""
        super().validate(value)
        for label in value:
            if length(label) > LIMIT:
                said = _("The label “%(label)s” is too long. Jira takes %(limit)d characters")
                raise ValidationError(
                    said % {"label": shortened(label), "limit": LIMIT}, code="max_length"
                )


class LabelsKind:
    """The system field and custom fields of type labels."""

    def matches(self, meta: FieldMeta) -> bool:
        """An array of strings that Jira calls labels."""
        return meta.schema.type == "array" and (
            meta.schema.system == "labels" or is_custom(meta, "labels")
        )

    def suggest(self, meta: FieldMeta, context: Context, query: str) -> Sequence[Choice]:
        """Labels in use that match the last word."""
        words = words_of(query)
        found = context.lookup.values(jql_name(meta), words[-1] if words else "")
        return [Choice(each.value, each.value) for each in found]

    def form_field(self, meta: FieldMeta, context: Context) -> forms.Field:
        """Checkboxes under a line of words."""
        widget = LabelsInput(
            lambda query: self.suggest(meta, context, query),
            several=True,
            take=words_of,
            free=True,
            words=WORDS,
        )
        hint = gettext_lazy("Put a space between two labels.")
        return LabelsField(widget=widget, known=bool, help_text=hint, **common(meta, FILL_IN))

    def initial(self, meta: FieldMeta) -> Any:
        """Jira's default labels."""
        return [str(each) for each in meta.default] if isinstance(meta.default, list) else None

    def to_jira(self, meta: FieldMeta, cleaned: list[str]) -> Any:
        """The words unchanged."""
        return cleaned or OMIT


def jql_name(meta: FieldMeta) -> str:
    """The field's name in JQL. Names of custom fields may repeat, their numbers do not."""
    return meta.schema.system or f"cf[{meta.schema.custom_id}]"
