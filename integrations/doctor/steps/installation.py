"""Steps about Lodge itself and its way to the servers."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from installation import copy_guard
from integrations import limits
from integrations.doctor.catalogue import lodge
from integrations.doctor.diagnosis import Credential, Server
from integrations.doctor.examination import Examination
from integrations.doctor.findings import Found, problem
from integrations.transport import Reached, reach

_PATIENCE = 2.0  # seconds for room among the callers of this process


def settings_of(examination: Examination) -> Found:
    """Whether this installation may send at all, and to whom."""
    if copy_guard.elsewhere():
        return problem(lodge.COPY)
    if not (settings.ATLASSIAN_CLIENT_ID and settings.ATLASSIAN_CLIENT_SECRET):
        return problem(lodge.SETTINGS)
    servers = {
        urlsplit(url).netloc for url in (settings.ATLASSIAN_AUTH_URL, settings.ATLASSIAN_API_URL)
    }
    return Found((_("Servers: %(servers)s.") % {"servers": ", ".join(sorted(servers))},))


def way_to_tokens(examination: Examination) -> Found:
    """Name, connection and TLS of the authorization server, where this kind has one. Raises as `reach` does."""
    match examination.credential:
        case Credential.USER | Credential.SERVICE_ACCOUNT:
            return _reach(examination, str(settings.ATLASSIAN_AUTH_URL))
        case Credential.DATA_CENTER_OAUTH | Credential.DATA_CENTER_APP:
            return _reach(examination, examination.root)
        case _:
            return Found((_("This kind of link needs none: its secret goes with each call."),))


def way_to_jira(examination: Examination) -> Found:
    """The same for the server that this link's calls go to."""
    where = (
        _("This kind of link calls the site itself.")
        if examination.server is Server.SITE
        else _("This kind of link calls Atlassian’s gateway.")
    )
    found = _reach(examination, examination.root)
    return Found((where, *found.said))


def _reach(examination: Examination, url: str) -> Found:
    within = examination.left()
    with limits.process_bulkhead().slot(within=min(within, _PATIENCE)):
        return Found(_told(reach(url, within=within)))


def _told(reached: Reached) -> tuple[str, ...]:
    facts = {
        "host": f"{reached.host}:{reached.port}",
        "n": reached.addresses,
        "name": reached.name_ms,
        "connect": reached.connect_ms,
    }
    way = _(
        "%(host)s: name resolved in %(name)d ms (addresses: %(n)d), connected in %(connect)d ms."
    )
    if not reached.tls:
        return (way % facts, _("No TLS: the address begins with http."))
    tls = _("%(version)s in %(ms)d ms.") % {"version": reached.tls, "ms": reached.tls_ms}
    if reached.certificate_ends is None:
        return (way % facts, tls)
    ends = _("The certificate is trusted, until %(day)s.")
    return (way % facts, tls, ends % {"day": f"{reached.certificate_ends:%Y-%m-%d}"})
