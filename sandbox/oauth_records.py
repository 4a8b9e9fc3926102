"""The state of auth.atlassian.com: consents in progress, codes, grants, tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

REUSE_INTERVAL = timedelta(minutes=10)
"""A rotated refresh token still works this long; its companion access token dies when it ends."""
INACTIVITY = timedelta(days=90)
"""A refresh token that was not used this long is dead."""
CODE_LIFETIME = timedelta(minutes=5)
CONSENT_LIFETIME = timedelta(minutes=30)


@dataclass
class Consent:
    """An authorization request with an open consent page. `id` is in the form."""

    id: str
    client_id: str
    redirect_uri: str
    state: str
    scopes: list[str]
    started_at: datetime
    account_id: str | None = None  # chosen on the first of two pages
    challenge: str = ""  # RFC 7636, S256


@dataclass
class Code:
    """An authorization code: `id` is the code itself."""

    id: str
    client_id: str
    redirect_uri: str
    account_id: str
    scopes: list[str]
    cloud_ids: list[str]
    issued_at: datetime
    used: bool = False
    challenge: str = ""


@dataclass
class Grant:
    """The permission of one account for one app. There is one for each pair."""

    id: str
    client_id: str
    account_id: str
    scopes: list[str]
    cloud_ids: list[str]
    created_at: datetime
    family: int = 1  # changes when the family is revoked and the account consents again
    state: str = "live"  # "live", "revoked" (by the user), "breached" (reuse), "password_changed"
    refreshes: int = 0

    @property
    def live(self) -> bool:
        """Whether its refresh tokens may still be used."""
        return self.state == "live"


@dataclass
class AccessToken:
    """A bearer token: `id` is the token itself. `grant_id` is None for client credentials."""

    id: str
    grant_id: str | None
    client_id: str
    account_id: str
    scopes: list[str]
    family: int
    issued_at: datetime
    expires_at: datetime
    dies_at: datetime | None = None  # earlier than `expires_at`: rotated away, or revoked

    def dead(self, now: datetime) -> bool:
        """Whether the gateway refuses it, for any reason."""
        return now >= self.expires_at or (self.dies_at is not None and now >= self.dies_at)


@dataclass
class RefreshToken:
    """A refresh token: `id` is the token itself."""

    id: str
    grant_id: str
    family: int
    chain: str  # all refresh tokens of one consent
    access_token: str
    issued_at: datetime
    superseded_at: datetime | None = None
