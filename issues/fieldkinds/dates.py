"""Days, and moments in the user's own time zone."""

import re
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from integrations.jira import FieldMeta
from issues.fieldkinds.base import BY_JIRA, OMIT, Context, common, one_line, shortened

DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
DOTTED_DAY = re.compile(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})")
CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]*)?)?")
LOCAL_MOMENT = re.compile(DAY.pattern + r"T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?")
EARLIEST = 1000  # a year of four digits: anything else is a slip


class PickerInput(forms.TextInput):
    """A browser's own picker. It would show nothing for what it cannot read: that is drawn as text instead."""

    def __init__(self, picker: str, readable: re.Pattern[str]) -> None:
        super().__init__({"class": "w-m"})
        self.input_type = picker
        self.readable = readable

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The picker, or a text input that keeps what was typed."""
        context = super().get_context(name, value, attrs)
        if value and not self.readable.fullmatch(str(value)):
            context["widget"]["type"] = "text"
        return context


def read_day(typed: str) -> date | None:
    """The day that *typed* names: 2026-11-30 as browsers send it, or 30.11.2026; None for anything else.

    11/30/2026 is not read: which number is the month depends on the reader.
    """
    if iso := DAY.fullmatch(typed):
        year, month, day = map(int, iso.groups())
    elif dotted := DOTTED_DAY.fullmatch(typed):
        day, month, year = map(int, dotted.groups())
    else:
        return None
    try:
        return date(year, month, day) if year >= EARLIEST else None
    except ValueError:
        return None


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
            raise ValidationError(said % {"typed": shortened(typed), "example": today}, code="invalid")
        return found

    def run_validators(self, value: Any) -> None:
        """Those of CharField look at text; this is a date by now."""


class MomentField(DayField):
    """A day and a time on the user's clocks; its clean value is an aware datetime or None."""

    def to_python(self, value: Any) -> Any:
        """Raise ValidationError for what is no moment, and for one that the clocks jumped over."""
        typed = one_line(forms.CharField.to_python(self, value) or "")
        if not typed:
            return None
        moment = self._read(typed)
        if moment is None:
            said = _("“%(typed)s” is not a date and time. Write %(example)s, say")
            example = datetime.now(self.zone).strftime("%Y-%m-%d %H:%M")
            raise ValidationError(said % {"typed": shortened(typed), "example": example}, code="invalid")
        if moment.astimezone(UTC).astimezone(self.zone).replace(tzinfo=None) != moment.replace(tzinfo=None):
            said = _("The clocks of %(zone)s jumped over “%(typed)s”. Write another time")
            raise ValidationError(said % {"typed": shortened(typed), "zone": self.zone.key}, code="invalid")
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


class DateKind:
    """schema.type date, sent as 2026-11-30."""

    def matches(self, meta: FieldMeta) -> bool:
        """The due date and custom date pickers."""
        return meta.schema.type == "date"

    def form_field(self, meta: FieldMeta, context: Context) -> forms.Field:
        """The browser's own date picker."""
        return DayField(zone=context.time_zone, widget=PickerInput("date", DAY), **common(meta))

    def initial(self, meta: FieldMeta) -> Any:
        """Jira's default day."""
        return meta.default[:10] if isinstance(meta.default, str) else None

    def to_jira(self, meta: FieldMeta, cleaned: date | None) -> Any:
        """ISO 8601."""
        return cleaned.isoformat() if cleaned else OMIT


class DateTimeKind:
    """schema.type datetime, sent as 2026-11-18T14:39:00.000+0100: milliseconds, and an offset without a colon."""

    def matches(self, meta: FieldMeta) -> bool:
        """Custom date time pickers."""
        return meta.schema.type == "datetime"

    def form_field(self, meta: FieldMeta, context: Context) -> forms.Field:
        """The browser's own picker, with the zone that is meant."""
        zone = context.time_zone
        hint = _("On the clocks of %(zone)s.") % {"zone": zone.key}
        if meta.has_default:
            hint = f"{hint} {BY_JIRA}"
        widget = PickerInput("datetime-local", LOCAL_MOMENT)
        return MomentField(zone=zone, widget=widget, help_text=hint, **common(meta))

    def initial(self, meta: FieldMeta) -> Any:
        """Jira's default is a moment of its server's choosing: it is left to Jira."""
        return None

    def to_jira(self, meta: FieldMeta, cleaned: datetime | None) -> Any:
        """Jira reads whole minutes of an offset only; older zones had seconds, so those go out in UTC."""
        if cleaned is None:
            return OMIT
        offset = cleaned.utcoffset()
        sent = cleaned if offset is not None and offset.total_seconds() % 60 == 0 else cleaned.astimezone(UTC)
        return f"{sent:%Y-%m-%dT%H:%M:%S}.000{sent:%z}"
