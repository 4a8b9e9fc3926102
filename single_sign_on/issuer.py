"""HTTP with the issuer of single sign-on: one deadline for a whole sign-in, credentials to its endpoints only.

The addresses of the endpoints come from the issuer's own document (OpenID Connect Discovery 4), which must be about
exactly the configured issuer. They are used only with the scheme of the issuer, without credentials in them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings

from integrations import limits
from integrations.errors import Misconfigured, OutcomeUnknown, Unavailable
from integrations.transport import Answer, Request, send
from integrations.vault import Secret

# Seconds that a page waits for the issuer, over all calls of one sign-in.
PATIENCE = 8.0
# Bytes. Far more than tokens, keys and claims need.
LARGEST = 2 * 1024 * 1024
_SECRETS = ("code", "code_verifier", "client_secret")
_NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_ENDPOINTS = (*_NEEDED, "userinfo_endpoint", "end_session_endpoint")


@dataclass(frozen=True)
class Response:
    """An answer with the attributes of `requests.Response` that python-social-auth reads."""

    answer: Answer

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        return self.answer.status

    @property
    def text(self) -> str:
        """The body. JSON is always UTF-8 (RFC 8259 8.1)."""
        return self.answer.body.decode(errors="replace")

    def json(self) -> Any:
        """The body as JSON. Raises ValueError."""
        return json.loads(self.answer.body)


class Calls:
    """The calls of one sign-in. *trusted*: the origins that get credentials, once the endpoints are known."""

    def __init__(self) -> None:
        self._ends_at = monotonic() + PATIENCE
        self.trusted: tuple[str, ...] = ()

    def send(
        self,
        url: str,
        method: str = "GET",
        headers: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        auth: tuple[str, str] | None = None,
    ) -> Response:
        """Send one request. Raises Unavailable (which the token endpoint's lost answer is, too) and Misconfigured."""
        left = self._ends_at - monotonic()
        if left <= 0:
            raise Unavailable("the issuer of single sign-on took too long")
        more = dict(headers or {})
        bearer = str(more.pop("Authorization", "")).removeprefix("Bearer ")
        secret = {name: Secret(value) for name, value in (data or {}).items() if name in _SECRETS}
        request = Request(
            method,
            url,
            headers={name: str(value) for name, value in more.items() if name == "Accept"},
            form={**data, **secret} if data is not None else None,
            bearer=Secret(bearer) if bearer else None,
            basic=_basic(auth) if auth else None,
            deadline=left,
            largest=LARGEST,
            trusted=self.trusted or ("none",),
        )
        with limits.process_bulkhead().slot(limits.Server.ISSUER, within=left):
            try:
                return Response(send(request))
            except OutcomeUnknown as error:
                raise Unavailable(str(error)) from None


def _basic(auth: tuple[str, str]) -> tuple[str, Secret]:
    """RFC 6749 2.3.1: both are form-urlencoded before they are joined."""
    name, secret = auth
    return quote(name, safe=""), Secret(quote(secret, safe="~"))


def checked(document: Any) -> dict[str, Any]:
    """*document*, the issuer's description of itself, if it is one. Raises Misconfigured."""
    if not isinstance(document, dict) or document.get("issuer") != settings.OIDC_ISSUER:
        raise Misconfigured("OIDC_ISSUER is not what the issuer calls itself, letter by letter")
    for name in _ENDPOINTS:
        address = document.get(name)
        if address is None and name not in _NEEDED:
            continue
        if not isinstance(address, str) or not _is_safe(address):
            raise Misconfigured(f"the issuer of single sign-on names no usable {name}")
    return document


def origins(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The origins of the endpoints that get credentials."""
    addresses = (document.get(name) for name in ("token_endpoint", "userinfo_endpoint"))
    parts = [urlsplit(each) for each in addresses if isinstance(each, str)]
    return tuple({f"{each.scheme}://{each.netloc}".lower() for each in parts})


def _is_safe(address: str) -> bool:
    """Whether it is http or https as the issuer itself is, with a host and without credentials."""
    try:
        parts = urlsplit(address)
        known = bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False
    same = parts.scheme == urlsplit(settings.OIDC_ISSUER).scheme
    return known and same and "@" not in parts.netloc and address.isprintable()
