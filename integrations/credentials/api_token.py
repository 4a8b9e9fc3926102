"""API tokens: HTTP Basic with an e-mail address. Only calls tell a token with scopes from one without.

Source: support.atlassian.com, "Manage API tokens for your Atlassian account". A token without scopes is good at the
site's own address, one with scopes only at the gateway.
"""

from integrations.credentials import cloud_account
from integrations.credentials.authorization import Authorization, CannotBeRenewed, OAuthClient
from integrations.credentials.gateway import AtGateway
from integrations.oauth import Me, TokenAnswer
from integrations.vault import Secret


class ScopedApiTokenCredential(AtGateway):
    """A token with scopes, or the API key of a service account. `login` is the e-mail address of its account."""

    renewable = False
    lists_sites = False

    def authorization(self, login: str, secret: Secret) -> Authorization:
        """RFC 7617. Without a login it is the API key of a service account that is sent as Bearer."""
        return Authorization(basic=(login, secret)) if login else Authorization(bearer=secret)

    def renew(self, login: str, secret: Secret, client: OAuthClient | None = None) -> TokenAnswer:
        """Always raises CannotBeRenewed."""
        raise CannotBeRenewed("an API token cannot be renewed; an administrator enters a new one")


class ApiTokenCredential(ScopedApiTokenCredential):
    """A token without scopes: the same at the site's own address."""

    at_site = True

    def base_url(self, cloud_id: str, site_url: str) -> str:
        """The site's own address."""
        return site_url

    def whose(
        self, login: str, secret: Secret, cloud_id: str, site_url: str, *, within: float
    ) -> Me:
        """As of Credential."""
        proof = self.authorization(login, secret)
        return cloud_account.whose(site_url, proof, site_url=site_url, within=within)
