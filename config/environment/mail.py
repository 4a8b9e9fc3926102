"""EMAIL_URL: how mails leave."""

from typing import Any

from environ import Env

from config.environment.addresses import split
from config.environment.plain import Unfit

_EXAMPLE = "smtp+tls://user:password@mail.example.com:587"
_SERVERS = frozenset({"smtp", "smtp+tls", "smtp+ssl"})
# In place of a server. What is printed holds links to new passwords.
PRINTED, IN_FILES, NOWHERE = "consolemail", "filemail", frozenset({"dummymail", "memorymail"})


def mail(value: str) -> dict[str, Any]:
    """EMAIL_* settings. Raises Unfit for what is no way of sending mail."""
    parts = split(value, _EXAMPLE)
    if parts.scheme == "smtps":
        # IANA's `submissions`, TLS from the beginning, to most; to django-environ, STARTTLS.
        raise Unfit(
            "says smtps, which is read in two ways. Write smtp+ssl:// for port 465, smtp+tls:// for 587."
        )
    if parts.scheme in _SERVERS:
        if not parts.hostname or parts.path.strip("/") or parts.query:
            raise Unfit(f"names no server alone. Write {_EXAMPLE}.")
        if bool(parts.username) != bool(parts.password):
            raise Unfit("has a user or a password, and not both.")
    elif parts.scheme == IN_FILES:
        if parts.netloc or parts.path in ("", "/"):
            raise Unfit("names no folder. Write filemail:///folder.")
    elif parts.scheme != PRINTED and parts.scheme not in NOWHERE:
        raise Unfit(f"names no way of sending mail. Write {_EXAMPLE}.")
    found = {name: said for name, said in Env.email_url_config(value).items() if name.startswith("EMAIL_")}
    if parts.scheme == IN_FILES:
        found["EMAIL_FILE_PATH"] = f"/{found['EMAIL_FILE_PATH']}"
    if found.get("EMAIL_USE_TLS") and not found["EMAIL_PORT"]:
        found["EMAIL_PORT"] = 587
    return found
