"""The kinds of mail. Each app registers its own: how such a mail is written, and how long it may be delayed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils.functional import Promise

from accounts.models import Mail


@dataclass(frozen=True)
class Letter:
    """A mail as it is sent: recipients, a subject in one line, plain text, and headers besides the usual ones."""

    to: tuple[str, ...]
    subject: str
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """`write(row)` returns the mail, or None where there is nothing to say any more.

    *lifetime*: how long it is tried.
    """

    name: str
    called: str | Promise
    write: Callable[[Mail], Letter | None]
    lifetime: timedelta = timedelta(days=1)
    urgent: bool = False


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Register *kind*. Called in every process as it starts."""
    KINDS[kind.name] = kind
    return kind
