"""Credentials of the sandbox's accounts, and the shared links that an administrator makes of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import Group

from accounts.models import User
from integrations import connections, oauth
from integrations.connections import NewCredential
from integrations.models import Connection
from integrations.oauth import Me, Resource
from integrations.vault import Secret
from tests.support.sandbox import Sandbox

SCOPES = ("read:jira-work", "write:jira-work", "read:jira-user")
KINDS = ("service_account", "api_token", "scoped_api_token")


@dataclass(frozen=True)
class Key:
    """What an administrator would copy from Atlassian: the name beside the secret, and the secret."""

    kind: str
    login: str
    secret: str


def make_key(sandbox: Sandbox, kind: str, account: str = "Lodge bot", **options: Any) -> Key:
    """A credential of this account of the sandbox; *options*: `scopes`, `days`."""
    made = "oauth" if kind == "service_account" else "api_token"
    if kind != "api_token":
        options.setdefault("scopes", list(SCOPES))
    account_id = sandbox.account(account)["account_id"]
    answer = sandbox.control("POST", f"/accounts/{account_id}/keys", {"kind": made, **options})
    if made == "oauth":
        return Key(kind, answer["client_id"], answer["client_secret"])
    return Key(kind, answer["email"], answer["secret"])


def entered(
    sandbox: Sandbox,
    by: User,
    kind: str,
    account: str = "Lodge bot",
    *,
    groups: Iterable[Group] = (),
    expires_on: date | None = None,
    key: Key | None = None,
) -> Connection:
    """A shared link to "Demo team", as if the administrator *by* had entered it."""
    return connections.enter(credential(sandbox, kind, account, expires_on, key), by, groups)


def credential(
    sandbox: Sandbox,
    kind: str,
    account: str = "Lodge bot",
    expires_on: date | None = None,
    key: Key | None = None,
) -> NewCredential:
    """What `connections.enter` takes."""
    key = key or make_key(sandbox, kind, account)
    site, who = sandbox.site("demo-team"), sandbox.account(account)
    secret = Secret(key.secret)
    service = kind == "service_account"
    return NewCredential(
        kind,
        key.login,
        secret,
        Me(who["account_id"], who["name"]),
        (Resource(site["cloud_id"], site["url"], site["name"], SCOPES),),
        answer=oauth.client_credentials(key.login, secret) if service else None,
        scopes=() if kind == "api_token" else SCOPES,
        expires_on=expires_on,
    )
