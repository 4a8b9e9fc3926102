"""Parses EMAIL_URL: how mails are sent."""

from typing import Any

from environ import Env

from config.environment.addresses import split
from config.environment.values import InvalidValue

_EXAMPLE = "smtp+tls://user:password@mail.example.com:587"
_SERVERS = frozenset({"smtp", "smtp+tls", "smtp+ssl"})
# Instead of a server. Printed mails contain password reset links.
PRINTED, IN_FILES, NOWHERE = "consolemail", "filemail", frozenset({"dummymail", "memorymail"})


def mail(value: str) -> dict[str, Any]:
    """EMAIL_* settings. Raises InvalidValue for an unknown way to send mails."""
    parts = split(value, _EXAMPLE)
    if parts.scheme == "smtps":
        # `submissions` of IANA, TLS from the first byte, to most programs; to django-environ, STARTTLS.
        raise InvalidValue(
            "says smtps, which is read in two ways. Write smtp+ssl:// for port 465, smtp+tls:// for 587."
        )
    if parts.scheme in _SERVERS:
        if not parts.hostname or parts.path.strip("/") or parts.query:
            raise InvalidValue(f"names no server alone. Write {_EXAMPLE}.")
        if bool(parts.username) != bool(parts.password):
            raise InvalidValue("has a user or a password, and not both.")
    elif parts.scheme == IN_FILES:
        if parts.netloc or parts.path in ("", "/"):
            raise InvalidValue("names no folder. Write filemail:///folder.")
    elif parts.scheme != PRINTED and parts.scheme not in NOWHERE:
        raise InvalidValue(f"names no way of sending mail. Write {_EXAMPLE}.")
    found = {
        name: said
        for name, said in Env.email_url_config(value).items()
        if name.startswith("EMAIL_")
    }
    if parts.scheme == IN_FILES:
        found["EMAIL_FILE_PATH"] = f"/{found['EMAIL_FILE_PATH']}"
    if found.get("EMAIL_USE_TLS") and not found["EMAIL_PORT"]:
        found["EMAIL_PORT"] = 587
    return found
