"""What an instance keeps about signing in: tokens, passwords, incoming links and their grants."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

ACCESS_LIFETIME = timedelta(seconds=7200)
CODE_LIFETIME = timedelta(minutes=10)
MOST_WRONG_PASSWORDS = 3
"""After so many in a row Jira asks for a CAPTCHA, which no API can answer."""


@dataclass
class PersonalToken:
    """A personal access token: `id` is the secret. It has no scopes."""

    id: str
    site_id: str
    account_id: str
    name: str
    created_at: datetime
    expires_at: datetime | None = None


@dataclass
class Login:
    """A password, and how often a wrong one came: `id` is `<instance>/<username>`."""

    id: str
    password: str
    failures: int = 0

    @property
    def asks_captcha(self) -> bool:
        """Whether the right password is refused too, until an admin resets it."""
        return self.failures >= MOST_WRONG_PASSWORDS


@dataclass
class IncomingLink:
    """An application link of the kind "external application, incoming": `id` is the client id."""

    id: str
    secret: str
    site_id: str
    name: str
    redirect_uris: list[str]
    scope: str = "WRITE"  # the most that it may ask for


@dataclass
class LinkRequest:
    """An open consent page."""

    id: str
    client_id: str
    redirect_uri: str
    state: str
    scope: str
    challenge: str
    method: str


@dataclass
class LinkCode:
    """An authorization code: `id` is the code."""

    id: str
    client_id: str
    redirect_uri: str
    account_id: str
    scope: str
    challenge: str
    method: str
    issued_at: datetime
    used: bool = False


@dataclass
class LinkGrant:
    """A pair of tokens: `id` is the access token. A refresh replaces the pair, and the old one is dead at once."""

    id: str
    refresh_token: str
    client_id: str
    site_id: str
    account_id: str
    scope: str
    issued_at: datetime
    expires_at: datetime
    replaced: bool = field(default=False)
    revoked: bool = field(default=False)
