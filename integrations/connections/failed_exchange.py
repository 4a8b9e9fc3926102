"""Records what a failed exchange means for later ones, where every process sees it."""

from integrations import limits
from integrations.connections import admin_alert
from integrations.connections.token_servers import ATLASSIAN, TokenServer
from integrations.errors import (
    IntegrationError,
    Misconfigured,
    OutcomeUnknown,
    RateLimited,
    Unavailable,
)
from integrations.vault import Unreadable

_MISCONFIGURED_PAUSE = 60.0
# After a lost answer the schedule starts no other exchange for a while: each would put one more link at risk.
_OUTAGE_PAUSE = 20.0


def of_refresh(error: IntegrationError, server: TokenServer = ATLASSIAN) -> None:
    """A refresh token was neither exchanged nor refused by *server*."""
    _of_server(error, server)
    if isinstance(error, (RateLimited, Unreadable)):
        return  # one row's secret did not open: the admins were told then
    if isinstance(error, Misconfigured):
        topic = "refresh" if server == ATLASSIAN else f"refresh:{server.pause}"
        which = "No link" if server == ATLASSIAN else "No person's link at a Data Center"
        admin_alert.send(topic, f"{which} can be refreshed: {error}")
        if error.status is not None:  # the client's credentials
            limits.pause(server.pause, _MISCONFIGURED_PAUSE, limits.MISCONFIGURED)
    else:
        limits.pause(server.schedule_pause, _OUTAGE_PAUSE, "outage")
        # an outage does not answer 200: a proxy interferes, or the contract changed
        if error.status == 200:
            admin_alert.send("answers", f"The token endpoint's answers hold no token: {error}")


def of_code(error: IntegrationError, server: TokenServer = ATLASSIAN) -> None:
    """A code was not exchanged. An error in one person's request delays nobody else."""
    _of_server(error, server)
    if isinstance(error, Misconfigured) and error.status == 401:  # the client's credentials
        limits.pause(server.pause, _MISCONFIGURED_PAUSE, limits.MISCONFIGURED)


def _of_server(error: IntegrationError, server: TokenServer) -> None:
    no_answer = isinstance(error, OutcomeUnknown) or (
        isinstance(error, Unavailable) and error.status is None
    )
    (limits.failed if no_answer else limits.answered)(server.circuit)
    if isinstance(error, RateLimited):
        limits.pause(server.pause, error.retry_after, str(error.status or ""))
