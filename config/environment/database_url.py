"""Parses DATABASE_URL: PostgreSQL or SQLite, the two databases that Lodge is tested on."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from environ import Env
from psycopg import pq

from config.environment.addresses import split
from config.environment.numbers import whole
from config.environment.values import InvalidValue

_EXAMPLE = "postgres://user:password@host:5432/name"
_POSTGRES = frozenset({"postgres", "postgresql", "psql", "pgsql"})
# Options of libpq, Django and django-environ. Not those that open a transaction for each request, or change how it
# commits: no transaction may be open during a call to Jira.
_OF_DJANGO = frozenset({"conn_max_age", "disable_server_side_cursors", "assume_role"})
_OF_LIBPQ = frozenset(option.keyword.decode() for option in pq.Conninfo.get_defaults())
_NUMBERS = frozenset({"conn_max_age", "connect_timeout", "keepalives_idle", "tcp_user_timeout"})
_TLS = frozenset({"disable", "allow", "prefer", "require", "verify-ca", "verify-full"})


def database(value: str) -> dict[str, Any]:
    """A DATABASES entry. Raises InvalidValue where *value* has more than one meaning."""
    if value.lower().startswith("sqlite:"):
        return _sqlite(value)
    for each in _with_one_host(value):
        parts = split(each, _EXAMPLE)
    if parts.scheme not in _POSTGRES:
        raise InvalidValue(f"names neither PostgreSQL nor SQLite. Write {_EXAMPLE}.")
    # //folder/name: the folder contains the server's socket.
    name = parts.path.rpartition("/")[2] if parts.path.startswith("//") else parts.path[1:]
    if not name or "/" in name or "+" in name:
        raise InvalidValue(f"names no database. Write {_EXAMPLE}.")
    _check_options(dict(parse_qsl(parts.query, keep_blank_values=True)))
    return {**Env.db_url_config(value), "ENGINE": "config.postgres"}


def _with_one_host(value: str) -> list[str]:
    """The URL once for each of its hosts: libpq tries them in order."""
    scheme, mark, rest = value.partition("://")
    place, slash, behind = rest.partition("/")
    user, at, hosts = place.rpartition("@")
    return [f"{scheme}{mark}{user}{at}{host}{slash}{behind}" for host in hosts.split(",")]


def _check_options(options: dict[str, str]) -> None:
    if not options.keys() <= _OF_LIBPQ | _OF_DJANGO:
        raise InvalidValue("has an option behind its ? that PostgreSQL does not know.")
    for name in _NUMBERS & options.keys():
        if whole(options[name]) is None:
            raise InvalidValue(f"gives {name} something that is no number.")
    if options.get("sslmode", "prefer") not in _TLS:
        raise InvalidValue(f"gives sslmode none of {', '.join(sorted(_TLS))}.")
    if not Path(root := options.get("sslrootcert", "/")).exists() and root != "system":
        raise InvalidValue("names a file as sslrootcert that is not there.")


def _sqlite(value: str) -> dict[str, Any]:
    parts = split(value, "sqlite:////folder/file")
    if parts.netloc or parts.query or not parts.path.startswith("//") or parts.path.endswith("/"):
        raise InvalidValue(
            "names no file from the root on. Write sqlite:////folder/file, with four strokes."
        )
    found = dict(Env.db_url_config(value))
    file = Path(found["NAME"])
    if not _is_writable(file):
        raise InvalidValue(
            "names no file that the user of this process can write to, in a folder that is there."
        )
    return found


def _is_writable(file: Path) -> bool:
    """Whether *file* can be written, or made in a folder that is there."""
    try:
        fits = os.access(file, os.R_OK | os.W_OK) if file.exists() else file.parent.is_dir()
    except OSError:
        return False
    return fits and not file.is_dir()
