"""When not to call: pauses that Atlassian asked for, sites that do not answer, too many callers at once.

Pauses and circuits are rows, so that every process sees them, with or without Redis.
"""

from integrations.limits import circuits, pauses
from integrations.limits.circuits import answered, failed, is_failing
from integrations.limits.circuits import check as check_circuit
from integrations.limits.crowds import Crowd, crowd
from integrations.limits.pauses import MISCONFIGURED, check, pause
from integrations.limits.work import Work, at_work, present


def forget() -> None:
    """Believe no copy: count failures anew, read the rows anew. For tests."""
    pauses.forget()
    circuits.forget()


__all__ = [
    "MISCONFIGURED",
    "Crowd",
    "Work",
    "answered",
    "at_work",
    "check",
    "check_circuit",
    "crowd",
    "failed",
    "forget",
    "is_failing",
    "pause",
    "present",
]
