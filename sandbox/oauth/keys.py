"""Makes secrets: tokens that look like Atlassian's, and the credentials that an admin would create."""

from __future__ import annotations

import base64
import json
import secrets
from datetime import timedelta
from typing import Any

from sandbox.people import Account, ApiKey, Client
from sandbox.world import World


def new_access_token(account_id: str, scopes: list[str], client_id: str) -> str:
    """Looks like a JWT, is opaque, and is 700 to 2900 characters long: no length is promised."""
    head = {"kid": "auth.atlassian.com-ACCESS-sandbox", "alg": "RS256", "typ": "JWT"}
    claims = {
        "jti": secrets.token_hex(16),
        "sub": account_id,
        "aud": client_id,
        "scope": " ".join(scopes),
        "pad": secrets.token_urlsafe(150 + secrets.randbelow(1200)),
    }
    return ".".join((encoded(head), encoded(claims), secrets.token_urlsafe(256)))


def new_refresh_token() -> str:
    """Looks like a JWT, is opaque."""
    head = {"kid": "auth.atlassian.com-RT-sandbox", "alg": "HS512"}
    return ".".join(
        (
            encoded(head),
            secrets.token_urlsafe(180 + secrets.randbelow(500)),
            secrets.token_urlsafe(64),
        )
    )


def encoded(part: dict[str, Any]) -> str:
    """One part of a JWT."""
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def issue_key(
    world: World, account: Account, kind: str, scopes: list[str] | None, days: float | None
) -> dict[str, Any]:
    """Create a credential and answer its secret parts. Raises ValueError for an unknown kind."""
    if kind == "oauth":
        client = Client(
            id=secrets.token_urlsafe(24),
            secret=f"ATOA{secrets.token_urlsafe(48)}",
            name=account.name,
            kind="service_account",
            account_id=account.id,
            scopes=scopes or ["read:jira-work", "write:jira-work", "read:jira-user"],
        )
        world.table(Client).put(client)
        return {"client_id": client.id, "client_secret": client.secret}
    if kind != "api_token":
        raise ValueError("kind must be api_token or oauth")
    secret = f"ATATT3x{secrets.token_urlsafe(120)}"
    expires = world.clock.now() + timedelta(days=days) if days is not None else None
    key = ApiKey(id=secret, account_id=account.id, kind=kind, scopes=scopes, expires_at=expires)
    world.table(ApiKey).put(key)
    return {"email": account.email, "secret": secret}
