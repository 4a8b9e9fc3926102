"""What a send() or a find() of the outbox can come to. The engine decides by these alone; it knows no Jira."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar, runtime_checkable
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from issues.models import Outgoing

R = TypeVar("R", bound=Outgoing)
R_contra = TypeVar("R_contra", bound=Outgoing, contravariant=True)


# Stands in the place of a Reason where a row is REJECTED for its size: it is never taken, however often it is sent.
TOO_LARGE = "too_large"


class Reason(models.TextChoices):
    """Why a row is BLOCKED: what has to be mended, and by whom."""

    LINK = "link", _("The link to Jira has ended")
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
    """It is there, under this *id*, and *key* where it has one. *found* names the receipt's line of a find()."""

    id: str
    key: str = ""
    found: str = field(default="found", compare=False)


@dataclass(frozen=True)
class Refused:
    """Certainly not done, and not as it stands: *field_errors* by fieldId, *messages* for the whole."""

    field_errors: dict[str, str] = field(default_factory=dict)
    messages: tuple[str, ...] = ()
    too_large: bool = False


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
    """Certainly not done, and not before somebody mends *reason*. *messages*: Jira's words, for the owner.

    *unproven*: Jira may not even have been asked, so that Lodge finds out by itself too whether it is mended.
    """

    reason: Reason
    detail: str = ""
    messages: tuple[str, ...] = ()
    unproven: bool = False


@dataclass(frozen=True)
class NotDone:
    """find(): looked everywhere with proof of sight, and it is not there."""


@dataclass(frozen=True)
class CantTell:
    """find(): not seen, which proves nothing; *why* in a word.

    *again_in*: after so many seconds a look can tell; 0: no look ever will, only a person.
    """

    why: str = ""
    again_in: float = 0.0


SendOutcome = Done | Refused | NotNow | Unknown | Stuck
FindOutcome = Done | NotDone | CantTell | NotNow | Stuck


class Sender(Protocol[R]):
    """One kind of act: whose rows it does, how it is done and found again, whether what blocked it is mended."""

    @property
    def model(self) -> type[R]:
        """The table whose rows it does."""

    def seconds(self, row: R) -> float:
        """What one try in the background may take; the lease is longer."""

    def send(self, row: R, *, seconds: float) -> SendOutcome:
        """Do it once, within about *seconds*."""

    def find(self, row: R) -> FindOutcome:
        """Look whether it was done."""

    def mended(self, row: R) -> bool:
        """Whether a BLOCKED one may be tried again. Reads the database; only an unproven refusal asks Jira."""


@runtime_checkable
class SaysWhy(Protocol[R_contra]):
    """A sender that knows without trying what keeps a row from going: that may change while the row waits."""

    def hindrance(self, row: R_contra) -> Stuck | None:
        """What our own database knows to stand in the way."""


@runtime_checkable
class FindsMany(Protocol[R_contra]):
    """A sender whose one look can answer for many rows."""

    def company(self, row: R_contra) -> models.Q:
        """Which rows can be looked for along with *row*."""

    def find_many(self, rows: Sequence[R_contra]) -> Mapping[UUID, FindOutcome]:
        """Look for all of them; what became of each."""
