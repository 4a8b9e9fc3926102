"""What only the rooms above know of a person: what is on its way out, and how to say what goes and what stays."""

from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.functional import Promise

from accounts.models import User


@dataclass(frozen=True)
class Told:
    """One line for whoever is asked whether to erase: how many, of what, and what becomes of it elsewhere."""

    what: str | Promise
    then: str | Promise = ""


class Room(Protocol):
    """A room that holds something of people. Nothing here calls anybody outside."""

    def goes(self, user: User) -> list[Told]:
        """What of theirs goes, in words."""

    def stays(self, user: User) -> list[Told]:
        """What of theirs stays, in words."""

    def under_way(self, user_id: int) -> int:
        """How much of theirs is being sent, or looked for, and will be settled soon."""

    def take_back(self, user_id: int) -> None:
        """Send nothing more of theirs: what waits is withdrawn."""

    def in_doubt(self, user_id: int) -> list[tuple[str, str]]:
        """What of theirs nobody knows the end of: where it went, and when (ISO 8601)."""

    def leave_session(self, session: dict[str, Any], user_id: int) -> bool:
        """Take out of somebody else's *session* what is theirs; whether there was something."""


rooms: list[Room] = []


def register(room: Room) -> None:
    """Have *room* asked from now on."""
    rooms.append(room)


class Quiet:
    """A Room that has nothing to say: what another one says less than everything begins with."""

    def goes(self, user: User) -> list[Told]:
        """Nothing."""
        return []

    def stays(self, user: User) -> list[Told]:
        """Nothing."""
        return []

    def under_way(self, user_id: int) -> int:
        """Nothing."""
        return 0

    def take_back(self, user_id: int) -> None:
        """Nothing."""

    def in_doubt(self, user_id: int) -> list[tuple[str, str]]:
        """Nothing."""
        return []

    def leave_session(self, session: dict[str, Any], user_id: int) -> bool:
        """Nothing."""
        return False
