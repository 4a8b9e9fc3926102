"""An access token that is ready for a call to Jira."""

from dataclasses import dataclass, field

from django.utils import timezone

from integrations import credentials
from integrations.connections import backoff, load_connection
from integrations.connections.refreshing import renew
from integrations.errors import Misconfigured, RateLimited, Unavailable
from integrations.models import Connection
from integrations.vault import Secret


@dataclass(frozen=True)
class Access:
    """A live access token, its owner, and the generation to report if the token turns out to be refused.

    *site_url*: the address for browsers of the site that is called; some kinds of credential go there.
    """

    token: Secret
    generation: int
    account_id: str
    kind: str
    connection_id: int
    login: str = field(default="", repr=False)
    site_url: str = ""

    @property
    def credential(self) -> credentials.Credential:
        """How a call proves who asks, where it goes, and what else differs by kind."""
        return credentials.of(self.kind)


def access(
    connection_id: int,
    *,
    asked_by: str = "web",
    within: float = backoff.WAIT,
    site_url: str = "",
) -> Access:
    """An access token that lives long enough for a call, refreshed first if needed, within *within* seconds.

    *site_url*: as in Access, for calls to a site.

    A token about to expire is still used when its renewal fails, takes long or is done by another process. *asked_by*
    "background": use the token only while it lives, never renew it. Raises as `refresh` does.
    """
    row = load_connection.read(connection_id)
    now = timezone.now()
    alive = row.token.expires_at > now
    leased = row.lease_until is not None and row.lease_until > now
    if backoff.is_fresh(row.token.saved_at, row.token.expires_at, now) or (alive and leased):
        return _open(row, site_url)
    if asked_by == "background":
        if alive:
            return _open(row, site_url)
        raise Unavailable("the token has expired, and reading in the background does not renew it")
    try:
        renew(row, asked_by=asked_by, within=min(within, backoff.WAIT_SHORTLY) if alive else within)
    except (Unavailable, RateLimited, Misconfigured):
        row = load_connection.read(connection_id)
        if row.token.expires_at <= timezone.now():
            raise
        return _open(row, site_url)
    return _open(load_connection.read(connection_id), site_url)


def _open(row: Connection, site_url: str) -> Access:
    return Access(
        load_connection.access_token(row.token),
        row.token.generation,
        row.account_id,
        row.kind,
        row.pk,
        row.login,
        site_url,
    )
