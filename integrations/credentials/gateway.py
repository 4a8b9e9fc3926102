"""Atlassian's gateway, through which every token with scopes reaches a site."""

from django.conf import settings

from integrations.credentials import cloud_account
from integrations.credentials.authorization import Authorization, Dialect
from integrations.oauth import Me
from integrations.vault import Secret


def gateway_url(cloud_id: str) -> str:
    """The gateway's address of a site, before `/rest/api/…`."""
    return f"{settings.ATLASSIAN_API_URL}/ex/jira/{cloud_id}"


class AtGateway:
    """What the kinds at the gateway share: a bearer token, and the gateway's address of the site."""

    dialect = Dialect.CLOUD
    at_site = False
    has_own_client = False

    def base_url(self, cloud_id: str, site_url: str) -> str:
        """The gateway's address. The site's own one answers such a token like a wrong one."""
        return gateway_url(cloud_id)

    def authorization(self, login: str, secret: Secret) -> Authorization:
        """RFC 6750 2.1."""
        return Authorization(bearer=secret)

    def whose(
        self, login: str, secret: Secret, cloud_id: str, site_url: str, *, within: float
    ) -> Me:
        """As of Credential."""
        root, proof = self.base_url(cloud_id, site_url), self.authorization(login, secret)
        return cloud_account.whose(root, proof, within=within)
