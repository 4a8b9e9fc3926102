"""The words for the state of a link in the admin. Pure: takes a row, returns words."""

from dataclasses import dataclass
from typing import cast

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from integrations.connections import backoff, health
from integrations.models import Connection, ConnectionState, Token

Words = str | Promise

NEEDS_OWNER = (ConnectionState.RECONNECT, ConnectionState.BLOCKED)


@dataclass(frozen=True)
class Standing:
    """The state of a link: a tag (words, kind, icon), *why*, and *todo*. The last two may be empty."""

    tag: Words
    kind: str
    icon: str
    why: Words = ""
    todo: Words = ""


def standing(connection: Connection) -> Standing:
    """The state of *connection*, whose user must be loaded."""
    names = {"owner": connection.user or connection.waits_for or _("its owner")}
    if connection.is_shared and connection.state in NEEDS_OWNER:
        return _without_secret(connection)
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
                _OTHER_ACCOUNT,
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
            return Standing(
                _("Ended"), "", "cross", _("It was disconnected; its tokens are deleted.")
            )


def _without_secret(shared: Connection) -> Standing:
    refused = shared.state == ConnectionState.RECONNECT
    why = _("Atlassian no longer accepts its secret.") if refused else _OTHER_ACCOUNT
    return Standing(_("Needs a new secret"), "you", "bubble", why, _ENTER_A_NEW_ONE)


def is_stuck(connection: Connection) -> bool:
    """Whether the answer to a renewal was lost, and every try since then failed too."""
    sent = connection.exchange_started_at
    return sent is not None and timezone.now() - sent > backoff.UNSETTLED_WITHIN


def _active(connection: Connection) -> Standing:
    if health.is_sealed(_key_ids(connection)):
        return Standing(_("Cannot be used"), "bad", "alert", _SEALED, _BRING_THE_KEY_BACK)
    if not connection.failures and not is_stuck(connection):
        return Standing(_("Works"), "done", "check")
    if _last_outcome(connection) == "misconfigured":
        return Standing(_("Cannot be renewed"), "bad", "alert", _REFUSED_US, _MEND_THE_CLIENT)
    todo = _(
        "Nothing: Lodge tries again by itself. Atlassian's answer is below; “Check now” tries at once."
    )
    if is_stuck(connection):
        why = _("The answer to a renewal was lost, and no try since then was answered.")
        return Standing(_("Cannot be renewed"), "wait", "alert", why, todo)
    why = _failing(connection.failures)
    return Standing(_("Works, but renewing fails"), "wait", "alert", why, todo)


def _failing(tries: int) -> str:
    said = ngettext(
        "The last try to renew it failed.", "The last %(n)d tries to renew it failed.", tries
    )
    return said % {"n": tries}


def _key_ids(connection: Connection) -> str | None:
    """The token's key ids: from the list's annotation, or read for this link alone."""
    if hasattr(connection, "token_key_ids"):
        return cast("str | None", connection.token_key_ids)
    return Token.objects.filter(connection=connection).values_list("key_ids", flat=True).first()


def _last_outcome(connection: Connection) -> str:
    """The last renewal's outcome: from the list's annotation, or read for this link alone."""
    if hasattr(connection, "last_outcome"):
        return cast("str | None", connection.last_outcome) or ""
    return health.last_outcome(connection.pk)


_OTHER_ACCOUNT = gettext_lazy(
    "Jira answered as another account than the linked one, so Lodge stopped."
)
_ENTER_A_NEW_ONE = gettext_lazy(
    "A superuser: make a new credential of the same account at Atlassian and enter it with “New secret”. Until then, "
    "what is filed through it waits here."
)
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
