"""What a send() or a find() of the outbox can come to. The engine decides by these alone; it knows no Jira."""

from dataclasses import dataclass, field
from typing import Protocol

from issues.models import Submission
from issues.outbox.states import Reason


@dataclass(frozen=True)
class Done:
    """It is there, under this id and key."""

    issue_id: str
    issue_key: str


@dataclass(frozen=True)
class Refused:
    """Certainly not done, and not as it stands: *field_errors* by fieldId, *messages* for the whole."""

    field_errors: dict[str, str] = field(default_factory=dict)
    messages: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotNow:
    """Certainly not done; worth another try, not before *wait* seconds. *what* names the receipt's line."""

    what: str
    wait: float = 0.0
    detail: str = ""


@dataclass(frozen=True)
class Unknown:
    """A request left and no trustworthy answer came."""

    detail: str = ""


@dataclass(frozen=True)
class Stuck:
    """Certainly not done, and not before somebody mends *reason*."""

    reason: Reason
    detail: str = ""


@dataclass(frozen=True)
class NotDone:
    """find(): looked everywhere with proof of sight, and it is not there."""


@dataclass(frozen=True)
class CantTell:
    """find(): not seen, which proves nothing; *why* in plain words."""

    why: str = ""


SendOutcome = Done | Refused | NotNow | Unknown | Stuck
FindOutcome = Done | NotDone | CantTell | NotNow | Stuck


class Sender(Protocol):
    """One kind of act: how it is done, how it is found again, and whether what blocked it is mended."""

    def send(self, submission: Submission, *, seconds: float) -> SendOutcome:
        """Do it once, within about *seconds*."""

    def find(self, submission: Submission) -> FindOutcome:
        """Look whether it was done."""

    def mended(self, submission: Submission) -> bool:
        """Whether a BLOCKED one may be tried again. Reads the database only."""
