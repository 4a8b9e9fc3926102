"""The words for renewals in the admin. Pure: takes a row, returns words."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integrations.connections import backoff, health
from integrations.connections.refresh_attempts import DROPPED, REFUSED
from integrations.models import RefreshAttempt
from integrations.wording import renewals

Words = str | Promise

ASKED_BY: dict[str, Words] = {
    "web": gettext_lazy("Its owner, by using Lodge"),
    "schedule": gettext_lazy("Lodge, by its schedule"),
    "admin": gettext_lazy("An admin"),
    "link": gettext_lazy("Lodge, because somebody else tried to link this account"),
}
# outcome: what it means for the link. An admin mends those of a wrong configuration.
_MEANS: dict[str, Words] = {
    REFUSED: gettext_lazy("Atlassian no longer lets Lodge in. Only linking again helps."),
    DROPPED: gettext_lazy(
        "The link was renewed, linked again or ended by somebody else at that moment."
    ),
    "rate_limited": gettext_lazy("Atlassian asked Lodge to wait. The link stayed."),
    "unavailable": gettext_lazy(
        "Atlassian could not be reached. The link stayed; Lodge tried again later."
    ),
    "outcome_unknown": gettext_lazy(
        "The answer was lost on the way. The link stayed; Lodge asked again."
    ),
    "misconfigured": gettext_lazy(
        "Lodge is set up wrong: look at the client’s id and secret. The link stayed."
    ),
    "unreadable": gettext_lazy(
        "No key here opens this link’s tokens: look at TOKEN_ENCRYPTION_KEYS. The link stayed."
    ),
    "broken off": gettext_lazy(
        "Lodge stopped in the middle of it. The link stayed; Lodge asked again."
    ),
}
FOR_ADMINS = health.WRONG
OUTCOMES: dict[str, Words] = {
    "saved": gettext_lazy("Renewed"),
    "refused": gettext_lazy("Ended the link"),
    "misconfigured": gettext_lazy("Lodge is set up wrong"),
    "unreadable": gettext_lazy("No key opens its tokens"),
    "rate_limited": gettext_lazy("Put off: Atlassian asked to wait"),
    "unavailable": gettext_lazy("Put off: not reached"),
    "outcome_unknown": gettext_lazy("The answer was lost"),
    "broken off": gettext_lazy("Broken off"),
    "dropped": gettext_lazy("Not needed"),
}


@dataclass(frozen=True)
class Renewal:
    """One line of the ledger: a tag (words, kind, icon), what it *means*, and who asked."""

    attempt: RefreshAttempt
    tag: Words
    kind: str
    icon: str
    means: Words
    asked_by: Words


def renewal(attempt: RefreshAttempt) -> Renewal:
    """The words for *attempt*. The owner sees the same tags, except for what only an admin can mend."""
    told = renewals.told(attempt)
    means = _MEANS.get(attempt.outcome, "")
    if not attempt.outcome and timezone.now() - attempt.started_at > backoff.LEASE + timedelta(
        seconds=1
    ):
        means = _MEANS["broken off"]
    asked_by = ASKED_BY.get(attempt.asked_by, attempt.asked_by)
    if attempt.outcome in FOR_ADMINS:
        return Renewal(attempt, _("Set up wrong"), "bad", "alert", means, asked_by)
    return Renewal(attempt, told.tag, told.kind, told.icon, means, asked_by)
