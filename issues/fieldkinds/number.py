"""Numbers, typed as text so that a wrong one is kept and explained."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from integrations.jira import FieldMeta
from issues.fieldkinds.base import OMIT, Context, common, is_custom, one_line, shortened

NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
# "1,000" is a thousand to one reader and one to another: it is not guessed.
AMBIGUOUS = re.compile(r"[+-]?[0-9]{1,3},[0-9]{3}")
LARGEST = 1e15  # beyond it a double, which is what Jira keeps, no longer holds every whole number


class NumberField(forms.CharField):
    """A decimal number with a point or a comma; its clean value is an int, a float or None."""

    def to_python(self, value: Any) -> Any:
        """Raise ValidationError, quoting what was typed, for anything but a finite number."""
        typed = one_line(super().to_python(value) or "")
        if not typed:
            return None
        if len(typed) > 40 or AMBIGUOUS.fullmatch(typed) or not NUMBER.fullmatch(typed):
            said = _("“%(typed)s” is not a number. Write %(example)s, say")
            raise ValidationError(
                said % {"typed": shortened(typed), "example": _example(typed)}, code="invalid"
            )
        number = float(typed.replace(",", "."))
        if abs(number) > LARGEST:
            said = _("“%(typed)s” is more than Jira can count")
            raise ValidationError(said % {"typed": shortened(typed)}, code="max_value")
        return int(number) if number.is_integer() else number

    def run_validators(self, value: Any) -> None:
        """Those of CharField look at text; this is a number by now."""


def _example(typed: str) -> str:
    """A number that Lodge would take, from the digits in *typed* if there are any."""
    digits = re.search(r"[0-9][0-9,]{0,11}", typed)
    return digits.group().replace(",", "") if digits else "12"


class NumberKind:
    """schema.type number: a JSON number."""

    def matches(self, meta: FieldMeta) -> bool:
        """Any number but the import id, which is not to be set."""
        return meta.schema.type == "number" and not is_custom(meta, "importid")

    def form_field(self, meta: FieldMeta, context: Context) -> forms.Field:
        """A text input with a keyboard for numbers."""
        return NumberField(widget=forms.TextInput({"inputmode": "decimal", "class": "w-s"}), **common(meta))

    def initial(self, meta: FieldMeta) -> Any:
        """Jira's default, 3.0 written as 3."""
        default = meta.default
        if isinstance(default, bool) or not isinstance(default, int | float):
            return None
        return f"{default:.15g}"

    def to_jira(self, meta: FieldMeta, cleaned: int | float | None) -> Any:
        """The number itself; 0 is a number too."""
        return OMIT if cleaned is None else cleaned
