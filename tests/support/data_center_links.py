"""Links to the sandbox's Data Centers in Lodge's own tables, as administrators and people make them."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterable
from hashlib import sha256

from django.contrib.auth.models import Group

from accounts.models import User
from integrations import connections
from integrations.connections import NewCredential
from integrations.credentials import data_center_oauth, data_center_probe
from integrations.models import Connection
from integrations.vault import Secret
from tests.support.data_center import VERIFIER, DataCenter, code_in


def entered(
    at: DataCenter,
    by: User,
    account: str = "bob",
    token: str = "",
    groups: Iterable[Group] = (),
) -> Connection:
    """A shared link by a personal access token, as if the administrator *by* had entered it."""
    secret = Secret(token or at.token(account))
    found = data_center_probe.probe(at.url, secret, within=10.0)
    new = NewCredential("data_center", found.me.login, secret, found.me, (found.resource,))
    return connections.enter(new, by, groups)


def application_link(at: DataCenter, by: User, *, secret: str = "") -> Connection:
    """An application link of the instance, as if the administrator *by* had entered it. *secret*: a wrong one."""
    client_id, right = at.link(connections.redirect_uri())
    found = data_center_probe.answering(at.url, within=10.0)
    new = NewCredential(
        "data_center_app", client_id, Secret(secret or right), found.me, (found.resource,)
    )
    return connections.enter(new, by)


def linked(at: DataCenter, application: Connection, user: User, account: str = "bob") -> Connection:
    """A person's own link at the instance, made as their browser would make it."""
    client = connections.client_at(application)
    digest = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
    back = at.consent(account, data_center_oauth.authorize_url(client, "a-state", digest))
    code, verifier = Secret(code_in(back)), Secret(VERIFIER)
    return connections.redeem(
        user,
        lambda: data_center_oauth.exchange_code(client, code, verifier),
        within=20.0,
        instance=connections.resource_of(application),
    )
