"""A token to call Jira with."""

from dataclasses import dataclass

from django.utils import timezone

from integrations.connections import pace, rows
from integrations.connections.refreshing import renew
from integrations.errors import Misconfigured, RateLimited, Unavailable
from integrations.models import Connection
from integrations.vault import Secret


@dataclass(frozen=True)
class Access:
    """An access token that lives, whose it is, and the generation to name when it did not suffice."""

    token: Secret
    generation: int
    account_id: str
    kind: str
    connection_id: int


def access(connection_id: int, *, asked_by: str = "web", within: float = pace.WAIT) -> Access:
    """A token that lives long enough for a call; refreshed first when it does not, for at most *within* seconds.

    A token about to expire is still good when renewing fails, takes long or somebody else is at it. *asked_by*
    "background": use the token only while it lives, never renew. Raises as `refresh` does.
    """
    row = rows.read(connection_id)
    now = timezone.now()
    alive = row.token.expires_at > now
    leased = row.lease_until is not None and row.lease_until > now
    if pace.is_fresh(row.token.saved_at, row.token.expires_at, now) or (alive and leased):
        return _open(row)
    if asked_by == "background":
        if alive:
            return _open(row)
        raise Unavailable("the token has expired, and reading in the background does not renew it")
    try:
        renew(row, asked_by=asked_by, within=min(within, pace.WAIT_SHORTLY) if alive else within)
    except (Unavailable, RateLimited, Misconfigured):
        row = rows.read(connection_id)
        if row.token.expires_at <= timezone.now():
            raise
        return _open(row)
    return _open(rows.read(connection_id))


def _open(row: Connection) -> Access:
    return Access(rows.access_token(row.token), row.token.generation, row.account_id, row.kind, row.pk)
