"""How links, renewals and pauses read for those who run Lodge. Pure: a row in, words out."""

from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from integrations import history
from integrations.connections import health, pace
from integrations.connections.ledger import DROPPED, REFUSED
from integrations.models import Connection, ConnectionState, Pause, RefreshAttempt, Token

Words = str | Promise
NEEDS_OWNER = (ConnectionState.RECONNECT, ConnectionState.BLOCKED)


@dataclass(frozen=True)
class Standing:
    """How a link stands: a tag (words, kind, icon), *why* it is so, what is *todo*; the last two may be empty."""

    tag: Words
    kind: str
    icon: str
    why: Words = ""
    todo: Words = ""


def standing(connection: Connection) -> Standing:
    """How *connection* stands. Its user has to be at hand."""
    names = {"owner": connection.user or connection.waits_for or _("its owner")}
    match connection.state:
        case ConnectionState.ACTIVE:
            return _active(connection)
        case ConnectionState.RECONNECT:
            return Standing(
                _("Needs its owner"),
                "you",
                "bubble",
                _("Atlassian no longer lets Lodge in: it refused to renew the link."),
                _("Ask %(owner)s to link again. Until then their reports wait here.") % names,
            )
        case ConnectionState.BLOCKED:
            return Standing(
                _("Needs its owner"),
                "you",
                "bubble",
                _("Jira answered as another account than the linked one, so Lodge stopped."),
                _("Ask %(owner)s to link again. Until then their reports wait here.") % names,
            )
        case ConnectionState.SUSPENDED:
            return Standing(
                _("Rests"),
                "",
                "clock",
                _("Its owner was deactivated."),
                _("Nothing. It goes on when %(owner)s is made active again.") % names,
            )
        case ConnectionState.WAITING:
            return Standing(
                _("Waits for an answer"),
                "wait",
                "clock",
                _("%(owner)s came back from Atlassian with another account than before.") % names,
                _("Nothing. %(owner)s is asked which of the two to use.") % names,
            )
        case _:
            return Standing(_("Ended"), "", "cross", _("It was disconnected; its tokens are deleted."))


def is_stuck(connection: Connection) -> bool:
    """Whether the answer to a renewal was lost, and every try since then too."""
    sent = connection.exchange_started_at
    return sent is not None and timezone.now() - sent > pace.UNSETTLED_WITHIN


def _active(connection: Connection) -> Standing:
    if health.is_sealed(_key_ids(connection)):
        return Standing(_("Cannot be used"), "bad", "alert", _SEALED, _BRING_THE_KEY_BACK)
    if not connection.failures and not is_stuck(connection):
        return Standing(_("Works"), "done", "check")
    if _last_outcome(connection) == "misconfigured":
        return Standing(_("Cannot be renewed"), "bad", "alert", _REFUSED_US, _MEND_THE_CLIENT)
    todo = _(
        "Nothing: Lodge tries again by itself. Below stands what Atlassian said; “Check now” tries at once."
    )
    if is_stuck(connection):
        why = _("The answer to a renewal was lost, and no try since then was answered.")
        return Standing(_("Cannot be renewed"), "wait", "alert", why, todo)
    count = connection.failures
    why = ngettext("The last try to renew it failed.", "The last %(n)d tries to renew it failed.", count)
    return Standing(_("Works, but renewing fails"), "wait", "alert", why % {"n": count}, todo)


def _key_ids(connection: Connection) -> str | None:
    """Of its token, as a list has it at hand, or read for this one."""
    if hasattr(connection, "token_key_ids"):
        return cast("str | None", connection.token_key_ids)
    return Token.objects.filter(connection=connection).values_list("key_ids", flat=True).first()


def _last_outcome(connection: Connection) -> str:
    """The same of what renewing it came to last."""
    if hasattr(connection, "last_outcome"):
        return cast("str | None", connection.last_outcome) or ""
    return health.last_outcome(connection.pk)


_SEALED = gettext_lazy("No key here opens its tokens.")
_BRING_THE_KEY_BACK = gettext_lazy(
    "You: put the key that is missing back into TOKEN_ENCRYPTION_KEYS, and restart (docs/keys.md). If it is lost, its "
    "owner links again."
)
_REFUSED_US = gettext_lazy("Atlassian refused Lodge’s own id or secret.")
_MEND_THE_CLIENT = gettext_lazy(
    "You: take id and secret of the app at developer.atlassian.com (Settings) into ATLASSIAN_CLIENT_ID and "
    "ATLASSIAN_CLIENT_SECRET, and restart every process. Then “Check now”. Its owner has nothing to do."
)


