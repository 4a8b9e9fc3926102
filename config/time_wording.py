"""A time in words, as short as the page has room for."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def relative(local: datetime) -> str:
    now = timezone.localtime()
    passed = now - local
    if passed < timedelta(0):
        return clock(local)
    if passed < timedelta(minutes=1):
        return _("just now")
    if passed < timedelta(hours=1):
        minutes = int(passed.total_seconds() // 60)
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    if local.date() == now.date():
        return _("today at %(time)s") % {"time": date_format(local, "H:i")}
    if local.date() == now.date() - timedelta(days=1):
        return _("yesterday")
    return date_format(local, "j M") if local.year == now.year else day(local)


def clock(local: datetime) -> str:
    today = local.date() == timezone.localtime().date()
    return date_format(local, "H:i" if today else "j M, H:i")


def seconds(local: datetime) -> str:
    return date_format(local, "H:i:s")


def day(local: datetime) -> str:
    return date_format(local, "j M Y")
