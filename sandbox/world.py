"""The simulated world: its tables, clock, knobs and events.

Objects are in memory. With a store they are also saved: all objects `put` while the lock was held are committed, in
one transaction, when the lock is released.
"""

from __future__ import annotations

import pickle
import threading
import uuid
from collections.abc import Iterator
from datetime import timedelta
from types import TracebackType
from typing import Any, Generic, Protocol, TypeVar, cast

from flask import current_app

from sandbox.clock import Clock
from sandbox.events import EventLog
from sandbox.knobs import Knobs
from sandbox.store import MemoryStore, Row


class HasId(Protocol):
    """What a table keeps: anything with a string id."""

    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=HasId)

NAMESPACE = uuid.UUID("5f0f2f0e-4a52-4c4c-9d43-3a1f9a1c7e10")
SETTINGS = "_settings"


class Lock:
    """A re-entrant lock. Its last release commits what was put while it was held."""

    def __init__(self, commit: Any) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._commit = commit

    def __enter__(self) -> None:
        self._lock.acquire()
        self._depth += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if self._depth == 1:
                self._commit()
        finally:
            self._depth -= 1
            self._lock.release()


class Table(Generic[T]):
    """All objects of one dataclass by id. Change an object under `world.lock`, then `put` it."""

    def __init__(self, world: World, name: str) -> None:
        self.world, self.name = world, name
        self.rows: dict[str, T] = {}

    def get(self, key: str) -> T | None:
        """The object with this id, or None."""
        return self.rows.get(key)

    def put(self, obj: T) -> T:
        """Store the object under its id, and save it."""
        with self.world.lock:
            self.rows[obj.id] = obj
            self.world.touched(self.name, obj.id, obj)
        return obj

    def delete(self, key: str) -> None:
        """Delete the object with this id, if there is one."""
        with self.world.lock:
            if self.rows.pop(key, None) is not None:
                self.world.touched(self.name, key, None)

    def all(self) -> list[T]:
        """All objects, in the order they were first put."""
        return list(self.rows.values())

    def clear(self) -> None:
        """Delete all objects."""
        with self.world.lock:
            for key in list(self.rows):
                self.delete(key)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[T]:
        return iter(self.all())


class World:
    """One Atlassian cloud: everything that a reset restores."""

    def __init__(self, store: MemoryStore | None = None, *, salt: str = "") -> None:
        self.store = store or MemoryStore()
        self.salt = salt
        self.resets = 0  # a call from before a reset changes nothing in the world after it
        self.base_url = "http://127.0.0.1"
        self.lock = Lock(self._commit)
        self.clock = Clock()
        self.config = Knobs()
        self.events = EventLog()
        self._tables: dict[str, Table[Any]] = {}
        self._dirty: dict[tuple[str, str], Any] = {}
        self._load()

    def table(self, kind: type[T]) -> Table[T]:
        """The table of a dataclass, created on first use."""
        return cast("Table[T]", self._named(f"{kind.__module__}.{kind.__qualname__}"))

    def event(self, name: str, **facts: Any) -> None:
        """Append to the event log and wake waiting clients. Never pass a secret."""
        self.events.append(self.clock.now(), name, facts)

    def uuid(self, *names: str) -> str:
        """A UUID that is the same in every run with the same salt."""
        return str(uuid.uuid5(NAMESPACE, "/".join((self.salt, *names))))

    def keep_settings(self) -> None:
        """Save the knobs and the clock's offset."""
        with self.lock:
            settings = {
                "config": self.config.as_dict(),
                "offset": self.clock.offset.total_seconds(),
            }
            self.touched(SETTINGS, SETTINGS, settings)

    def clear(self) -> None:
        """Back to an empty world: no rows, default knobs, real time, no events."""
        with self.lock:
            self.resets += 1
            for table in self._tables.values():
                table.rows.clear()
            self._dirty.clear()
            self.store.clear()
            self.config = Knobs()
            self.clock.offset = timedelta(0)
            self.events.clear()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever put: a new world, to be seeded."""
        return not any(len(table) for table in self._tables.values())

    def touched(self, table: str, key: str, obj: Any) -> None:
        """Record a row to save (None: to delete). Called by tables, under the lock."""
        if self.store.durable:
            self._dirty[table, key] = obj

    def _named(self, name: str) -> Table[Any]:
        found = self._tables.get(name)
        if found is None:
            with self.lock:
                found = self._tables.setdefault(name, Table(self, name))
        return found

    def _commit(self) -> None:
        if not self._dirty:
            return
        dirty, self._dirty = self._dirty, {}
        rows: list[Row] = [
            (table, key, None if obj is None else pickle.dumps(obj))
            for (table, key), obj in dirty.items()
        ]
        self.store.write(rows)

    def _load(self) -> None:
        for table, key, obj in self.store.load():
            if table == SETTINGS:
                self.config.update(obj["config"])
                self.clock.offset = timedelta(seconds=obj["offset"])
            else:
                self._named(table).rows[key] = obj


def current_world() -> World:
    """The world of the present request."""
    return cast("World", current_app.extensions["sandbox"])
