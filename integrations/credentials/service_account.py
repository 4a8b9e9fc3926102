"""A service account: OAuth 2.0 client credentials, whose access tokens live for an hour.

Source: support.atlassian.com, "Create OAuth 2.0 credential for service accounts". The scopes were chosen when the
credential was made: a request that names any is refused as `invalid_scope`.
"""

from integrations import oauth
from integrations.credentials.authorization import OAuthClient
from integrations.credentials.gateway import AtGateway
from integrations.oauth import TokenAnswer
from integrations.vault import Secret


class ServiceAccountCredential(AtGateway):
    """A bearer token at the gateway. `login` is the client id, and `refresh_token` holds the client secret."""

    renewable = True
    lists_sites = True

    def renew(self, login: str, secret: Secret, client: OAuthClient | None = None) -> TokenAnswer:
        """RFC 6749 4.4. The client secret stays as it is."""
        return oauth.client_credentials(login, secret)
