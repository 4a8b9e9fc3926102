"""What each step of an examination found."""

from dataclasses import dataclass, field
from enum import Enum

from integrations.doctor.diagnosis import Diagnosis, Who, Words


class Outcome(Enum):
    """How a step ended. NOTE: it works, with something worth knowing."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Leg:
    """One exchange with a server. *address*: host and path, with ids as {id}. *status*: 0 without an answer."""

    method: str
    address: str
    status: int
    milliseconds: int
    failure: str = ""


@dataclass(frozen=True)
class Found:
    """What a step says: facts, what is wrong, and the other side's own words."""

    said: tuple[Words, ...] = ()
    diagnosis: Diagnosis | None = None
    outcome: Outcome = Outcome.OK
    quoted: tuple[str, ...] = ()
    legs: tuple[Leg, ...] = ()


@dataclass(frozen=True)
class Finding:
    """A step with its time in milliseconds."""

    step: str
    title: Words
    found: Found
    milliseconds: int = 0

    @property
    def outcome(self) -> Outcome:
        """How it ended."""
        return self.found.outcome

    @property
    def diagnosis(self) -> Diagnosis | None:
        """What is wrong, if anything."""
        return self.found.diagnosis


@dataclass
class Summary:
    """The findings so far, and who has to act."""

    findings: list[Finding] = field(default_factory=list)

    @property
    def problems(self) -> list[Finding]:
        """What does not work, in the order of the steps."""
        return [each for each in self.findings if each.outcome is Outcome.PROBLEM]

    @property
    def who(self) -> frozenset[Who]:
        """Everybody who has to act."""
        return frozenset(each.diagnosis.who for each in self.problems if each.diagnosis)


def problem(diagnosis: Diagnosis, *said: Words, quoted: tuple[str, ...] = ()) -> Found:
    """A step that failed."""
    return Found(said, diagnosis, Outcome.PROBLEM, quoted)


def note(diagnosis: Diagnosis, *said: Words) -> Found:
    """A step that works, with something worth knowing."""
    return Found(said, diagnosis, Outcome.NOTE)
