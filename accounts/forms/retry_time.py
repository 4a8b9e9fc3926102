"""The time of the next possible attempt, for error messages."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format


def clock(moment: datetime) -> str:
    """Format as `10:45 (UTC)`, in the time zone of the page."""
    return (
        f"{date_format(timezone.localtime(moment), 'H:i')} ({timezone.get_current_timezone_name()})"
    )
