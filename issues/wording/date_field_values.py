"""Dates and times as sent to Jira, shown in the reader's time zone."""

import re
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format

from issues.forms import drift
from issues.models import Submission

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(_DAY.pattern + r"T\d{2}:\d{2}:\d{2}\.\d{3}[+-]\d{4}")


def zone() -> str:
    """The time zone of this page: its reader's (accounts/display_time_zone.py)."""
    current = timezone.get_current_timezone()
    return str(getattr(current, "key", current))


def sent(report: Submission) -> list[tuple[str, str]]:
    """(field label, the date or the time with its zone) of each date that is sent to Jira."""
    found = (
        (name, _told(value)) for name, value in report.fields.items() if isinstance(value, str)
    )
    return [(drift.called(name, report.field_names), told) for name, told in found if told]


def _told(value: str) -> str:
    """Empty where it is neither."""
    try:
        if _MOMENT.fullmatch(value):
            local = timezone.localtime(datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%f%z"))
            return f"{date_format(local, 'j M Y, H:i')} ({zone()})"
        if _DAY.fullmatch(value):
            return date_format(date.fromisoformat(value), "j M Y")
    except ValueError:
        pass
    return ""
