"""A person's own account: OAuth 2.0 (3LO), always through the gateway.

Source: developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps ("Make calls to the API").
"""

from django.conf import settings

from integrations import oauth
from integrations.oauth import TokenAnswer
from integrations.vault import Secret


class UserCredential:
    """Bearer token at the gateway; the refresh token rotates with every use."""

    def base_url(self, cloud_id: str) -> str:
        """The gateway's address of a site: its own address answers 401 to a 3LO token."""
        return f"{settings.ATLASSIAN_API_URL}/ex/jira/{cloud_id}"

    def renew(self, refresh_token: Secret) -> TokenAnswer:
        """RFC 6749 6."""
        return oauth.refresh(refresh_token)
