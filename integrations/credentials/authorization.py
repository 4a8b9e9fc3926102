"""What goes into the Authorization header, and what each kind of credential must answer."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from integrations.errors import ReconnectRequired
from integrations.oauth import Me, TokenAnswer
from integrations.vault import Secret


class Dialect(Enum):
    """The language that the other side speaks: REST v3 with ADF, or REST v2 with wiki text."""

    CLOUD = auto()
    DATA_CENTER = auto()


@dataclass(frozen=True)
class Authorization:
    """How a request proves who asks: `bearer` (RFC 6750) or `basic` (RFC 7617: name and secret), never both."""

    bearer: Secret | None = None
    basic: tuple[str, Secret] | None = None


@dataclass(frozen=True)
class OAuthClient:
    """Lodge as the authorization server of one Data Center knows it, and where the browser comes back to."""

    base_url: str
    client_id: str
    client_secret: Secret
    redirect_uri: str


class CannotBeRenewed(ReconnectRequired):
    """The credential lasts until it ends at Atlassian. Only a new one, entered by an administrator, helps."""


class Credential(Protocol):
    """What the rest of Lodge needs of a kind.

    `dialect`: what the site speaks. `at_site`: the secret goes to the address of the site itself, not to the
    gateway. `renewable`: Lodge gets a new access token by itself, with what `refresh_token` holds. `lists_sites`:
    accessible-resources answers its access token. `has_own_client`: its tokens come from the server of its own
    instance, to which Lodge is an application link.
    """

    dialect: Dialect
    at_site: bool
    renewable: bool
    lists_sites: bool
    has_own_client: bool

    def base_url(self, cloud_id: str, site_url: str) -> str:
        """The address before `/rest/api/…` of the site with that id and that address for browsers."""

    def authorization(self, login: str, secret: Secret) -> Authorization:
        """The proof of a call. *login*: `Connection.login`. *secret*: the access token, or what stands for one."""

    def renew(self, login: str, secret: Secret, client: OAuthClient | None = None) -> TokenAnswer:
        """A new access token for what `refresh_token` holds, and a new secret where the old one is replaced.

        *client*: for a kind that `has_own_client`.

        Raises as `oauth.refresh` does, and CannotBeRenewed for a kind that is not renewable.
        """

    def whose(
        self, login: str, secret: Secret, cloud_id: str, site_url: str, *, within: float
    ) -> Me:
        """The account as which the site knows the credential. Raises as `cloud_account.whose` does."""
