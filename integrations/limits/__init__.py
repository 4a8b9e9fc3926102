"""When not to call: pauses that Atlassian asked for, servers that do not answer, too many callers at once.

Pauses and circuits are rows, so that every process sees them, with or without Redis.
"""

from integrations.limits import circuits, pauses
from integrations.limits.circuits import TOKENS, answered, check_tokens, failed, is_failing
from integrations.limits.circuits import check as check_circuit
from integrations.limits.crowds import Crowd, Server, crowd
from integrations.limits.exchanges import Exchange, outcome_of
from integrations.limits.pauses import MISCONFIGURED, check, pause
from integrations.limits.pauses import forget as forget_pauses
from integrations.limits.pauses import mark as pause_mark
from integrations.limits.pauses import saw as saw_pause_mark
from integrations.limits.searches import count as count_search
from integrations.limits.work import Work, at_work, present


def forget() -> None:
    """Believe no copy: count failures anew, read the rows anew. For tests."""
    pauses.forget()
    circuits.forget()


__all__ = [
    "MISCONFIGURED",
    "TOKENS",
    "Crowd",
    "Exchange",
    "Server",
    "Work",
    "answered",
    "at_work",
    "check",
    "check_circuit",
    "check_tokens",
    "count_search",
    "crowd",
    "failed",
    "forget",
    "forget_pauses",
    "is_failing",
    "outcome_of",
    "pause",
    "pause_mark",
    "present",
    "saw_pause_mark",
]
