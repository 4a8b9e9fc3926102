"""Filings as plots: how many an hour, how long each took, and what waits."""

from collections import Counter
from datetime import timedelta

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Count, DurationField, ExpressionWrapper, F, IntegerField, When
from django.db.models.functions import TruncHour
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.bar_plot import BarPlot, Series, Words
from issues.admin.outbox_overview import WAITING
from issues.models import State, Submission

HOURS, DAYS = 48, 7

# Each at most so long after it was sent. The last one has no end.
_SPANS: tuple[tuple[Words, timedelta], ...] = (
    (_("2 seconds"), timedelta(seconds=2)),
    (_("10 seconds"), timedelta(seconds=10)),
    (_("1 minute"), timedelta(minutes=1)),
    (_("10 minutes"), timedelta(minutes=10)),
    (_("1 hour"), timedelta(hours=1)),
    (_("1 day"), timedelta(days=1)),
)


def page(rows: ModelAdmin[Submission], request: HttpRequest) -> HttpResponse:
    """Both plots, drawn without a script, for those who may see reports."""
    if not rows.has_view_permission(request):
        raise PermissionDenied
    context = {
        **rows.admin_site.each_context(request),
        "opts": rows.opts,
        "title": gettext("Filings"),
        "lead": gettext("What became of reports, and how long it took."),
        "plots": [filings_an_hour(), time_to_filed()],
    }
    return TemplateResponse(request, "admin/plots.html", context)


def filings_an_hour() -> BarPlot:
    """Reports that were filed, or could not be, in the last two days, by the hour in which that was known."""
    this_hour = timezone.localtime().replace(minute=0, second=0, microsecond=0)
    hours = [this_hour - timedelta(hours=ago) for ago in reversed(range(HOURS))]
    numbers = _by_hour(this_hour - timedelta(hours=HOURS - 1))
    groups: tuple[tuple[Words, str, tuple[str, ...]], ...] = (
        (_("Filed"), "done", (State.FILED,)),
        (_("Waiting, or being sent"), "wait", WAITING),
        (_("Checked with Jira"), "", (State.UNCONFIRMED,)),
        (_("Needs its writer"), "you", (State.BLOCKED, State.REJECTED)),
    )
    series = [
        Series(name, kind, [sum(numbers[hour, state] for state in states) for hour in hours])
        for name, kind, states in groups
    ]
    names = [date_format(hour, "D H:i") for hour in hours]
    return BarPlot(
        "filings", _("Reports an hour, by what became of them"), names, series, _("Hour")
    )


def _by_hour(since: object) -> Counter[tuple[object, str]]:
    counted = (
        Submission.objects.order_by()
        .filter(state_since__gte=since)
        .values_list(TruncHour("state_since"), "state")
        .annotate(n=Count("pk"))
    )
    return Counter({(timezone.localtime(hour), state): n for hour, state, n in counted})


def time_to_filed() -> BarPlot:
    """How long reports took that were filed in the last seven days, from the press of the button."""
    took = ExpressionWrapper(F("state_since") - F("sent_at"), output_field=DurationField())
    spans = [When(took__lte=span, then=number) for number, (_name, span) in enumerate(_SPANS)]
    filed = Submission.objects.order_by().filter(
        state=State.FILED,
        state_since__gte=timezone.now() - timedelta(days=DAYS),
        sent_at__isnull=False,
    )
    counted = dict(
        filed.annotate(took=took)
        .annotate(span=Case(*spans, default=len(_SPANS), output_field=IntegerField()))
        .values_list("span")
        .annotate(n=Count("pk"))
    )
    names = [f"≤ {name}" for name, _span in _SPANS] + [str(_("longer"))]
    values = [counted.get(number, 0) for number in range(len(names))]
    title = _("Time from “File it” to the issue in Jira, last seven days")
    return BarPlot("time", title, names, [Series(_("Reports"), "done", values)], _("At most"))
