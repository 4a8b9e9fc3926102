"""Tries a personal access token before it is kept: whose it is, and which Jira answers at the address.

What answers is asked without the token first: an address that was typed wrongly never sees it. Source: the manifest of
Application Links, which every product of Data Center shows to anybody; Atlassian's document of REST v2 wants
credentials for `serverInfo`.
"""

from dataclasses import dataclass
from time import monotonic
from typing import Any

from integrations.credentials.authorization import Authorization
from integrations.credentials.cloud_account import NoSiteOfAccount, get, text_of
from integrations.credentials.data_center import DataCenterCredential, account_id_of, site_id
from integrations.credentials.site_address import cloud_id_of
from integrations.errors import IntegrationError, Unavailable
from integrations.oauth import Me, Resource
from integrations.transport import Answer
from integrations.vault import Secret

MANIFEST = "/rest/applinks/1.0/manifest"


@dataclass(frozen=True)
class ProbedInstance:
    """An instance, as whom it was asked, itself as a site, and its release ("10.3.17", "" where it hides it)."""

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

    Asks for the manifest without the token, then `myself`, never with a password. Raises NotDataCenter,
    CredentialRefused (a wrong token is served as anonymous), RateLimited or Unavailable.
    """
    ends_at = monotonic() + within
    found = answering(base_url, within=within)
    cloud_id, base = found.resource.cloud_id, found.resource.url
    left = ends_at - monotonic()
    me = DataCenterCredential().whose("", secret, cloud_id, base, within=left)
    return ProbedInstance(me, found.resource, found.release)


def answering(base_url: str, *, within: float) -> ProbedInstance:
    """The instance at *base_url*, asked by nobody. What stands for its account is the application link's.

    Raises NotDataCenter or Unavailable.
    """
    ends_at = monotonic() + within
    base = base_url.rstrip("/")
    cloud_id = site_id(base)
    answer = get(f"{base}{MANIFEST}", Authorization(), site_url=base, within=within)
    body = _manifest(answer)
    if body is None:
        seen = "page" if answer.is_page() else "other"
        raise NotDataCenter("cloud" if _is_cloud(base, ends_at) else seen)
    return ProbedInstance(
        Me(account_id_of(cloud_id, ""), _name(body, base)),
        Resource(cloud_id, base, _name(body, base)),
        text_of(body, "version"),
    )


def _manifest(answer: Answer) -> Any:
    """What the instance says of itself: {} where it hides that. None: no Jira, or one that is not known by this.

    Raises NotDataCenter or Unavailable.
    """
    if 300 <= answer.status < 400:
        raise NotDataCenter("redirect")
    if answer.status >= 500 or answer.status == 429:
        raise Unavailable(f"the instance answered {answer.status}")
    if "X-AAccountId" in answer.headers:
        raise NotDataCenter("cloud")
    body: Any = answer.json()
    if answer.status == 200 and text_of(body, "typeId") == "jira":
        return body
    hidden = answer.status in {401, 403} and "X-AUSERNAME" in answer.headers
    return {} if hidden else None


def _is_cloud(base: str, ends_at: float) -> bool:
    """Whether it has a cloud id."""
    try:
        return bool(cloud_id_of(base, within=ends_at - monotonic()))
    except IntegrationError:
        return False


def _name(body: Any, base: str) -> str:
    return text_of(body, "name") or base.partition("://")[2]
