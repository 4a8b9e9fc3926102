"""Authenticates callers at the gateway and at the sites.

The gateway (`/ex/jira/<cloud id>`) takes bearer tokens of the app and of service accounts, and scoped API tokens. A
site's own URL (`/_sites/<slug>`) takes unscoped API tokens by Basic alone. The bodies are those in atlassian.md k.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any

from flask import Request

from sandbox.oauth_records import AccessToken, Grant
from sandbox.people import Account, ApiKey, Site, site_by_slug
from sandbox.recorded_call import Exchange
from sandbox.world import World, current_world


@dataclass(frozen=True)
class Caller:
    """The account, the site and the scopes of a call (None: whatever the account may do)."""

    account: Account
    site: Site
    scopes: frozenset[str] | None


class GatewayRefusal(Exception):
    """The call does not reach Jira. The app's error handler answers it as JSON."""

    def __init__(
        self, status: int, body: dict[str, Any] | str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(status, body)
        self.status, self.body, self.headers = status, body, headers or {}


class NotAuthenticated(GatewayRefusal):
    """No credentials, or refused ones, reached Jira itself, which then serves some operations as anonymous."""


def unauthorized(status: int = 401) -> GatewayRefusal:
    """The gateway's refusal of a token. `status` may be 403 or 404, as seen for expired tokens."""
    words = {401: "Unauthorized", 403: "Forbidden", 404: "Not Found"}
    return GatewayRefusal(status, {"code": status, "message": words[status]})


def scope_mismatch(status: int = 401) -> GatewayRefusal:
    """The token is valid, but not for this operation."""
    return GatewayRefusal(status, {"code": status, "message": "Unauthorized; scope does not match"})


def lost_site(world: World) -> GatewayRefusal:
    """The token is valid, but no longer for this site. The real answer for a removed account is not known."""
    status = {"forbidden": 403, "not_found": 404}.get(world.config.lost_site)
    return not_installed() if status is None else unauthorized(status)


def not_installed() -> GatewayRefusal:
    """The grant does not cover this site, or the app was uninstalled there."""
    return GatewayRefusal(
        403, {"code": 403, "message": "The app is not installed on this instance"}
    )


def not_authenticated(request: Request) -> NotAuthenticated:
    """Jira's answer to a caller whom it does not know. Only refused credentials have a reason."""
    tried = request.headers.get("Authorization", "")
    reason = {"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"} if tried else {}
    return NotAuthenticated(401, "Client must be authenticated to access this resource.", reason)


def authenticate(
    request: Request, cloud_id: str | None = None, *, slug: str | None = None
) -> Caller:
    """The caller of the site with this cloud id (through the gateway) or slug (at its own URL).

    Raises GatewayRefusal. Records account and site in the call log.
    """
    world = current_world()
    caller = (
        at_gateway(world, request, cloud_id or "")
        if slug is None
        else at_site(world, request, slug)
    )
    note_account(request, caller.account.id)
    Exchange.of(request).cloud_id = caller.site.id
    return caller


def require(caller: Caller, *scopes: str) -> None:
    """Refuse unless the caller has one of these scopes (or needs none). Raises GatewayRefusal."""
    if caller.scopes is not None and scopes and not caller.scopes & set(scopes):
        raise scope_mismatch()


def note_account(request: Request, account_id: str) -> None:
    """Record the account of this call in the call log."""
    Exchange.of(request).account_id = account_id


def bearer(world: World, request: Request) -> AccessToken:
    """The live access token of this request. Raises GatewayRefusal."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise unauthorized()
    token = world.table(AccessToken).get(value.strip())
    if token is None:
        raise unauthorized()
    note_account(request, token.account_id)
    if token.dead(world.clock.now()):
        expired = world.clock.now() >= token.expires_at
        config = world.config
        raise unauthorized(config.expired_status if expired else config.revoked_status)
    return token


def caller_of_jira(world: World, path: str, authorization: str) -> str:
    """The account whose live bearer token reaches Jira with this call. Empty where there is none."""
    scheme, _, value = authorization.partition(" ")
    token = world.table(AccessToken).get(value.strip()) if scheme.lower() == "bearer" else None
    reached = (
        token is not None and path.startswith("/ex/jira/") and not token.dead(world.clock.now())
    )
    return token.account_id if token is not None and reached else ""


def sites_of(world: World, token: AccessToken) -> list[Site]:
    """Sites that a token can reach now: granted, with the app installed, and the account still a member."""
    grant = world.table(Grant).get(token.grant_id) if token.grant_id else None
    return [
        site
        for site in world.table(Site).all()
        if site.installed
        and token.account_id in site.members
        and (token.grant_id is None or (grant is not None and site.id in grant.cloud_ids))
    ]


def at_gateway(world: World, request: Request, cloud_id: str) -> Caller:
    """A caller of `/ex/jira/<cloud id>/…`."""
    service_key = _service_key(world, request)
    if service_key or request.headers.get("Authorization", "").lower().startswith("basic "):
        key = service_key or api_key(world, request)
        if (
            key is None
            or _is_sent_wrongly(world, request, key)
            or key.kind != "api_token"
            or key.scopes is None
        ):
            raise unauthorized()
        account = account_of(world, key.account_id)
        site = world.table(Site).get(cloud_id)
        if site is None or account.id not in site.members:
            raise not_installed()
        return Caller(account, site, frozenset(key.scopes))
    token = bearer(world, request)
    account = account_of(world, token.account_id)
    for site in sites_of(world, token):
        if site.id == cloud_id:
            return Caller(account, site, frozenset(token.scopes))
    if world.table(Site).get(cloud_id) is None:
        raise unauthorized(404)
    raise lost_site(world)


def _service_key(world: World, request: Request) -> ApiKey | None:
    """The live API key of a service account that came as Bearer."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    key = world.table(ApiKey).get(value.strip()) if scheme.lower() == "bearer" else None
    if key is None or not _is_of_service(world, key) or key.kind != "api_token":
        return None
    return None if key.expires_at is not None and world.clock.now() >= key.expires_at else key


def _is_of_service(world: World, key: ApiKey) -> bool:
    account = world.table(Account).get(key.account_id)
    return account is not None and account.account_type == "app"


def _is_sent_wrongly(world: World, request: Request, key: ApiKey) -> bool:
    """Whether the knob `service_keys` wants this key sent in the other way."""
    scheme = request.headers.get("Authorization", "").partition(" ")[0].lower()
    return _is_of_service(world, key) and scheme != world.config.service_keys


def at_site(world: World, request: Request, slug: str) -> Caller:
    """A caller of `/_sites/<slug>/rest/…`."""
    site = site_by_slug(world, slug)
    if site is None:
        raise GatewayRefusal(
            404, {"errorMessage": "Site temporarily unavailable", "errorCode": "OTHER"}
        )
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and world.table(AccessToken).get(value.strip()) is None:
        raise GatewayRefusal(403, "")  # nonsense, such as a token of a Data Center
    key = api_key(world, request)
    if key is None or key.scopes is not None or key.account_id not in site.members:
        raise not_authenticated(request)
    return Caller(account_of(world, key.account_id), site, None)


def account_of(world: World, account_id: str) -> Account:
    """The active account with this id. Raises GatewayRefusal."""
    account = world.table(Account).get(account_id)
    if account is None or not account.active:
        raise unauthorized()
    return account


def api_key(world: World, request: Request) -> ApiKey | None:
    """The live API token presented by Basic, with the account's e-mail address."""
    _, _, value = request.headers.get("Authorization", "").partition(" ")
    email, _, secret = decode_basic(value).partition(":")
    key = world.table(ApiKey).get(secret)
    if key is None or account_of(world, key.account_id).email != email:
        return None
    if key.expires_at is not None and world.clock.now() >= key.expires_at:
        return None
    return key


def decode_basic(value: str) -> str:
    """`user:password` from a Basic header's value. Empty when it is not base64."""
    try:
        return base64.b64decode(value.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
