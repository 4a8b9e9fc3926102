"""A person's own account: OAuth 2.0 (3LO), always through the gateway.

Source: developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps ("Make calls to the API").
"""

from integrations import oauth
from integrations.credentials.authorization import OAuthClient
from integrations.credentials.gateway import AtGateway
from integrations.oauth import TokenAnswer
from integrations.vault import Secret


class UserCredential(AtGateway):
    """A bearer token at the gateway. The refresh token rotates with every use."""

    renewable = True
    lists_sites = True

    def renew(self, login: str, secret: Secret, client: OAuthClient | None = None) -> TokenAnswer:
        """RFC 6749 6."""
        return oauth.refresh(secret)
