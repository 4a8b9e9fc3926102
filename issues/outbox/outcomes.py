"""The outcomes of send() and find(). The engine decides by these alone; it knows no Jira."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar, runtime_checkable
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from issues.models import Outgoing

R = TypeVar("R", bound=Outgoing)
R_contra = TypeVar("R_contra", bound=Outgoing, contravariant=True)


# Used instead of a Reason where a row is REJECTED for its size: no later try can succeed.
TOO_LARGE = "too_large"
# And where an act on an issue is REJECTED because the issue is no longer as its writer saw it, or because Jira does not
# offer the act any more.
CHANGED, NOT_POSSIBLE = "changed", "not_possible"


class Reason(models.TextChoices):
    """Why a row is BLOCKED: what has to be mended, and by whom."""

    LINK = "link", _("The link to Jira has ended")
    SHARED = "shared", _("The shared link to Jira does not work")
    SITE = "site", _("Lodge does not get into the Jira site")
    NO_FILES = "no_files", _("The Jira site takes no files")
    ACCOUNT = "account", _("Another Atlassian account is linked now")
    SCOPE = "scope", _("Lodge lacks a permission at Atlassian")
    DENIED = "denied", _("Jira does not let you")
    MISCONFIGURED = "misconfigured", _("Lodge is set up wrong")
    ASK = "ask", _("Lodge cannot tell whether Jira has it")
    GAVE_UP = "gave_up", _("Too many tries")
    NOT_FOUND = "not_found", _("Jira does not find it, or does not show it to you")


@dataclass(frozen=True)
class Done:
    """It is in Jira, with this *id*, and a *key* where it has one. *found* names the receipt's line of a find()."""

    id: str
    key: str = ""
    found: str = field(default="found", compare=False)


@dataclass(frozen=True)
class Refused:
    """Certainly not done, and not possible unchanged. *field_errors* by fieldId, *messages* for the whole.

    *why*: CHANGED (*field_errors* then names the fields) or NOT_POSSIBLE, where that is the cause.
    """

    field_errors: dict[str, str] = field(default_factory=dict)
    messages: tuple[str, ...] = ()
    too_large: bool = False
    why: str = ""


@dataclass(frozen=True)
class NotNow:
    """Certainly not done, and worth another try after *wait* seconds. *what* names the receipt's line."""

    what: str
    wait: float = 0.0
    detail: str = ""


@dataclass(frozen=True)
class Unknown:
    """A request was sent and no trustworthy answer came."""

    detail: str = ""


@dataclass(frozen=True)
class Stuck:
    """Certainly not done, and not possible until *reason* is mended. *messages*: Jira's words, for the owner.

    *unproven*: Jira itself may not have answered, so Lodge also checks on its own whether it is mended.
    """

    reason: Reason
    detail: str = ""
    messages: tuple[str, ...] = ()
    unproven: bool = False


@dataclass(frozen=True)
class NotDone:
    """find(): certainly not in Jira. Everything was read, and the account sees such rows."""


@dataclass(frozen=True)
class CantTell:
    """find(): not found, which proves nothing. *why*: in a word.

    *again_in*: seconds until a lookup can tell. 0: no lookup can, only a person.
    """

    why: str = ""
    again_in: float = 0.0


SendOutcome = Done | Refused | NotNow | Unknown | Stuck
FindOutcome = Done | NotDone | CantTell | NotNow | Stuck


class Sender(Protocol[R]):
    """One kind of write: its table, how to do it, how to find it again, and whether its blocker is mended."""

    @property
    def model(self) -> type[R]:
        """The table of its rows."""

    def seconds(self, row: R) -> float:
        """The time limit of one try in the background. The lease is longer."""

    def send(self, row: R, *, seconds: float) -> SendOutcome:
        """Do it once, within about *seconds*."""

    def find(self, row: R) -> FindOutcome:
        """Check whether it was done."""

    def mended(self, row: R) -> bool:
        """Whether a BLOCKED row may be tried again. Reads the database; only an unproven refusal asks Jira."""


@runtime_checkable
class KnowsBlocker(Protocol[R_contra]):
    """A sender that knows what blocks a row without trying. The cause may change while the row waits."""

    def hindrance(self, row: R_contra) -> Stuck | None:
        """What blocks the row, as Lodge's database knows."""


@runtime_checkable
class FindsMany(Protocol[R_contra]):
    """A sender whose lookup can cover many rows."""

    def company(self, row: R_contra) -> models.Q:
        """The rows that can be looked for together with *row*."""

    def find_many(self, rows: Sequence[R_contra]) -> Mapping[UUID, FindOutcome]:
        """Look for all of them. Returns the outcome of each."""
