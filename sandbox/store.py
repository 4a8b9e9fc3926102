"""Storage that survives a restart: a SQLite file, written at each commit, or no storage."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Row = tuple[str, str, bytes | None]
"""(table name, id, pickled object or None when the row is deleted)."""


class MemoryStore:
    """Stores nothing: all tables are in memory."""

    durable = False

    def load(self) -> Iterator[tuple[str, str, Any]]:
        """Every stored object: none."""
        return iter(())

    def write(self, rows: Iterable[Row]) -> None:
        """Nothing to write."""

    def clear(self) -> None:
        """Nothing to clear."""

    def close(self) -> None:
        """Nothing to close."""


class FileStore(MemoryStore):
    """One SQLite file. A commit reaches the operating system, so it survives SIGKILL."""

    durable = True

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self.db.execute("PRAGMA journal_mode=WAL")
        # A killed process loses no committed data; only a power cut could.
        self.db.execute("PRAGMA synchronous=OFF")
        self.db.execute(
            'CREATE TABLE IF NOT EXISTS objects ("table" TEXT, id TEXT, pickle BLOB, PRIMARY KEY ("table", id))'
        )

    def load(self) -> Iterator[tuple[str, str, Any]]:
        """Every stored object as (table name, id, object), in the order of writing."""
        for table, key, blob in self.db.execute(
            'SELECT "table", id, pickle FROM objects ORDER BY rowid'
        ):
            yield table, key, pickle.loads(blob)  # noqa: S301 - our own file

    def write(self, rows: Iterable[Row]) -> None:
        """Write all rows in one transaction. The caller holds the world's lock."""
        self.db.execute("BEGIN")
        try:
            for table, key, blob in rows:
                if blob is None:
                    self.db.execute(
                        'DELETE FROM objects WHERE "table" = ? AND id = ?', (table, key)
                    )
                else:
                    self.db.execute(
                        'INSERT INTO objects VALUES (?, ?, ?) ON CONFLICT ("table", id) '
                        "DO UPDATE SET pickle = excluded.pickle",
                        (table, key, blob),
                    )
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def clear(self) -> None:
        """Delete everything."""
        self.db.execute("DELETE FROM objects")

    def close(self) -> None:
        """Close the file."""
        self.db.close()
