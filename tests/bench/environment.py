"""What a part runs on: a database that is thrown away, the environment of production, a folder of its own."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from cryptography.fernet import Fernet
from psycopg import sql

from config.run import free_port
from tests.support.sandbox import CLIENT_ID, CLIENT_SECRET

WEB_THREADS = 32
REDIS_DATABASE = 15  # the tests use the others
# Nothing else of the caller's: a bare Session looks through the whole environment at every call.
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "PYTHONPATH")


@contextmanager
def postgres_database(server: str) -> Iterator[str]:
    """The URL of a new database at *server*, which is dropped at the end."""
    name = f"lodge_bench_{secrets.token_hex(4)}"
    quoted = sql.Identifier(name)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(quoted))
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(quoted))


def environment(folder: Path, database: str, redis: str) -> dict[str, str]:
    """Production's settings for one part; the addresses of the simulated Atlassian are added when it runs."""
    return {
        **{name: os.environ[name] for name in KEPT if name in os.environ},
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "LODGE_VAR_DIR": str(folder),
        "LODGE_ENV_FILE": os.devnull,
        "FILES_URL": f"file://{folder / 'files'}",
        "ADMINS": "ops@lodge.test",
        "DEFAULT_FROM_EMAIL": "lodge@lodge.test",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DEBUG": "false",
        "SINGLE_HOST": "true",
        "PUBLIC_URL": f"http://127.0.0.1:{free_port(0)}",
        "TOKEN_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "DATABASE_URL": database,
        "WEB_THREADS": str(WEB_THREADS),
        "REDIS_URL": f"{redis}/{REDIS_DATABASE}" if redis else "none",
        "EMAIL_URL": "dummymail://",
        "ATLASSIAN_CLIENT_ID": CLIENT_ID,
        "ATLASSIAN_CLIENT_SECRET": CLIENT_SECRET,
    }
