"""When not to call: pauses that Atlassian asked for, servers that do not answer, too many callers at once.

Pauses and circuit breakers are rows, so every process sees them, with or without Redis.
"""

from integrations.limits import circuit_breaker, pauses
from integrations.limits.bulkhead import Bulkhead, Server, process_bulkhead
from integrations.limits.circuit_breaker import TOKENS, answered, check_tokens, failed, is_failing
from integrations.limits.circuit_breaker import check as check_circuit
from integrations.limits.pauses import MISCONFIGURED, check, pause
from integrations.limits.pauses import forget as forget_pauses
from integrations.limits.pauses import mark as pause_mark
from integrations.limits.pauses import saw as saw_pause_mark
from integrations.limits.priority import Work, at_work, present
from integrations.limits.search_quota import count as count_search
from integrations.limits.token_exchange_threads import Exchange, outcome_of


def forget() -> None:
    """Drop counted failures and cached rows. For tests."""
    pauses.forget()
    circuit_breaker.forget()


__all__ = [
    "MISCONFIGURED",
    "TOKENS",
    "Bulkhead",
    "Exchange",
    "Server",
    "Work",
    "answered",
    "at_work",
    "check",
    "check_circuit",
    "check_tokens",
    "count_search",
    "failed",
    "forget",
    "forget_pauses",
    "is_failing",
    "outcome_of",
    "pause",
    "pause_mark",
    "present",
    "process_bulkhead",
    "saw_pause_mark",
]
