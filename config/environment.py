"""Reads settings from the environment and remembers what is missing or nonsensical.

A bad value never stops the import: `config.checks` names every one of them at once, and web, worker and
command line refuse to start. That is kinder than one ImproperlyConfigured at a time.
"""

import os
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import environ

_ENGINES = {
    "django.db.backends.postgresql": "config.postgres",
    "django.db.backends.sqlite3": "django.db.backends.sqlite3",
}


class Environment:
    """Typed look-ups over `os.environ`, collecting problems as (setting, sentence)."""

    def __init__(self, file: Path) -> None:
        self._env = environ.Env()
        self.problems: list[tuple[str, str]] = []
        if file.is_file():
            self._env.read_env(str(file))

    def _read(self, name: str, read: Callable[[], Any], fallback: Any) -> Any:
        try:
            return read()
        except Exception as error:
            self.problem(name, f"can not be read: {error}")
            return fallback

    def problem(self, name: str, sentence: str) -> None:
        """Remember that the setting called *name* is wrong, and why."""
        self.problems.append((name, sentence))

    def required(self, name: str, why: str) -> str:
        """The text of *name*; missing or empty is a problem."""
        value = os.environ.get(name, "").strip()
        if not value:
            self.problem(name, f"is missing. {why}")
        return value

    def text(self, name: str, default: str) -> str:
        """The text of *name*, or the default."""
        return os.environ.get(name, "").strip() or default

    def flag(self, name: str, default: bool) -> bool:
        """True for 1, true, yes, on; False for 0, false, no, off; anything else is a problem."""
        value = os.environ.get(name, "").strip().lower()
        if not value:
            return default
        if value in {"1", "true", "yes", "on"}:
            return True
        if value not in {"0", "false", "no", "off"}:
            self.problem(name, f"is {value!r}. Write true or false.")
        return False

    def seconds(self, name: str, default: float) -> float:
        """A positive number of seconds; anything else is a problem."""
        return self._positive(name, default, "seconds")

    def days(self, name: str, default: float) -> float:
        """A positive number of days; anything else is a problem."""
        return self._positive(name, default, "days")

    def count(self, name: str, default: int, unit: str) -> int:
        """How many *unit*, one at least; anything else is a problem."""
        return max(int(self._positive(name, default, unit)), 1)

    def _positive(self, name: str, default: float, unit: str) -> float:
        value = os.environ.get(name, "").strip()
        try:
            number = float(value) if value else default
        except ValueError:
            number = -1.0
        if not 0 < number < float("inf"):
            self.problem(name, f"is {value!r}. Write a number of {unit}, such as {default:g}.")
            return default
        return number

    def words(self, name: str, default: str = "") -> list[str]:
        """The values of *name*, separated by commas or spaces."""
        return self.text(name, default).replace(",", " ").split()

    def database(self, name: str, default: str) -> dict[str, Any]:
        """A DATABASES entry from a URL: PostgreSQL or SQLite, the two that Lodge is tested on."""
        found = dict(self._read(name, lambda: self._env.db_url(name, default=default), {}))
        if found.get("ENGINE") in _ENGINES:
            return {**found, "ENGINE": _ENGINES[found["ENGINE"]]}
        if found:
            self.problem(
                name, "names neither PostgreSQL nor SQLite. Write postgres://user:password@host/name."
            )
        return dict(environ.Env.db_url_config(default))

    def storage(self, name: str, url: str) -> dict[str, Any]:
        """A STORAGES entry from file:///folder or s3://bucket/folder (which needs django-storages[s3] installed)."""
        parts = urlsplit(url)
        if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"):
            folder = {"location": unquote(parts.path)}
            return {"BACKEND": "issues.attachments.storage.DurableFolder", "OPTIONS": folder}
        if parts.scheme == "s3" and parts.netloc:
            if find_spec("storages") is None:
                self.problem(name, "names a bucket, for which django-storages[s3] has to be installed.")
            bucket = {"bucket_name": parts.netloc, "location": parts.path.strip("/"), "file_overwrite": True}
            return {
                "BACKEND": "storages.backends.s3.S3Storage",
                "OPTIONS": bucket | {"querystring_auth": True},
            }
        self.problem(name, f"is {url!r}. Write file:///folder or s3://bucket/folder.")
        return {"BACKEND": "issues.attachments.storage.DurableFolder"}

    def email(self, name: str, default: str) -> dict[str, Any]:
        """EMAIL_* settings from a URL such as smtp+tls://user:password@host:587."""
        found = dict(self._read(name, lambda: self._env.email_url(name, default=default), {}))
        if not str(found.get("EMAIL_BACKEND", "django.core.mail")).startswith("django.core.mail"):
            self.problem(name, "names no way of sending mail. Write smtp+tls://user:password@host:587.")
        return found

    def origin(self, name: str, default: str, why: str = "") -> str:
        """An http(s) origin without a path: scheme://host[:port]."""
        value = self.text(name, default).rstrip("/")
        if not value:
            self.problem(name, f"is missing. {why}")
            return value
        try:
            parts = urlsplit(value)
            port_is_fine = parts.port is None or parts.port > 0
        except ValueError:
            port_is_fine = False
        if not port_is_fine or parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
            self.problem(name, f"is {value!r}. Write an address such as https://lodge.example.com.")
        return value
