"""Parses REDIS_URL for the cache and the queue, whose libraries take it in different formats."""

import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from config.environment.addresses import split
from config.environment.numbers import whole
from config.environment.values import InvalidValue

_EXAMPLE = "redis://:password@host:6379/0, or rediss:// for TLS"
_FILES = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")
NONE = "none"


@dataclass(frozen=True)
class Redis:
    """A server, or none. *url* has no options; *tls* holds those of `rediss://` for redis-py."""

    url: str = field(default="", repr=False)
    tls: dict[str, str] | None = None

    def broker(self) -> dict[str, Any]:
        """Celery's settings. Kombu verifies certificates only when told to, unlike redis-py."""
        if self.tls is None:
            return {"broker_url": self.url}
        return {
            "broker_url": self.url,
            "broker_use_ssl": {
                "ssl_cert_reqs": ssl.CERT_REQUIRED,
                "ssl_check_hostname": True,
                **self.tls,
            },
        }


def redis(value: str) -> Redis:
    """The server in *value*; `none` for an installation on one host without Redis. Raises InvalidValue."""
    if value.lower() in ("", NONE):
        return Redis()
    parts = split(value, _EXAMPLE)
    if parts.scheme not in ("redis", "rediss") or not parts.hostname:
        raise InvalidValue(f"names no server. Write {_EXAMPLE}.")
    if parts.path.strip("/") and whole(parts.path[1:]) is None:
        raise InvalidValue("has something else than the number of a database behind its /.")
    url = parts._replace(query="").geturl()
    if parts.scheme == "redis":
        if parts.query:
            raise InvalidValue("takes no options behind a ?, unless it says rediss://.")
        return Redis(url)
    return Redis(url, _tls(dict(parse_qsl(parts.query, keep_blank_values=True))))


def _tls(options: dict[str, str]) -> dict[str, str]:
    if options.pop("ssl_cert_reqs", "required") != "required":
        raise InvalidValue(
            "turns off that the server proves who it is. Name its authority with ?ssl_ca_certs=/file."
        )
    if not options.keys() <= set(_FILES):
        raise InvalidValue(f"has an option behind its ? that is none of {', '.join(_FILES)}.")
    for name, path in options.items():
        if not Path(path).is_file():
            raise InvalidValue(f"names a file as {name} that is not there.")
    return options
