"""Tries a personal access token before it is kept: whose it is, and which Jira answers at the address."""

from dataclasses import dataclass
from time import monotonic
from typing import Any

from integrations.credentials.authorization import Authorization
from integrations.credentials.cloud_account import NoSiteOfAccount, get, text_of
from integrations.credentials.data_center import DataCenterCredential, account_id_of, site_id
from integrations.errors import Unavailable
from integrations.oauth import Me, Resource
from integrations.transport import Answer
from integrations.vault import Secret

_CLOUD = "Cloud"


@dataclass(frozen=True)
class ProbedInstance:
    """An instance that knows the token: its user, itself as a site, and its release ("10.3.17")."""

    me: Me
    resource: Resource
    release: str


class NotDataCenter(NoSiteOfAccount):
    """What answers at the address is no Jira Data Center. *found*: "cloud", "redirect", "page" or "other"."""

    def __init__(self, found: str) -> None:
        self.found = found
        super().__init__(f"no Jira Data Center answers at this address: {found}")


def probe(base_url: str, secret: Secret, *, within: float) -> ProbedInstance:
    """The instance at *base_url*, with its context path, as the user of the token.

    Asks `serverInfo` and `myself`, never with a password. Raises NotDataCenter, CredentialRefused (a wrong token is
    served as anonymous), RateLimited or Unavailable.
    """
    ends_at = monotonic() + within
    base, credential = base_url.rstrip("/"), DataCenterCredential()
    cloud_id = site_id(base)
    proof = credential.authorization("", secret)
    answer = get(f"{base}/rest/api/2/serverInfo", proof, site_url=base, within=within)
    body = _server_info(answer)
    left = ends_at - monotonic()
    me = credential.whose("", secret, cloud_id, base, within=left)
    name = text_of(body, "serverTitle") or base.partition("://")[2]
    return ProbedInstance(me, Resource(cloud_id, base, name), text_of(body, "version"))


def answering(base_url: str, *, within: float) -> ProbedInstance:
    """The instance at *base_url*, asked by nobody. What stands for its account is the application link's.

    Raises NotDataCenter or Unavailable.
    """
    base = base_url.rstrip("/")
    cloud_id = site_id(base)
    answer = get(f"{base}/rest/api/2/serverInfo", Authorization(), site_url=base, within=within)
    body = _server_info(answer)
    if "X-AUSERNAME" not in answer.headers and not text_of(body, "version"):
        raise NotDataCenter("other")
    name = text_of(body, "serverTitle") or base.partition("://")[2]
    return ProbedInstance(
        Me(account_id_of(cloud_id, ""), name),
        Resource(cloud_id, base, name),
        text_of(body, "version"),
    )


def _server_info(answer: Answer) -> Any:
    """What the instance says of itself, nothing where it told nobody. Raises NotDataCenter or Unavailable."""
    if 300 <= answer.status < 400:
        raise NotDataCenter("redirect")
    if answer.status >= 500 or answer.status == 429:
        raise Unavailable(f"the instance answered {answer.status}")
    if answer.is_page():
        raise NotDataCenter("page")
    body: Any = answer.json()
    if text_of(body, "deploymentType") == _CLOUD or "X-AAccountId" in answer.headers:
        raise NotDataCenter("cloud")
    if answer.status == 404:
        raise NotDataCenter("other")
    return body
