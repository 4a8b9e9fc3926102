"""Calls OAuth 2.0 (3LO) at Atlassian: exchange, refresh, /me and the list of sites. Pure: no database.

Source: developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps, RFC 6749 5.1 and 5.2. What is kept of an answer
of the token endpoint is an allow-list: status, `error`, `error_description` cut at 200 characters.
"""

import logging
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any, Self
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.utils import timezone

from integrations.errors import (
    IntegrationError,
    Misconfigured,
    OutcomeUnknown,
    PkceRefused,
    RateLimited,
    ReconnectRequired,
    ScopeMissing,
    Unavailable,
)
from integrations.transport import Answer, Request, send
from integrations.vault import Secret

logger = logging.getLogger(__name__)

# Seconds for a call of the token endpoint. Longer than for others: giving up may lose the pair of tokens.
DEADLINE = 25.0
READ_DEADLINE = 15.0
USUAL_LIFETIME = 3600
LONGEST_LIFETIME = 86_400
SHORTEST_WAIT, LONGEST_WAIT = 1.0, 3600.0
_PKCE = re.compile(r"code[ _-]?(verifier|challenge)|pkce", re.IGNORECASE)
# Errors of the token endpoint that only an admin can mend (RFC 6749 5.2, and Atlassian's access_denied).
_OUR_FAULT = {
    "access_denied",
    "invalid_client",
    "invalid_request",
    "invalid_scope",
    "unauthorized_client",
    "unsupported_grant_type",
}


class Refused(ReconnectRequired):
    """The token endpoint said explicitly that this code or refresh token is no longer valid."""


@dataclass(frozen=True)
class TokenAnswer:
    """A pair of tokens. *expires_in*: seconds from *asked_at*. Without a refresh token the old one stays valid."""

    access: Secret
    refresh: Secret | None
    expires_in: int
    scopes: tuple[str, ...]
    asked_at: datetime = field(default_factory=timezone.now)

    @classmethod
    def from_json(cls, body: Mapping[str, Any], asked_at: datetime | None = None) -> Self:
        """Read a 200. Raises KeyError without an access token."""
        access, refresh = body["access_token"], body.get("refresh_token")
        if not isinstance(access, str) or not access:
            raise KeyError("access_token")
        return cls(
            access=Secret(access),
            refresh=Secret(refresh) if isinstance(refresh, str) and refresh else None,
            expires_in=lifetime(body.get("expires_in")),
            scopes=tuple(_text(body, "scope").split()),
            asked_at=asked_at or timezone.now(),
        )


@dataclass(frozen=True)
class Me:
    """The account that consented. Everything but the id may be hidden by its privacy settings.

    *login*: its username at Data Center.
    """

    account_id: str
    name: str = ""
    time_zone: str = ""
    locale: str = ""
    login: str = ""
    email: str = ""


@dataclass(frozen=True)
class Resource:
    """A site that the grant opens for Jira."""

    cloud_id: str
    url: str
    name: str
    scopes: tuple[str, ...] = ()


def exchange_code(code: Secret, redirect_uri: str, verifier: Secret | None = None) -> TokenAnswer:
    """Exchange an authorization code (RFC 6749 4.1.3), with the RFC 7636 *verifier* where a challenge was sent.

    Raises Refused (code used, too old, or redirect_uri differs), PkceRefused, Misconfigured, RateLimited, Unavailable
    (nothing was done) or OutcomeUnknown (the code may be used up).
    """
    proof = {"code_verifier": verifier} if verifier is not None else {}
    return _token(
        {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri, **proof}
    )


def refresh(refresh_token: Secret) -> TokenAnswer:
    """Exchange a refresh token (RFC 6749 6). Atlassian returns a new one each time.

    Raises Refused (the grant is dead), Misconfigured, RateLimited, Unavailable (nothing was done) or OutcomeUnknown
    (the token may have rotated: send the same one again within ten minutes).
    """
    return _token({"grant_type": "refresh_token", "refresh_token": refresh_token})


