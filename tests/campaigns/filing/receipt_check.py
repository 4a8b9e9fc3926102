"""What became of the reports whose process died while it sent them, as their receipts tell it."""

from collections import Counter
from uuid import UUID

from issues.models import Event

PROPERTY = "lodge.submission"
INTERRUPTED = "interrupted"
# The receipt's line that says how a report was settled that had been in doubt.
SETTLED_BY = {
    "search": "found",
    "looking past the index": "found_by_key",
    "resend": "not_there",
    "asking": "blocked_ask",
}
_HOW = {what: how for how, what in SETTLED_BY.items()}


def interrupted() -> dict[UUID, list[str]]:
    """How each interruption of each report was settled, in order; an empty text for one that is not.

    What was asked about and then found was found.
    """
    found: dict[UUID, list[str]] = {}
    is_open: dict[UUID, bool] = {}
    lines = Event.objects.filter(what__in=[INTERRUPTED, *_HOW]).order_by("at", "pk")
    for report, what in lines.values_list("submission_id", "what"):
        if what == INTERRUPTED:
            found.setdefault(report, []).append("")
            is_open[report] = True
        elif is_open.get(report):
            found[report][-1] = _HOW[what]
            is_open[report] = _HOW[what] == "asking"
    return found


def settlements() -> Counter[str]:
    """How many interruptions were settled in each way."""
    return Counter(how for each in interrupted().values() for how in each if how)


def settlements_of_all() -> Counter[str]:
    """How many doubts were settled in each way, whatever they came from."""
    lines = Event.objects.filter(what__in=_HOW).order_by().values_list("what", flat=True)
    return Counter(_HOW[what] for what in lines)
