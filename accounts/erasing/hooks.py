"""What other apps register for an erasure: requests under way, and words for what is deleted and what stays."""

from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.functional import Promise

from accounts.models import User


@dataclass(frozen=True)
class ErasureLine:
    """One line of the question whether to erase: how many of what, and what happens to it elsewhere."""

    what: str | Promise
    then: str | Promise = ""


class AppHooks(Protocol):
    """What an app that stores personal data provides. Nothing here calls another server."""

    def goes(self, user: User) -> list[ErasureLine]:
        """What is deleted, in words."""

    def stays(self, user: User) -> list[ErasureLine]:
        """What stays, in words."""

    def under_way(self, user_id: int) -> int:
        """How many rows of this user are being sent or looked for now, and settle soon."""

    def take_back(self, user_id: int) -> None:
        """Withdraw what waits to be sent."""

    def in_doubt(self, user_id: int) -> list[tuple[str, str]]:
        """Requests whose outcome is unknown: where they were sent, and when (ISO 8601)."""

    def leave_session(self, session: dict[str, Any], user_id: int) -> bool:
        """Remove this user's data from another user's *session*; whether there was any."""


app_hooks: list[AppHooks] = []


def register(hooks: AppHooks) -> None:
    """Call *hooks* in every erasure from now on."""
    app_hooks.append(hooks)


class NoHooks:
    """AppHooks that do nothing: the base class for those that provide only some of them."""

    def goes(self, user: User) -> list[ErasureLine]:
        """Nothing."""
        return []

    def stays(self, user: User) -> list[ErasureLine]:
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