ASKED_BY: dict[str, Words] = {
    "web": gettext_lazy("Its owner, by using Lodge"),
    "schedule": gettext_lazy("Lodge, by its schedule"),
    "admin": gettext_lazy("An admin"),
    "link": gettext_lazy("Lodge, because somebody else tried to link this account"),
}
# outcome: what it means for the link. Those of a wrong set-up are an admin's to mend.
_MEANS: dict[str, Words] = {
    REFUSED: gettext_lazy("Atlassian no longer lets Lodge in. Only linking again helps."),
    DROPPED: gettext_lazy("The link was renewed, linked again or ended by somebody else at that moment."),
    "rate_limited": gettext_lazy("Atlassian asked Lodge to wait. The link stayed."),
    "unavailable": gettext_lazy("Atlassian could not be reached. The link stayed; Lodge tried again later."),
    "outcome_unknown": gettext_lazy("The answer was lost on the way. The link stayed; Lodge asked again."),
    "misconfigured": gettext_lazy(
        "Lodge is set up wrong: look at the client’s id and secret. The link stayed."
    ),
    "unreadable": gettext_lazy(
        "No key here opens this link’s tokens: look at TOKEN_ENCRYPTION_KEYS. The link stayed."
    ),
    "broken off": gettext_lazy("Lodge stopped in the middle of it. The link stayed; Lodge asked again."),
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
    """One line of the ledger: a tag (words, kind, icon), what it *means*, who asked."""

    attempt: RefreshAttempt
    tag: Words
    kind: str
    icon: str
    means: Words
    asked_by: Words


def renewal(attempt: RefreshAttempt) -> Renewal:
    """How *attempt* reads: the same tags as its owner sees, but for what only an admin can mend."""
    told = history.told(attempt)
    means = _MEANS.get(attempt.outcome, "")
    if not attempt.outcome and timezone.now() - attempt.started_at > pace.LEASE + timedelta(seconds=1):
        means = _MEANS["broken off"]
    asked_by = ASKED_BY.get(attempt.asked_by, attempt.asked_by)
    if attempt.outcome in FOR_ADMINS:
        return Renewal(attempt, _("Set up wrong"), "bad", "alert", means, asked_by)
    return Renewal(attempt, told.tag, told.kind, told.icon, means, asked_by)


_CIRCUIT, _SITE = "circuit:", "site:"
_PARTS: dict[str, Words] = {
    "oauth": gettext_lazy("Renewing links, and linking"),
    "circuit:tokens": gettext_lazy("Renewing links, and linking"),
    "oauth:schedule": gettext_lazy("Renewing links by the schedule"),
    "app": gettext_lazy("Everything that Lodge asks of Jira"),
}
_REASONS: dict[str, Words] = {
    "no answer": gettext_lazy("It does not answer. One call at a time asks whether it does again."),
    "outage": gettext_lazy("The answer to a renewal was lost."),
    "misconfigured": gettext_lazy("Atlassian does not know Lodge’s id or secret."),
    "": gettext_lazy("Atlassian asked Lodge to wait."),
}


def paused(pause: Pause, site_names: dict[str, str]) -> str:
    """Which part of Atlassian rests; *site_names*: what sites are called, by cloud id."""
    scope = pause.scope
    if scope in _PARTS:
        return str(_PARTS[scope])
    if scope.startswith(_CIRCUIT):
        cloud_id = scope.removeprefix(_CIRCUIT)
        return _("Work in the background at %(site)s") % {"site": site_names.get(cloud_id, cloud_id)}
    if scope.startswith(_SITE):
        cloud_id, _colon, call = scope.removeprefix(_SITE).partition(":")
        return _at_site(site_names.get(cloud_id, cloud_id), call)
    return scope


def _at_site(site: str, part: str) -> str:
    """*part*: empty, "issue:" and a key, the id of an account (with a colon), or one kind of call."""
    kind, colon, rest = part.partition(":")
    if not part:
        return _("Everything at %(site)s") % {"site": site}
    if kind == "issue":
        return _("The issue %(key)s at %(site)s") % {"key": rest, "site": site}
    if colon:
        return _("One person’s calls at %(site)s") % {"site": site}
    return _("Calls of the kind %(call)s at %(site)s") % {"call": part, "site": site}


def paused_todo(pause: Pause) -> str:
    """Who does what about it."""
    if pause.reason == "misconfigured":
        return str(_MEND_THE_CLIENT_FOR_ALL)
    return _("Nothing is to be done: Lodge goes on by itself.")


_MEND_THE_CLIENT_FOR_ALL = gettext_lazy(
    "You: take id and secret of the app at developer.atlassian.com (Settings) into ATLASSIAN_CLIENT_ID and "
    "ATLASSIAN_CLIENT_SECRET, and restart every process. No link can be renewed before that."
)


def paused_because(pause: Pause) -> str:
    """Why it rests. What Atlassian named is told as it was."""
    known = _REASONS.get(pause.reason)
    return str(known) if known is not None else f"{_REASONS['']} ({pause.reason})"
