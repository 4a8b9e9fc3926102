"""Numbers, typed as text so that a wrong one is kept and explained."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from integrations.jira import FieldMeta
from issues.fieldkinds.base import OMIT, Context, common, is_custom, one_line, shortened
from issues.fieldkinds.decimals import AmbiguousError, read, unambiguous

LARGEST = 10**15  # above it a double, which Jira uses, cannot hold every whole number


class NumberInput(forms.TextInput):
    """A text input with a numeric keyboard, and a place beside it that shows how the text is read."""

    template_name = "django/forms/widgets/number_text.html"

    def __init__(self, decimal_sign: str) -> None:
        super().__init__({"inputmode": "decimal", "class": "w-s"})
        self.decimal_sign = decimal_sign

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The input, and how its text is read."""
        context = super().get_context(name, value, attrs)
        context["widget"]["understood"] = understood(str(value or ""), self.decimal_sign)
        return context


class NumberField(forms.CharField):
    """A number as people write it. Its clean value is an int, a float or None.

    `decimal_sign`: the user's, "." or ",", or "" where unknown.
    """

    def __init__(self, *, decimal_sign: str = "", **arguments: Any) -> None:
        super().__init__(widget=NumberInput(decimal_sign), **arguments)
        self.decimal_sign = decimal_sign

    def to_python(self, value: Any) -> Any:
        """Raise ValidationError, quoting what was typed, for anything but one finite number."""
        typed = one_line(super().to_python(value) or "")
        if not typed:
            return None
        number = number_in(typed, self.decimal_sign)
        return int(number) if number == number.to_integral_value() else float(number)

    def run_validators(self, value: Any) -> None:
        """Skip CharField's validators, which expect text."""


def number_in(typed: str, decimal_sign: str) -> Decimal:
    """The number that *typed* means. Raises ValidationError in the user's words."""
    quoted = shortened(typed)
    try:
        number = read(typed, decimal_sign)
    except AmbiguousError as two:
        raise _ambiguous(quoted, two) from None
    except ValueError:
        said = _("“%(typed)s” is not a number. Write %(example)s, say")
        words = {"typed": quoted, "example": _example(typed)}
        raise ValidationError(said % words, code="invalid") from None
    if abs(number) > LARGEST:
        said = _("“%(typed)s” is more than Jira can count")
        raise ValidationError(said % {"typed": quoted}, code="max_value")
    return number


def _ambiguous(quoted: str, two: AmbiguousError) -> ValidationError:
    meanings = {"one": unambiguous(two.grouped), "other": unambiguous(two.fraction)}
    said = _("“%(typed)s” can be read in two ways. Write %(one)s or %(other)s")
    return ValidationError(said % {"typed": quoted, **meanings}, code="ambiguous")


def understood(typed: str, decimal_sign: str) -> str:
    """How *typed* is read, where that is not obvious. "" where it is, and where it is not a number."""
    try:
        plain = unambiguous(number_in(one_line(typed), decimal_sign))
    except ValidationError:
        return ""
    return "" if plain == one_line(typed).lstrip("+") else plain


def _example(typed: str) -> str:
    """A valid number, from the digits in *typed* if there are any."""
    digits = re.search(r"[0-9]{1,12}", typed)
    return digits.group() if digits else "12"


class NumberKind:
    """schema.type number: a JSON number."""

    def matches(self, meta: FieldMeta) -> bool:
        """Any number but the import id, which must not be set."""
        return meta.schema.type == "number" and not is_custom(meta, "importid")

    def form_field(self, meta: FieldMeta, context: Context) -> forms.Field:
        """A text input with a keyboard for numbers."""
        return NumberField(decimal_sign=context.decimal_sign, **common(meta))

    def initial(self, meta: FieldMeta) -> Any:
        """Jira's default, 3.0 written as 3."""
        default = meta.default
        if isinstance(default, bool) or not isinstance(default, int | float):
            return None
        return unambiguous(default)

    def to_jira(self, meta: FieldMeta, cleaned: int | float | None) -> Any:
        """The number itself. 0 is a number too."""
        return OMIT if cleaned is None else cleaned
