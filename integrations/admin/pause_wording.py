"""The words for pauses in the admin. Pure: takes a row, returns words."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integrations.models import Pause

Words = str | Promise

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
    """The paused part of Atlassian. *site_names*: the names of sites, by cloud id."""
    scope = pause.scope
    if scope in _PARTS:
        return str(_PARTS[scope])
    if scope.startswith(_CIRCUIT):
        cloud_id = scope.removeprefix(_CIRCUIT)
        return _("Work in the background at %(site)s") % {
            "site": site_names.get(cloud_id, cloud_id)
        }
    if scope.startswith(_SITE):
        cloud_id, _colon, call = scope.removeprefix(_SITE).partition(":")
        return _at_site(site_names.get(cloud_id, cloud_id), call)
    return scope


def _at_site(site: str, part: str) -> str:
    """The part of a site. *part*: empty, "issue:" and a key, an account id (with a colon), or one operation."""
    kind, colon, rest = part.partition(":")
    if not part:
        return _("Everything at %(site)s") % {"site": site}
    if kind == "issue":
        return _("The issue %(key)s at %(site)s") % {"key": rest, "site": site}
    if colon:
        return _("One person’s calls at %(site)s") % {"site": site}
    return _("Calls of the kind %(call)s at %(site)s") % {"call": part, "site": site}


def paused_todo(pause: Pause) -> str:
    """What happens next, and who must act."""
    if pause.reason == "misconfigured":
        return str(_MEND_THE_CLIENT_FOR_ALL)
    return _("Nothing is to be done: Lodge goes on by itself.")


_MEND_THE_CLIENT_FOR_ALL = gettext_lazy(
    "You: take id and secret of the app at developer.atlassian.com (Settings) into ATLASSIAN_CLIENT_ID and "
    "ATLASSIAN_CLIENT_SECRET, and restart every process. No link can be renewed before that."
)


def paused_because(pause: Pause) -> str:
    """The cause of the pause. A reason from Atlassian is shown unchanged."""
    known = _REASONS.get(pause.reason)
    return str(known) if known is not None else f"{_REASONS['']} ({pause.reason})"
