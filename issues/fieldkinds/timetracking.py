"""Estimates: the total time and the remaining time. "2h 30m", as Jira writes durations."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integrations.jira import FieldMeta
from issues.fieldkinds.base import OMIT, Context, common, one_line, shortened
from issues.fieldkinds.number import number_in

PARTS = {"original": "originalEstimate", "remaining": "remainingEstimate"}
LABELS = {
    "original": gettext_lazy("Original estimate"),
    "remaining": gettext_lazy("Remaining estimate"),
}
PART = re.compile(r"([0-9]+(?:[.,][0-9]+)*)\s*([wdhm])", re.IGNORECASE)
MOST = 10**6  # of one unit; more is a typo
DURATION = re.compile(rf"(?:{PART.pattern}\s*)+", re.IGNORECASE)


class EstimatesInput(forms.MultiWidget):
    """Two inputs, `f_original` and `f_remaining`. A value for `f` itself is the first one, a list is both."""

    template_name = "django/forms/widgets/estimates.html"
    use_fieldset = True

    def __init__(self) -> None:
        super().__init__(
            {part: forms.TextInput({"autocomplete": "off"}) for part in PARTS}, {"class": "w-s"}
        )

    def id_for_label(self, id_: str) -> str:
        """The first of the two."""
        return f"{id_}_0"

    def names(self, name: str) -> tuple[str, ...]:
        """Every name that the field *name* posts."""
        return (name, *(f"{name}_{part}" for part in PARTS))

    def called(self, name: str) -> dict[str, str]:
        """The label of each input, by its posted name."""
        return {f"{name}_{part}": str(label) for part, label in LABELS.items()}

    def decompress(self, value: Any) -> list[Any]:
        """Both estimates from an initial value."""
        return value if isinstance(value, list) else [value, None]

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        """Both, as typed."""
        whole = data.getlist(name) if isinstance(data, MultiValueDict) else [data.get(name)]
        both = zip(PARTS, [*whole, "", ""], strict=False)
        return [str(data.get(f"{name}_{part}") or each or "") for part, each in both]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Whether neither was posted."""
        return not any(each in data for each in self.names(name))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The two inputs, each with its label."""
        context = super().get_context(name, value, attrs)
        for part, widget in zip(PARTS, context["widget"]["subwidgets"], strict=True):
            widget["label"] = LABELS[part]
        return context


class EstimatesField(forms.Field):
    """Its clean value holds originalEstimate and remainingEstimate, where filled in."""

    def __init__(self, *, decimal_sign: str = "", **arguments: Any) -> None:
        super().__init__(widget=EstimatesInput(), **arguments)
        self.decimal_sign = decimal_sign

    def to_python(self, value: Any) -> dict[str, str]:
        """Raise ValidationError, quoting what was typed and where, for what is no duration."""
        typed = value if isinstance(value, list) else [value, ""]
        found, wrong = {}, []
        for part, each in zip(PARTS, typed, strict=True):
            try:
                found[PARTS[part]] = duration(one_line(str(each or "")), self.decimal_sign)
            except ValidationError as error:
                wrong += [f"{LABELS[part]}: {said}" for said in error.messages]
        if wrong:
            raise ValidationError(wrong, code="invalid")
        return {name: text for name, text in found.items() if text}


def duration(typed: str, decimal_sign: str = "") -> str:
    """*typed* as Jira takes it, "1w 2d 3h 30m". "" for an empty text. Raises ValidationError.

    A number without a unit is refused, because its unit depends on the site's settings.
    """
    if not typed:
        return ""
    parts = PART.findall(typed)
    units = [unit.lower() for _number, unit in parts]
    if len(typed) > 60 or not DURATION.fullmatch(typed) or len(set(units)) < len(units):
        raise _no_duration(typed)
    numbers = [number_in(number, decimal_sign) for number, _unit in parts]
    if any(number >= MOST for number in numbers):
        raise _no_duration(typed)
    each = zip(numbers, units, strict=True)
    return " ".join(f"{number.normalize():f}{unit}" for number, unit in each)


def _no_duration(typed: str) -> ValidationError:
    said = _(
        "“%(typed)s” is no length of time. Write 2h 30m, say: w, d, h and m are weeks to minutes"
    )
    return ValidationError(said % {"typed": shortened(typed)}, code="invalid")


class TimeTrackingKind:
    """schema.type timetracking."""

    def matches(self, meta: FieldMeta) -> bool:
        """The system field."""
        return meta.schema.type == "timetracking"

    def form_field(self, meta: FieldMeta, context: Context) -> forms.Field:
        """Two short inputs."""
        hint = gettext_lazy("Weeks, days, hours and minutes: 1w 2d 3h 30m.")
        return EstimatesField(decimal_sign=context.decimal_sign, help_text=hint, **common(meta))

    def initial(self, meta: FieldMeta) -> Any:
        """Jira's default estimates."""
        return (
            [meta.default.get(name) for name in PARTS.values()]
            if isinstance(meta.default, Mapping)
            else None
        )

    def to_jira(self, meta: FieldMeta, cleaned: dict[str, str]) -> Any:
        """An object with the given estimates."""
        return cleaned or OMIT
