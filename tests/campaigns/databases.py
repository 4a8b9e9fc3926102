"""Databases that a campaign may fill and throw away."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg.sql import SQL, Identifier


@contextmanager
def postgres_database(server: str) -> Iterator[str]:
    """The URL of a database of our own on *server*, dropped afterwards."""
    name = f"lodge_campaign_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@contextmanager
def sqlite_database() -> Iterator[str]:
    """The URL of a SQLite file of our own, removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="lodge-campaign-") as folder:
        yield f"sqlite:///{Path(folder) / 'lodge.sqlite3'}"
