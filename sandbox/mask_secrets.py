"""Removes secrets from recorded traffic, in every encoding in which they are sent."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

MASK = "***"
SECRET_NAMES = {
    "client_secret",
    "code",
    "code_verifier",
    "access_token",
    "refresh_token",
    "token",
    "rawToken",
}
SECRET_HEADERS = {"authorization", "proxy-authorization", "cookie", "set-cookie"}
SECRET_BODIES = (
    "/oauth/token",
    "/authorize",
    "/rest/oauth2/latest/token",
    "/rest/pat/latest/tokens",
)
"""Ends of paths whose bodies carry secrets by name. Jira's bodies may have fields of the same names."""


def mask_header(name: str, value: str) -> str:
    """The header's value, without its secret; an authorization keeps its scheme."""
    if name.lower() in SECRET_HEADERS:
        scheme, _, rest = value.partition(" ")
        return f"{scheme} {MASK}" if rest else MASK
    if name.lower() == "location":
        parts = urlsplit(value)
        return urlunsplit(parts._replace(query=mask_query(parts.query)))
    return value


def mask_query(query: str) -> str:
    """A query string, or a form body, without secrets. Unchanged when it has none."""
    given = parse_qsl(query, keep_blank_values=True)
    if not any(name in SECRET_NAMES for name, _ in given):
        return query
    return urlencode(
        [(name, MASK if name in SECRET_NAMES else value) for name, value in given], safe="*"
    )


def mask_body(path: str, mime: str, body: bytes) -> str:
    """A body as text, without secrets. Binary and multipart bodies are left out."""
    if not body or mime.startswith("multipart/") or not is_text(mime):
        return ""
    text = body.decode("utf-8", "replace")
    if not path.endswith(SECRET_BODIES):
        return text
    if "text/html" in mime:
        return ""  # a page may contain a link with a code
    if "x-www-form-urlencoded" in mime:
        return mask_query(text)
    try:
        return json.dumps(mask_json(json.loads(text)))
    except ValueError:
        return MASK  # unreadable, so it may contain a secret


def mask_json(value: Any) -> Any:
    """A JSON value with the members of secret names replaced."""
    if isinstance(value, dict):
        return {
            name: MASK if name in SECRET_NAMES else mask_json(child)
            for name, child in value.items()
        }
    if isinstance(value, list):
        return [mask_json(child) for child in value]
    return value


def is_text(mime: str) -> bool:
    """Whether a body of this type can be read."""
    return "json" in mime or mime.startswith("text/") or "x-www-form-urlencoded" in mime
