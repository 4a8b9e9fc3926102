"""Renewals of links a day, by their outcomes, as a plot."""

from collections import Counter
from datetime import timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.bar_plot import BarPlot, Series, Words
from integrations.connections.refresh_attempts import DROPPED, REFUSED, SAVED
from integrations.models import RefreshAttempt

DAYS = 30
# name, kind, outcomes. Any other outcome, such as none at all, counts as put off.
_GROUPS: tuple[tuple[Words, str, tuple[str, ...]], ...] = (
    (_("Renewed"), "done", (SAVED,)),
    (_("Not needed"), "", (DROPPED,)),
    (_("Put off, or no answer"), "wait", ()),
    (_("Ended the link"), "bad", (REFUSED,)),
    (_("Lodge is set up wrong"), "you", ("misconfigured", "unreadable")),
)


def renewals_a_day() -> BarPlot:
    """The last thirty days, today included, in the reader's time zone. One query over these days."""
    today = timezone.localdate()
    days = [today - timedelta(days=ago) for ago in reversed(range(DAYS))]
    since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    counted = (
        RefreshAttempt.objects.order_by()
        .filter(started_at__gte=since - timedelta(days=DAYS - 1))
        .values_list(TruncDate("started_at"), "outcome")
        .annotate(n=Count("pk"))
    )
    numbers: Counter[tuple[object, int]] = Counter()
    for day, outcome, n in counted:
        numbers[day, _group(outcome)] += n
    series = [
        Series(name, kind, [numbers[day, number] for day in days])
        for number, (name, kind, _outcomes) in enumerate(_GROUPS)
    ]
    names = [date_format(day, "j M") for day in days]
    return BarPlot("renewals", _("Renewals of links a day"), names, series, _("Day"))


def _group(outcome: str) -> int:
    put_off = 2
    return next((i for i, group in enumerate(_GROUPS) if outcome in group[2]), put_off)
