"""A person's own account at a Data Center: OAuth 2.0 by an incoming application link, with PKCE.

Source: confluence.atlassian.com, "Jira OAuth 2.0 provider API"; RFC 6749 4.1 and 6; RFC 7636. Unlike Atlassian's own
server: the body is form-encoded; a refresh wants `redirect_uri` again, without which it answers `invalid_grant`; both
old tokens are dead at once, with no interval in which the old refresh token may be sent again.
"""

from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from integrations import oauth
from integrations.credentials.authorization import Authorization, OAuthClient
from integrations.credentials.data_center import DataCenterCredential
from integrations.errors import Misconfigured
from integrations.oauth import TokenAnswer
from integrations.transport import Request, send
from integrations.vault import Secret

SCOPE = "WRITE"  # implies READ


def authorize_url(client: OAuthClient, state: str, challenge: str) -> str:
    """The consent page of the instance."""
    query = {
        "client_id": client.client_id,
        "redirect_uri": client.redirect_uri,
        "response_type": "code",
        "state": state,
        "scope": SCOPE,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return f"{client.base_url}/rest/oauth2/latest/authorize?{urlencode(query)}"


def exchange_code(client: OAuthClient, code: Secret, verifier: Secret) -> TokenAnswer:
    """Exchange an authorization code. Raises as `oauth.exchange_code` does."""
    return _token(
        client, {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
    )


def refresh(client: OAuthClient, refresh_token: Secret) -> TokenAnswer:
    """Exchange a refresh token. Raises as `oauth.refresh` does.

    After OutcomeUnknown the pair may be replaced, and the new one lost for good. Sending the same token again costs
    nothing then, and is the only way to find out: see docs/decisions/0059.
    """
    return _token(client, {"grant_type": "refresh_token", "refresh_token": refresh_token})


def _token(client: OAuthClient, grant: dict[str, Any]) -> TokenAnswer:
    form = {
        **grant,
        "client_id": client.client_id,
        "client_secret": client.client_secret,
        "redirect_uri": client.redirect_uri,
    }
    url, asked_at = f"{client.base_url}/rest/oauth2/latest/token", timezone.now()
    request = Request(
        "POST", url, form=form, site_url=client.base_url, write=True, deadline=oauth.DEADLINE
    )
    return oauth.decipher(send(request), asked_at)


class DataCenterOAuthCredential(DataCenterCredential):
    """A bearer token of a person at the instance. `login` is their username."""

    renewable = True
    has_own_client = True

    def renew(self, login: str, secret: Secret, client: OAuthClient | None = None) -> TokenAnswer:
        """RFC 6749 6."""
        if client is None:
            raise Misconfigured("this Data Center has no application link any more")
        return refresh(client, secret)


class DataCenterAppCredential(DataCenterCredential):
    """The client id (`login`) and secret of Lodge at an instance. It is nobody's account."""

    def authorization(self, login: str, secret: Secret) -> Authorization:
        """Always raises Misconfigured: a client secret is no token."""
        raise Misconfigured("no call is made as an application link")
