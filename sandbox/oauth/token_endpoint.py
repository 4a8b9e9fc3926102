"""`POST /oauth/token`: exchanges codes, refresh tokens and client credentials (atlassian.md a.2 to a.4)."""

from __future__ import annotations

import hmac
from typing import Any
from urllib.parse import unquote

from flask import Blueprint, Response, jsonify, request

from sandbox.authentication import decode_basic, note_account
from sandbox.oauth import grants, pkce
from sandbox.oauth_records import CODE_LIFETIME, AccessToken, Code, Grant, RefreshToken
from sandbox.people import Client
from sandbox.world import World, current_world

PARAMETERS = {
    "authorization_code": ("code", "redirect_uri"),
    "refresh_token": ("refresh_token",),
    "client_credentials": (),
}
"""What each grant type must bring besides the client's credentials."""


class TokenError(Exception):
    """A refusal of the token endpoint."""

    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(status, error, description)
        self.status, self.error, self.description = status, error, description


def register(blueprint: Blueprint) -> None:
    """Mount the endpoint."""
    blueprint.post("/oauth/token", endpoint="token")(exchange)


def exchange() -> Response:
    """Answer a token request."""
    world = current_world()
    try:
        given = parameters()
        client = authenticated_client(world, given)
        access, refresh = grant_pair(world, client, given)
    except TokenError as refusal:
        body = {"error": refusal.error, "error_description": refusal.description}
        response = jsonify(body)
        response.status_code = refusal.status
    else:
        note_account(request, access.account_id)
        response = jsonify(answer(world, access, refresh))
    response.headers["Cache-Control"] = "no-store"
    return response


def answer(world: World, access: AccessToken, refresh: RefreshToken | None) -> dict[str, Any]:
    """The documented success body."""
    grant = world.table(Grant).get(access.grant_id) if access.grant_id else None
    scopes = grant.scopes if grant else access.scopes
    body: dict[str, Any] = {
        "access_token": access.id,
        "expires_in": int((access.expires_at - access.issued_at).total_seconds()),
        "token_type": "Bearer",
        "scope": " ".join(scopes),
    }
    if refresh is not None:
        body["refresh_token"] = refresh.id
    return body


def parameters() -> dict[str, str]:
    """The request as strings by name, from a JSON or a form body. Raises TokenError."""
    if request.mimetype == "application/x-www-form-urlencoded":
        given: Any = request.form.to_dict()
    elif request.mimetype == "application/json":
        given = request.get_json(silent=True)
    else:
        raise malformed(
            "Content-Type must be application/json or application/x-www-form-urlencoded"
        )
    if not isinstance(given, dict):
        raise malformed("The body must be a JSON object")
    for name, value in given.items():
        if not isinstance(value, str) or not value:
            raise malformed(f"{name} must be a non-empty string")
    return given


def authenticated_client(world: World, given: dict[str, str]) -> Client:
    """The client whose credentials came in the body or, failing that, by HTTP Basic. Raises TokenError."""
    kind = given.get("grant_type")
    if kind is None:
        raise malformed("Missing required parameter: grant_type")
    if kind not in PARAMETERS:
        raise TokenError(400, "unsupported_grant_type", f"Unsupported grant type: {kind}")
    if missing := [name for name in PARAMETERS[kind] if name not in given]:
        raise malformed(f"Missing required parameter: {missing[0]}")
    client_id, secret = given.get("client_id"), given.get("client_secret")
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if secret is None and scheme.lower() == "basic":
        client_id, _, secret = decode_basic(value).partition(":")
        client_id, secret = unquote(client_id), unquote(secret)
    if not client_id or not secret:
        raise malformed(
            "Missing required parameter: client_id" if not client_id else "Missing client_secret"
        )
    client = world.table(Client).get(client_id)
    if client is None or not hmac.compare_digest(client.secret.encode(), secret.encode()):
        raise TokenError(401, "access_denied", "Unauthorized")
    if (kind == "client_credentials") != (client.kind == "service_account"):
        raise TokenError(
            403, "unauthorized_client", f"Grant type '{kind}' not allowed for the client."
        )
    return client


def grant_pair(world: World, client: Client, given: dict[str, str]) -> grants.Pair:
    """The tokens asked for. Raises TokenError."""
    kind = given["grant_type"]
    if kind == "client_credentials":
        if "scope" in given:  # chosen when the credential was made; any value is refused
            raise TokenError(400, "invalid_scope", "The requested scope is invalid")
        return grants.client_credentials(world, client), None
    if kind == "refresh_token":
        try:
            return grants.refreshed(world, client, given["refresh_token"])
        except grants.Refused as refusal:
            raise refused_refresh(world, refusal.reason) from None
    with world.lock:
        code = world.table(Code).get(given["code"])
        if (
            code is None
            or code.used
            or code.client_id != client.id
            or code.redirect_uri != given["redirect_uri"]
            or world.clock.now() - code.issued_at > CODE_LIFETIME
        ):
            raise TokenError(403, "invalid_grant", "Invalid authorization code")
        if refused := pkce.refused_exchange(world, code, given):
            raise TokenError(*refused)
        return grants.first_pair(world, code)


def refused_refresh(world: World, reason: str) -> TokenError:
    """Either of the two documented refusals, by the knob `refusal`; a changed password has its own."""
    if world.config.refusal == "invalid_grant" or reason == "password_changed":
        return TokenError(403, "invalid_grant", "Unknown or invalid refresh token.")
    return TokenError(403, "unauthorized_client", "refresh_token is invalid")


def malformed(description: str) -> TokenError:
    """The request does not make sense."""
    return TokenError(400, "invalid_request", description)
