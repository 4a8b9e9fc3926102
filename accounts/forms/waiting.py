"""From when on something is looked at again, in the words of a form."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format


def clock(moment: datetime) -> str:
    """As `10:45 (UTC)`, in the time zone of the page."""
    return f"{date_format(timezone.localtime(moment), 'H:i')} ({timezone.get_current_timezone_name()})"
