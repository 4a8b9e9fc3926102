"""Form fields for a day and for a moment."""

import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from issues.fieldkinds.base import one_line, shortened
from issues.fieldkinds.parse_date import CLOCK, read_day


class PickerInput(forms.TextInput):
    """A browser's date picker. It would hide an unreadable value, so such a value is drawn as text."""

    def __init__(self, picker: str, readable: re.Pattern[str]) -> None:
        super().__init__({"class": "w-m"})
        self.input_type = picker
        self.readable = readable

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The picker, or a text input that keeps the typed value."""
        context = super().get_context(name, value, attrs)
        if value and not self.readable.fullmatch(str(value)):
            context["widget"]["type"] = "text"
        return context


class DayField(forms.CharField):
    """A day; its clean value is a date or None."""

    def __init__(self, *, zone: ZoneInfo, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.zone = zone

    def to_python(self, value: Any) -> Any:
        """Raise ValidationError, quoting what was typed, for anything but a day."""
        typed = one_line(super().to_python(value) or "")
        if not typed:
            return None
        found = read_day(typed)
        if found is None:
            said = _("“%(typed)s” is not a date. Write %(example)s, say")
            today = datetime.now(self.zone).date()
            raise ValidationError(
                said % {"typed": shortened(typed), "example": today}, code="invalid"
            )
        return found

    def run_validators(self, value: Any) -> None:
        """Skip CharField's validators, which expect text."""


class MomentField(DayField):
    """A day and a time in the user's zone. Its clean value is an aware datetime or None."""

    def to_python(self, value: Any) -> Any:
        """Raise ValidationError for an invalid moment, and for one that a clock change skips."""
        typed = one_line(forms.CharField.to_python(self, value) or "")
        if not typed:
            return None
        moment = self._read(typed)
        if moment is None:
            said = _("“%(typed)s” is not a date and time. Write %(example)s, say")
            example = datetime.now(self.zone).strftime("%Y-%m-%d %H:%M")
            raise ValidationError(
                said % {"typed": shortened(typed), "example": example}, code="invalid"
            )
        if moment.astimezone(UTC).astimezone(self.zone).replace(tzinfo=None) != moment.replace(
            tzinfo=None
        ):
            said = _("The clocks of %(zone)s jumped over “%(typed)s”. Write another time")
            raise ValidationError(
                said % {"typed": shortened(typed), "zone": self.zone.key}, code="invalid"
            )
        return moment

    def _read(self, typed: str) -> datetime | None:
        day_part, _separator, clock_part = typed.replace("T", " ").partition(" ")
        day, clock = read_day(day_part), CLOCK.fullmatch(clock_part.strip())
        if day is None or clock is None or day.year == 9999:
            return None
        hour, minute, second = (int(part or 0) for part in clock.groups())
        try:
            return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=self.zone)
        except ValueError:
            return None
