"""Which server gave a link its tokens: Atlassian's own, or a Data Center's. Trouble at one delays nobody at another."""

from dataclasses import dataclass

from integrations import limits
from integrations.credentials.data_center import instance_of
from integrations.models import Connection, ConnectionKind


@dataclass(frozen=True)
class TokenServer:
    """`circuit`: the name of its circuit breaker. `pause`: the scope of its pauses."""

    circuit: str
    pause: str

    @property
    def schedule_pause(self) -> str:
        """The scope of pauses for the schedule alone."""
        return f"{self.pause}:schedule"


ATLASSIAN = TokenServer(limits.TOKENS, "oauth")


def server_of(row: Connection) -> TokenServer:
    """The server of a link's tokens."""
    if row.kind != ConnectionKind.DATA_CENTER_OAUTH:
        return ATLASSIAN
    return server_at(instance_of(row.account_id))


def server_at(cloud_id: str) -> TokenServer:
    """The server of the instance that Lodge calls *cloud_id*."""
    return TokenServer(f"{limits.TOKENS}:{cloud_id}", f"oauth:{cloud_id}")
