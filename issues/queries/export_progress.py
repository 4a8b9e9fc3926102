"""How far the writing of a file is: told by whoever writes it, for the page beside it. Only counts, never a row.

It is kept in the cache for an hour, for one user. While the cache is away the page knows nothing, and the file is
written all the same.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from time import time
from uuid import UUID, uuid4

from django.core.cache import cache

KEPT = 3600  # seconds
SILENT = 60  # seconds without news, after which a page says so


class Stage(StrEnum):
    """`cut`: it ended early, and its last row says why. `broken`: it ended in the middle of a row."""

    PLANNED = "planned"
    RUNNING = "running"
    WHOLE = "whole"
    CUT = "cut"
    BROKEN = "broken"


@dataclass(frozen=True)
class Progress:
    """A file of a query. *answers*: those of its reader, as part of an address. *about*: how many rows Jira expects.

    *note*: why it ended early, in words for its reader. *at*: when it was last heard of, in seconds of `time()`.
    """

    query_id: UUID
    kind: str
    answers: str
    about: int | None
    stage: Stage = Stage.PLANNED
    rows: int = 0
    note: str = ""
    at: float = 0.0

    @property
    def is_moving(self) -> bool:
        """Whether more is to come."""
        return self.stage in (Stage.PLANNED, Stage.RUNNING)

    @property
    def is_silent(self) -> bool:
        """Whether it should have been heard of since."""
        return self.is_moving and time() - self.at > SILENT


def plan(user_id: int, progress: Progress) -> UUID:
    """Note a file that is about to be written. Its id."""
    export_id = uuid4()
    cache.set(_key(user_id, export_id), replace(progress, at=time()), KEPT)
    return export_id


def of(user_id: int, export_id: UUID) -> Progress | None:
    """A file of this user. None: unknown, somebody else's, or forgotten."""
    found: Progress | None = cache.get(_key(user_id, export_id))
    return found


def is_stopped(user_id: int, export_id: UUID) -> bool:
    """Whether its reader asked for its end."""
    return cache.get(_stop_key(user_id, export_id)) is not None


def stop(user_id: int, export_id: UUID) -> None:
    """Ask its writer to end it after the rows that are under way."""
    cache.set(_stop_key(user_id, export_id), 1, KEPT)


class Writer:
    """Tells how far one file is. Tells nothing of a file that nobody planned."""

    def __init__(self, user_id: int, export_id: UUID | None) -> None:
        self._user_id, self._id = user_id, export_id
        self._told = of(user_id, export_id) if export_id is not None else None

    def tell(self, stage: Stage, rows: int, note: str = "") -> None:
        """Where it is now."""
        if self._told is not None and self._id is not None:
            self._told = replace(self._told, stage=stage, rows=rows, note=note, at=time())
            cache.set(_key(self._user_id, self._id), self._told, KEPT)

    def is_stopped(self) -> bool:
        """Whether its reader asked for its end."""
        return (
            self._told is not None and self._id is not None and is_stopped(self._user_id, self._id)
        )


def _key(user_id: int, export_id: UUID) -> str:
    return f"query-file:{user_id}:{export_id}"


def _stop_key(user_id: int, export_id: UUID) -> str:
    return f"query-file-stop:{user_id}:{export_id}"
