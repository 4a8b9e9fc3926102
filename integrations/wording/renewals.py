"""The words for the ledger: who asked for a renewal, and its outcome. Pure: takes a row, returns words."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from integrations.connections import backoff
from integrations.connections.refresh_attempts import DROPPED, REFUSED, SAVED
from integrations.models import RefreshAttempt

Words = str | Promise

ASKED_BY: dict[str, Words] = {
    "web": _("You, by using Lodge"),
    "schedule": _("Lodge, by its schedule"),
    "admin": _("The people who run Lodge"),
    "link": _("Lodge, because somebody else tried to link this account"),
}


@dataclass(frozen=True)
class RenewalText:
    """One line of the history: the row, who asked, and the outcome as a tag and a sentence."""

    attempt: RefreshAttempt
    asked_by: Words
    tag: Words
    kind: str
    icon: str
    text: Words


# outcome: tag, its kind and icon, what it means for the link
_OUTCOMES: dict[str, tuple[Words, str, str, Words]] = {
    SAVED: (_("Renewed"), "done", "check", ""),
    REFUSED: (
        _("Ended"),
        "bad",
        "cross",
        _("Atlassian no longer lets Lodge in. Only linking again helps."),
    ),
    DROPPED: (
        _("Not needed"),
        "",
        "info",
        _("The link was renewed, linked again or ended by somebody else at that moment."),
    ),
    "rate_limited": (
        _("Put off"),
        "wait",
        "clock",
        _("Atlassian asked Lodge to wait. Your link stayed."),
    ),
    "unavailable": (
        _("Put off"),
        "wait",
        "clock",
        _("Atlassian could not be reached. Your link stayed, and Lodge tried again later."),
    ),
    "outcome_unknown": (
        _("No answer"),
        "wait",
        "clock",
        _("Atlassian’s answer was lost on the way. Your link stayed, and Lodge asked again."),
    ),
    "misconfigured": (
        _("Put off"),
        "wait",
        "clock",
        _("Lodge was set up wrong. Your link stayed, and the people who run Lodge were told."),
    ),
}
_OUTCOMES["unreadable"] = _OUTCOMES["misconfigured"]
_BROKEN: tuple[Words, str, str, Words] = (
    _("Broken off"),
    "wait",
    "clock",
    _("Lodge stopped in the middle of it. Your link stayed, and Lodge asked again."),
)
_UNDER_WAY: tuple[Words, str, str, Words] = (_("Under way"), "", "spin", "")


def told(attempt: RefreshAttempt) -> RenewalText:
    """The words for *attempt*. One without an outcome is under way, or its process crashed."""
    asked_by = ASKED_BY.get(attempt.asked_by, _("Lodge"))
    if not attempt.outcome and timezone.now() - attempt.started_at < backoff.LEASE + timedelta(
        seconds=1
    ):
        tag, kind, icon, text = _UNDER_WAY
    else:
        tag, kind, icon, text = _OUTCOMES.get(attempt.outcome, _BROKEN)
    return RenewalText(attempt, asked_by, tag, kind, icon, text)
