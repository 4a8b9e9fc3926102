"""OAuth 2.0 of an instance: an incoming application link, with PKCE.

A refresh replaces both tokens at once: there is no reuse interval. It wants the `redirect_uri` again.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, jsonify, render_template, request

from sandbox.authentication import note_account
from sandbox.data_center.access import SCOPES
from sandbox.data_center.instance import instance_called
from sandbox.data_center.records import (
    ACCESS_LIFETIME,
    CODE_LIFETIME,
    IncomingLink,
    LinkCode,
    LinkGrant,
    LinkRequest,
)
from sandbox.people import Account, DataCenter
from sandbox.world import World, current_world


class TokenError(Exception):
    """A refusal of the token endpoint."""

    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(status, error, description)
        self.status, self.error, self.description = status, error, description


def blueprint(slug: str) -> Blueprint:
    """The two endpoints."""
    new = Blueprint("oauth2", __name__)
    new.get("/authorize", endpoint="data_center_authorize")(lambda: ask(slug))
    new.post("/authorize", endpoint="data_center_consent")(lambda: decide(slug))
    new.post("/token", endpoint="data_center_token")(lambda: exchange(slug))
    return new


def ask(slug: str) -> Response:
    """The consent page, or a page that says what is wrong."""
    world, args = current_world(), request.args
    site = instance_called(world, slug)
    wrong = problem_of(world, site, args)
    if wrong:
        return Response(render_template("data_center_refusal.html", said=wrong, site=site), 400)
    opened = LinkRequest(
        id=secrets.token_urlsafe(24),
        client_id=args["client_id"],
        redirect_uri=args["redirect_uri"],
        state=args.get("state", ""),
        scope=args["scope"],
        challenge=args.get("code_challenge", ""),
        method=args.get("code_challenge_method", "plain"),
    )
    world.table(LinkRequest).put(opened)
    people = [
        each
        for account_id in site.members
        if (each := world.table(Account).get(account_id)) is not None
        and each.active
        and each.account_type == "atlassian"
    ]
    link = world.table(IncomingLink).get(opened.client_id)
    return Response(
        render_template(
            "data_center_consent.html", site=site, link=link, opened=opened, people=people[:40]
        )
    )


def problem_of(world: World, site: DataCenter, args: Mapping[str, str]) -> str:
    """What is wrong with an authorization request; "" for nothing."""
    link = world.table(IncomingLink).get(args.get("client_id", ""))
    if link is None or link.site_id != site.id:
        return "Invalid client_id"
    if args.get("redirect_uri") not in link.redirect_uris:
        return "Invalid redirect_uri"
    if args.get("response_type") != "code":
        return "Unsupported response_type"
    scope = args.get("scope", "")
    if scope not in SCOPES or SCOPES.index(scope) > SCOPES.index(link.scope):
        return f"Invalid scope: {scope}"
    if args.get("code_challenge_method", "S256") not in ("S256", "plain"):
        return "Invalid code_challenge_method"
    return ""


def decide(slug: str) -> Response:
    """Handle the posted form."""
    world, form = current_world(), request.form
    with world.lock:
        opened = world.table(LinkRequest).get(form.get("txn", ""))
        if opened is None:
            return Response("This request was answered already.", 400)
        world.table(LinkRequest).delete(opened.id)
        account = world.table(Account).get(form.get("who", ""))
        if account is None or form.get("decision") != "allow":
            said = {"error": "access_denied", "error_description": "The user denied the request."}
            return _back(opened, said)
        code = LinkCode(
            id=secrets.token_hex(32),
            client_id=opened.client_id,
            redirect_uri=opened.redirect_uri,
            account_id=account.id,
            scope=opened.scope,
            challenge=opened.challenge,
            method=opened.method,
            issued_at=world.clock.now(),
        )
        world.table(LinkCode).put(code)
    world.event("data_center_consent_given", account_id=account.id)
    return _back(opened, {"code": code.id})


def _back(opened: LinkRequest, said: dict[str, str]) -> Response:
    query = urlencode({**said, "state": opened.state}, quote_via=quote)
    return Response(status=302, headers={"Location": f"{opened.redirect_uri}?{query}"})


def exchange(slug: str) -> Response:
    """Answer a token request, whose body is a form."""
    world = current_world()
    try:
        if request.mimetype != "application/x-www-form-urlencoded":
            raise TokenError(400, "invalid_request", "The body must be form-encoded")
        given = request.form.to_dict()
        with world.lock:
            link = _client(world, instance_called(world, slug), given)
            grant = granted(world, link, given)
    except TokenError as refusal:
        response = jsonify(error=refusal.error, error_description=refusal.description)
        response.status_code = refusal.status
        world.event("data_center_token_refused", reason=refusal.description)
    else:
        note_account(request, grant.account_id)
        response = jsonify(
            access_token=grant.id,
            token_type="bearer",  # noqa: S106 - the word of RFC 6750
            expires_in=int(ACCESS_LIFETIME.total_seconds()),
            refresh_token=grant.refresh_token,
            created_at=int(grant.issued_at.timestamp()),
            scope=grant.scope,
        )
        kind = "rotated" if given["grant_type"] == "refresh_token" else "issued"
        world.event(f"data_center_token_{kind}", account_id=grant.account_id)
    response.headers["Cache-Control"] = "no-store"
    return response


def _client(world: World, site: DataCenter, given: Mapping[str, str]) -> IncomingLink:
    link = world.table(IncomingLink).get(given.get("client_id", ""))
    secret = given.get("client_secret", "").encode()
    if (
        link is None
        or link.site_id != site.id
        or not hmac.compare_digest(link.secret.encode(), secret)
    ):
        raise TokenError(401, "invalid_client", "Client authentication failed")
    return link


def granted(world: World, link: IncomingLink, given: Mapping[str, str]) -> LinkGrant:
    """A new pair for a code or a refresh token. Raises TokenError."""
    kind = given.get("grant_type")
    if kind == "authorization_code":
        code = _redeemed(world, link, given)
        return _pair(world, link, code.account_id, code.scope)
    if kind == "refresh_token":
        old = _replaced(world, link, given)
        return _pair(world, link, old.account_id, old.scope)
    raise TokenError(400, "unsupported_grant_type", f"Unsupported grant type: {kind}")


def _redeemed(world: World, link: IncomingLink, given: Mapping[str, str]) -> LinkCode:
    code = world.table(LinkCode).get(given.get("code", ""))
    if (
        code is None
        or code.used
        or code.client_id != link.id
        or code.redirect_uri != given.get("redirect_uri")
        or world.clock.now() - code.issued_at > CODE_LIFETIME
        or not _is_verified(code, given.get("code_verifier", ""))
    ):
        raise TokenError(400, "invalid_grant", "Invalid authorization code")
    code.used = True
    return world.table(LinkCode).put(code)


def _is_verified(code: LinkCode, verifier: str) -> bool:
    if not code.challenge:
        return True
    if code.method == "plain":
        return hmac.compare_digest(code.challenge, verifier)
    digest = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return hmac.compare_digest(code.challenge, digest)


def _replaced(world: World, link: IncomingLink, given: Mapping[str, str]) -> LinkGrant:
    """The pair of a refresh token, which is dead from now on. Without `redirect_uri` the refusal says no more."""
    token = given.get("refresh_token", "")
    found = [each for each in world.table(LinkGrant) if each.refresh_token == token]
    if (
        not found
        or found[0].replaced
        or found[0].revoked
        or found[0].client_id != link.id
        or given.get("redirect_uri") not in link.redirect_uris
    ):
        raise TokenError(400, "invalid_grant", "Invalid refresh token")
    found[0].replaced = True
    return world.table(LinkGrant).put(found[0])


def _pair(world: World, link: IncomingLink, account_id: str, scope: str) -> LinkGrant:
    now = world.clock.now()
    grant = LinkGrant(
        id=secrets.token_hex(32),
        refresh_token=secrets.token_hex(32),
        client_id=link.id,
        site_id=link.site_id,
        account_id=account_id,
        scope=scope,
        issued_at=now,
        expires_at=now + ACCESS_LIFETIME,
    )
    return world.table(LinkGrant).put(grant)