def client_credentials(client_id: str, client_secret: Secret) -> TokenAnswer:
    """A token of a service account (RFC 6749 4.4), in the scopes that its credential was made with.

    Raises Refused (the credential was deleted, or its secret is wrong), RateLimited, Unavailable or OutcomeUnknown.
    Never Misconfigured: it is not the client of this installation that Atlassian refuses.
    """
    client = {"client_id": client_id, "client_secret": client_secret}
    try:
        return _token({"grant_type": "client_credentials"}, client)
    except Misconfigured as error:
        known = error.status in {400, 401, 403}
        refusal = Refused(str(error)) if known else Unavailable(str(error))
        refusal.status = error.status
        raise refusal from None


def me(access: Secret, *, within: float = READ_DEADLINE) -> Me:
    """`GET /me`, scope read:me. Raises as `_read` does."""
    body = _read("/me", access, "read:me", within)
    account_id = body.get("account_id") if isinstance(body, dict) else None
    if not isinstance(account_id, str) or not 0 < len(account_id) <= 128:
        raise Unavailable("/me answered without a usable account_id")
    name = _text(body, "name") or _text(body, "nickname")
    zone, locale = _text(body, "zoneinfo"), _text(body, "locale")
    return Me(account_id, name, zone, locale, email=_text(body, "email"))


def zone_at(cloud_ids: Sequence[str], access: Secret, *, within: float) -> str:
    """The time zone of the Jira profile, from "Get current user" at one of these sites. It is the same at each.

    For accounts that hide it in /me. Empty where no site answers in time. Raises nothing.
    """
    ends_at = monotonic() + within
    for cloud_id in cloud_ids:
        if ends_at - monotonic() <= 0:
            break
        path = f"/ex/jira/{quote(cloud_id, safe='')}/rest/api/3/myself"
        try:
            zone = _text(_read(path, access, "read:jira-user", ends_at - monotonic()), "timeZone")
        except IntegrationError as error:
            logger.info("the time zone of a profile was not read: %s", error)
            continue
        if zone:
            return zone[:64]
    return ""


def accessible_resources(access: Secret, *, within: float = READ_DEADLINE) -> tuple[Resource, ...]:
    """`GET /oauth/token/accessible-resources`: sites with a Jira scope, merged by id, in Atlassian's order.

    A site with Jira and Confluence has two entries of one id, which differ in their scopes.
    """
    body = _read("/oauth/token/accessible-resources", access, "", within)
    if not isinstance(body, list):
        raise Unavailable("accessible-resources did not answer a list")
    found: dict[str, Resource] = {}
    for entry in body:
        resource = _resource(entry)
        if resource is not None:
            before = found.get(resource.cloud_id)
            scopes = dict.fromkeys((*(before.scopes if before else ()), *resource.scopes))
            found[resource.cloud_id] = Resource(
                resource.cloud_id, resource.url, resource.name, tuple(scopes)
            )
    return tuple(found.values())


def lifetime(value: object) -> int:
    """Seconds that an access token lives, whatever `expires_in` holds.

    Missing (it is optional, RFC 6749 5.1), zero, negative or no number: the documented hour. If that is wrong, a
    call's 401 shows it. A zero would cause a refresh before every call.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return USUAL_LIFETIME
    try:
        seconds = float(value)
    except (ValueError, OverflowError):
        return USUAL_LIFETIME
    if not math.isfinite(seconds) or seconds < 1:
        return USUAL_LIFETIME
    return int(min(seconds, LONGEST_LIFETIME))


def retry_after(headers: Mapping[str, str], default: float = 30.0) -> float:
    """Seconds to wait by `Retry-After`. Never zero, which would make a loop."""
    try:
        seconds = float(headers.get("Retry-After", default))
    except ValueError:
        seconds = default
    return min(max(seconds, SHORTEST_WAIT), LONGEST_WAIT) if math.isfinite(seconds) else default


def _token(grant: Mapping[str, Any], client: Mapping[str, Any] | None = None) -> TokenAnswer:
    """`POST /oauth/token` with JSON and the client's credentials in the body, as documented. *client*: not our own."""
    credentials = client or {
        "client_id": settings.ATLASSIAN_CLIENT_ID,
        "client_secret": Secret(settings.ATLASSIAN_CLIENT_SECRET),
    }
    asked_at = timezone.now()
    url = f"{settings.ATLASSIAN_AUTH_URL}/oauth/token"
    request = Request("POST", url, json={**grant, **credentials}, write=True, deadline=DEADLINE)
    return decipher(send(request), asked_at)


