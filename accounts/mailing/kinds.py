"""The kinds of mail. Each room registers its own: how such a mail is written, and for how long it is news."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise

from accounts.models import Mail


@dataclass(frozen=True)
class Letter:
    """A mail as it leaves: addresses, subject in one line, plain text."""

    to: tuple[str, ...]
    subject: str
    body: str


@dataclass(frozen=True)
class Kind:
    """`write(row)`: the mail, or None where there is nothing to say any more. *lifetime*: for how long it is tried."""

    name: str
    called: str | Promise
    write: Callable[[Mail], Letter | None]
    lifetime: timedelta = timedelta(days=1)
    urgent: bool = False


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make *kind* known, at the start of every process."""
    KINDS[kind.name] = kind
    return kind
