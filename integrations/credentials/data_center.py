"""A personal access token of a Jira Data Center: Bearer, at the instance's own address.

Source: confluence.atlassian.com, "Using personal access tokens". The token has no scopes, and the rights of its user.
A token that is wrong or past its life is no error at Data Center: the call is served as anonymous, which X-AUSERNAME
tells on every answer. `Connection.login` is the username, which may change; the account id holds the user's key, which
does not.
"""

import hashlib
from typing import Any
from urllib.parse import unquote

from integrations import oauth
from integrations.credentials.authorization import (
    Authorization,
    CannotBeRenewed,
    Dialect,
    OAuthClient,
)
from integrations.credentials.cloud_account import (
    CredentialRefused,
    NoSiteOfAccount,
    get,
    text_of,
)
from integrations.errors import IntegrationError, RateLimited, Unavailable
from integrations.oauth import Me, TokenAnswer
from integrations.transport import Answer
from integrations.vault import Secret

LONGEST_ID = 128  # of an account id, as the tables keep it


def site_id(base_url: str) -> str:
    """What stands for a cloud id: the same for the same base URL."""
    place = base_url.rstrip("/").lower().rpartition("://")[2]
    return f"dc-{hashlib.sha256(place.encode()).hexdigest()[:12]}"


def account_id_of(cloud_id: str, key: str) -> str:
    """The account id of the user with this key at the instance."""
    return f"dc:{cloud_id.removeprefix('dc-')}:{key}"


def is_instance(cloud_id: str) -> bool:
    """Whether this stands for a Data Center. Cloud ids are UUIDs."""
    return cloud_id.startswith("dc-")


def instance_of(account_id: str) -> str:
    """The site id of the instance of an account id."""
    return f"dc-{account_id.split(':')[1]}"


class DataCenterCredential:
    """A bearer token at the instance. `login` is the username."""

    dialect = Dialect.DATA_CENTER
    at_site = True
    renewable = False
    lists_sites = False
    has_own_client = False

    def base_url(self, cloud_id: str, site_url: str) -> str:
        """The base URL of the instance, with its context path."""
        return site_url.rstrip("/")

    def authorization(self, login: str, secret: Secret) -> Authorization:
        """RFC 6750 2.1."""
        return Authorization(bearer=secret)

    def renew(self, login: str, secret: Secret, client: OAuthClient | None = None) -> TokenAnswer:
        """Always raises CannotBeRenewed."""
        raise CannotBeRenewed("a personal access token cannot be renewed; enter a new one")

    def whose(
        self, login: str, secret: Secret, cloud_id: str, site_url: str, *, within: float
    ) -> Me:
        """The user of the token, by `GET /rest/api/2/myself`. Raises as of Credential."""
        url = f"{self.base_url(cloud_id, site_url)}/rest/api/2/myself"
        proof = self.authorization(login, secret)
        answer = get(url, proof, site_url=site_url, within=within)
        body: Any = answer.json()
        key, name = text_of(body, "key"), text_of(body, "name")
        if answer.status != 200 or not key or not name or answer.is_page():
            raise _refusal(answer)
        account_id = account_id_of(cloud_id, key)
        if len(account_id) > LONGEST_ID:
            raise Unavailable("the key of this user is too long")
        shown = text_of(body, "displayName") or name
        return Me(account_id, shown, text_of(body, "timeZone"), login=name)


def _refusal(answer: Answer) -> IntegrationError:
    anonymous = unquote(answer.headers.get("X-AUSERNAME", "")) == "anonymous"
    if answer.status == 429:
        return RateLimited(oauth.retry_after(answer.headers))
    if "AUTHENTICATION_DENIED" in answer.headers.get("X-Seraph-LoginReason", ""):
        return CredentialRefused(locked=True, at_data_center=True)
    if answer.status == 401 or anonymous:
        return CredentialRefused(at_data_center=True)
    if answer.status == 404:
        return NoSiteOfAccount("no Jira answers at this address")
    return Unavailable(f"the instance answered {answer.status}")