def decipher(answer: Answer, asked_at: datetime | None = None) -> TokenAnswer:
    """The tokens in an answer of the token endpoint, or the error that it means. Raises as `refresh` does."""
    body = answer.json()
    if 200 <= answer.status < 300:
        try:
            return TokenAnswer.from_json(body, asked_at)
        except (KeyError, TypeError, AttributeError):
            logger.error("the token endpoint answered %d without an access token", answer.status)
            raise _with_status(
                OutcomeUnknown(f"{answer.status} without an access token"), answer
            ) from None
    raise _with_status(_failure(answer, body if isinstance(body, dict) else {}), answer)


def about_pkce(description: str) -> bool:
    """Whether Atlassian's `error_description` is about RFC 7636."""
    return bool(_PKCE.search(description))


def pkce_refused(said: str) -> PkceRefused:
    """The error that tells an admin what to do. *said*: Atlassian's text, cut like those of the token endpoint."""
    other = "false" if settings.ATLASSIAN_PKCE else "true"
    return PkceRefused(f"{said}. Set ATLASSIAN_PKCE={other} and start Lodge again")


def _failure(answer: Answer, body: dict[str, Any]) -> IntegrationError:
    """The error for *answer*. Only an explicit refusal ends a link. Anything else is an outage or a wrong setting."""
    error, description = _text(body, "error")[:64], _text(body, "error_description")[:200]
    said = " ".join(filter(None, (str(answer.status), error, description)))
    if answer.status == 429:
        return RateLimited(retry_after(answer.headers), reason=said)
    if answer.status == 408 or not 400 <= answer.status < 500 or not error:
        return OutcomeUnknown(said)
    if about_pkce(description):
        return pkce_refused(said)
    if error == "invalid_grant":
        return Refused(said)
    if error == "unauthorized_client" and "refresh_token is invalid" in description.lower():
        return Refused(said)
    return Misconfigured(said) if error in _OUR_FAULT else Unavailable(said)


def _read(path: str, access: Secret, scope: str, within: float) -> Any:
    """GET as JSON with the access token, within *within* seconds and at most READ_DEADLINE.

    Raises ReconnectRequired where the token may be dead: on 401, and on 403 and 404, with which the gateway may
    answer a dead token (the caller refreshes once). Otherwise raises ScopeMissing, RateLimited or Unavailable.
    """
    if within <= 0:
        raise Unavailable(f"no time was left to ask for {path}")
    url = f"{settings.ATLASSIAN_API_URL}{path}"
    answer = send(Request("GET", url, bearer=access, deadline=min(within, READ_DEADLINE)))
    body = answer.json()
    if answer.status == 200 and body is not None:
        return body
    said = f"{path} answered {answer.status}"
    if "scope does not match" in _text(body, "message"):
        raise _with_status(ScopeMissing([scope] if scope else []), answer)
    if answer.status == 401 or (answer.status in {403, 404} and not answer.is_page()):
        raise _with_status(ReconnectRequired(said), answer)
    if answer.status == 429:
        raise _with_status(RateLimited(retry_after(answer.headers), reason=said), answer)
    raise _with_status(Unavailable(said), answer)


def _resource(entry: object) -> Resource | None:
    """One entry of accessible-resources. None when it is not a Jira site."""
    if not isinstance(entry, dict):
        return None
    cloud_id, url, scopes = _text(entry, "id"), _text(entry, "url"), entry.get("scopes")
    names = tuple(str(scope) for scope in scopes) if isinstance(scopes, list) else ()
    fits = 0 < len(cloud_id) <= 64 and 0 < len(url) <= 255 and _is_web_address(url)
    if not fits or not any("jira" in name for name in names):
        return None
    return Resource(cloud_id, url.rstrip("/"), _text(entry, "name") or url, names)


def _is_web_address(url: str) -> bool:
    """Whether *url* is safe in a link: http or https, a host, and nothing that makes it lead elsewhere."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False
    return known and url.isprintable() and not set(url) & set(' \\<>"@?#')


def _text(body: object, name: str) -> str:
    value = body.get(name) if isinstance(body, Mapping) else None
    return value if isinstance(value, str) else ""


def _with_status(error: IntegrationError, answer: Answer) -> IntegrationError:
    error.status = answer.status
    return error
