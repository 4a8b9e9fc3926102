"""What an attack is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.campaigns.attack.lodge_stack import Stage


@dataclass
class Told:
    """What is to be said of an attack, and what it broke that others do not feel.

    `afterwards` waits until all is as it was, while nobody looks any more, and says what is not.
    """

    notes: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    afterwards: Callable[[], list[str]] = list

    def within(self, what: str, seconds: float | None, most: float) -> None:
        """Note how long *what* took; None: too long to be waited for."""
        said = (
            f"{what} {'too long' if seconds is None else f'{seconds:.1f} s'} (at most {most:.0f})"
        )
        (self.notes if seconds is not None and seconds <= most else self.broken).append(said)


@dataclass(frozen=True)
class Attack:
    """`prepare(stage)` makes all that takes a while, and returns what does it, until it is over.

    *away*: no page can be shown meanwhile, but for the one that says so. *proxy*: nginx stands in front, as documented.
    """

    name: str
    title: str
    prepare: "Callable[[Stage], Callable[[], Told]]"
    away: bool = False
    proxy: bool = False
