"""Kinds for a number, a day, a moment, a duration or labels."""

import math
import re
from datetime import datetime
from typing import Any

from sandbox.jira.fields.base import Kind
from sandbox.jira.messages import Refused
from sandbox.jira.model import JSON, Field
from sandbox.jira.request_context import Place

_DURATION = re.compile(r"(\d+(?:\.\d+)?)([wdhm])")
_SECONDS = {
    "w": 5 * 8 * 3600,
    "d": 8 * 3600,
    "h": 3600,
    "m": 60,
}  # a week of five days of eight hours


class Number(Kind):
    """A JSON number; Jira reads it back as a float."""

    type = "number"

    def check(self, field: Field, value: JSON, place: Place) -> JSON:
        """Raises Refused for strings, booleans and what is not finite."""
        if (
            not isinstance(value, int | float)
            or isinstance(value, bool)
            or not math.isfinite(value)
        ):
            raise Refused("not_number")
        return float(value)


class Date(Kind):
    """A day, `2026-11-30`."""

    type = "date"

    def check(self, field: Field, value: JSON, place: Place) -> JSON:
        """Raises Refused for other forms and for days that do not exist."""
        if not isinstance(value, str):
            raise Refused("not_string")
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", value) or _parsed(value, "%Y-%m-%d") is None:
            raise Refused("not_date", value=value)
        return value


class DateTime(Kind):
    """A moment with milliseconds and an offset, `2026-11-18T14:39:00.000+0100`."""

    type = "datetime"

    def check(self, field: Field, value: JSON, place: Place) -> JSON:
        """Raises Refused for other forms and for moments that do not exist."""
        if not isinstance(value, str):
            raise Refused("not_string")
        form = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4}"
        moment = _parsed(value, "%Y-%m-%dT%H:%M:%S.%f%z") if re.fullmatch(form, value) else None
        if moment is None:
            raise Refused("not_datetime", value=value)
        return moment.isoformat()

    def read(self, field: Field, stored: JSON, place: Place) -> JSON:
        """In the time zone of the caller's profile."""
        return place.stamp(datetime.fromisoformat(stored))


class TimeTracking(Kind):
    """Estimates such as `2h 30m`."""

    type = "timetracking"
    operations = ("set", "edit")

    def check(self, field: Field, value: JSON, place: Place) -> JSON:
        """Raises Refused unless at least one estimate is there and all are durations."""
        if not isinstance(value, dict):
            raise Refused("not_object")
        if not value.keys() <= {"originalEstimate", "remainingEstimate"}:
            raise Refused("duration_invalid", value=next(iter(value.keys() - {"originalEstimate"})))
        for text in value.values():
            seconds(text)
        return value or None

    def read(self, field: Field, stored: JSON, place: Place) -> JSON:
        """With the seconds beside each estimate; an estimate alone counts as what remains too."""
        both = {"originalEstimate": stored.get("originalEstimate")}
        both["remainingEstimate"] = stored.get("remainingEstimate") or both["originalEstimate"]
        shape = {name: text for name, text in both.items() if text}
        return shape | {f"{name}Seconds": seconds(text) for name, text in shape.items()}


class Labels(Kind):
    """Words without spaces; Jira sorts them."""

    type = "array"
    items = "string"
    operations = ("add", "set", "remove")

    def details(self, field: Field, place: Place) -> dict[str, Any]:
        """An internal address of the site, as real Jira gives it."""
        number = f"{field.custom_number}/" if field.custom_number else ""
        return {"autoCompleteUrl": f"{place.site.url}/rest/api/1.0/labels/{number}suggest?query="}

    def check(self, field: Field, value: JSON, place: Place) -> JSON:
        """Raises Refused for a label that is no string, has a space or is too long."""
        if not isinstance(value, list):
            raise Refused("not_array")
        for label in value:
            if not isinstance(label, str) or not label:
                raise Refused("not_string")
            if re.search(r"\s", label):
                raise Refused("label_spaces", value=label)
            if len(label) > 255:
                raise Refused("label_long", value=label)
        return sorted(set(value))


def seconds(text: JSON) -> int:
    """A duration such as `1w 2d 3h 4m`, or bare minutes, in seconds. Raises Refused."""
    if not isinstance(text, str) or not text.strip():
        raise Refused("duration_invalid", value=text)
    if text.strip().isdigit():
        return int(text) * 60
    parts = [_DURATION.fullmatch(word) for word in text.split()]
    if None in parts:
        raise Refused("duration_invalid", value=text)
    return int(sum(float(part[1]) * _SECONDS[part[2]] for part in parts if part))


def _parsed(value: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(value, form)  # noqa: DTZ007 - a date has no zone
    except ValueError:
        return None
