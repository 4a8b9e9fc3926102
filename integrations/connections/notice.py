"""What a failed exchange means for the next ones: noted where every process sees it."""

from integrations import limits
from integrations.connections import alarm
from integrations.errors import IntegrationError, Misconfigured, OutcomeUnknown, RateLimited, Unavailable
from integrations.vault import Unreadable

_MISCONFIGURED_PAUSE = 60.0
# After a lost answer the schedule starts no other exchange for a while: each would put one more link at stake.
_OUTAGE_PAUSE = 20.0


def of_refresh(error: IntegrationError) -> None:
    """A refresh token was not exchanged, and not refused either."""
    _of_server(error)
    if isinstance(error, (RateLimited, Unreadable)):
        return  # a row's seal: the admins were told when it did not open
    if isinstance(error, Misconfigured):
        alarm.sound("refresh", f"No link can be refreshed: {error}")
        if error.status is not None:  # the client's credentials
            limits.pause("oauth", _MISCONFIGURED_PAUSE, limits.MISCONFIGURED)
    else:
        limits.pause("oauth:schedule", _OUTAGE_PAUSE, "outage")
        if error.status == 200:  # no outage says 200: something stands between, or the contract has changed
            alarm.sound("answers", f"The token endpoint's answers hold no token: {error}")


def of_code(error: IntegrationError) -> None:
    """A code was not exchanged. What is wrong with one person's request holds back nobody else."""
    _of_server(error)
    if isinstance(error, Misconfigured) and error.status == 401:  # the client's credentials
        limits.pause("oauth", _MISCONFIGURED_PAUSE, limits.MISCONFIGURED)


def _of_server(error: IntegrationError) -> None:
    no_answer = isinstance(error, OutcomeUnknown) or (isinstance(error, Unavailable) and error.status is None)
    (limits.failed if no_answer else limits.answered)(limits.TOKENS)
    if isinstance(error, RateLimited):
        limits.pause("oauth", error.retry_after, str(error.status or ""))
