"""Signed-out posts that wait in the session until their writer signs in."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Self
from uuid import UUID

from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest

from issues.forms.drafts import Edit

_KEY = "interrupted"
# Anyone can post, so room and time are limited: a few tabs with long reports, for an hour.
_MOST_CHARACTERS = 2_000_000
_SECONDS = 3600


@dataclass(frozen=True)
class Waiting:
    """A post that waits for its writer at *path*. `report`: the id of its draft, or of the report that was sent before.

    `edit`: the text, where the form does not prove who wrote it and there is no draft. `files`: the names of the files
    that were not stored; `refused`: why others were refused. `dropped`: ids of files to delete if the draft is still at
    `version`. `apart`: why it became a separate draft: the row was "sent", or "changed" in another tab.
    """

    path: str
    report: str = ""
    edit: Edit | None = None
    files: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    apart: str = ""
    version: int = 0

    @property
    def number(self) -> str:
        """The key. A later post replaces an earlier one with the same key."""
        return self.report or (f"{self.edit.submission_id} {self.edit.tab}" if self.edit else "")

    @property
    def size(self) -> int:
        """The size in the session, in characters."""
        return len(json.dumps(self.to_json(), ensure_ascii=False))

    def to_json(self) -> dict[str, Any]:
        """The JSON for the session."""
        kept = asdict(self)
        if self.edit is not None:
            kept["edit"]["submission_id"] = str(self.edit.submission_id)
        return kept

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """The inverse of `to_json`."""
        edit = kept["edit"]
        if edit is not None:
            edit = Edit(**{**edit, "submission_id": UUID(edit["submission_id"])})
        return cls(**{**kept, "edit": edit})


def wait(session: SessionBase, writer: Any, waiting: Waiting) -> bool:
    """Store it in *session* for the user id *writer*. Returns whether it fits. Without a writer nothing is stored."""
    if writer is None:
        return True
    others = [
        pair for pair in _all(session) if (pair[0], pair[1].number) != (writer, waiting.number)
    ]
    if sum(each.size for _whose, each in others) + waiting.size > _MOST_CHARACTERS:
        return False
    _put(session, [*others, (writer, waiting)])
    session.set_expiry(_SECONDS)
    return True


def take_up(session: SessionBase, path: str, user_id: int) -> list[Waiting]:
    """Remove and return the posts of *user_id* at *path*. Those of other users there are dropped."""
    everything = _all(session)
    here = [(whose, each) for whose, each in everything if each.path == path]
    if here:
        _put(session, [pair for pair in everything if pair not in here])
    return [each for whose, each in here if whose == user_id]


def leave(session: dict[str, Any], user_id: int) -> bool:
    """Remove the posts of *user_id* from any *session*. Returns whether there were any."""
    kept = session.get(_KEY, [])
    others = [each for each in kept if each.get("writer") != user_id]
    if len(others) == len(kept):
        return False
    session[_KEY] = others
    return True


def _all(session: SessionBase) -> list[tuple[Any, Waiting]]:
    """Pairs of the writer's user id and the post."""
    return [
        (each.pop("writer"), Waiting.from_json(each)) for each in map(dict, session.get(_KEY, []))
    ]


def _put(session: SessionBase, everything: list[tuple[Any, Waiting]]) -> None:
    if everything:
        session[_KEY] = [{"writer": whose, **each.to_json()} for whose, each in everything]
    else:
        del session[_KEY]


@receiver(user_logged_in)
def stay(sender: Any, request: HttpRequest, **_more: Any) -> None:
    """Give the session its normal lifetime again once the user signs in."""
    if _KEY in request.session:
        request.session.set_expiry(None)
