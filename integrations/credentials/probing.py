"""Finds out what an administrator typed: which kind of credential, whose account, which sites.

An API token does not show whether it has scopes. So `myself` is asked at the site, and then through the gateway.
Source: support.atlassian.com, "Manage API tokens for your Atlassian account" and "… for service accounts".
"""

from dataclasses import dataclass, replace
from time import monotonic

from integrations import oauth
from integrations.credentials import site_address
from integrations.credentials.authorization import Authorization
from integrations.credentials.cloud_account import (
    PEOPLE,
    CredentialRefused,
    NoSiteOfAccount,
    get,
    text_of,
    whose,
)
from integrations.credentials.gateway import gateway_url
from integrations.errors import IntegrationError
from integrations.oauth import Me, Resource, TokenAnswer
from integrations.transport import check_address
from integrations.vault import Secret

# Seconds for all the calls of one try.
DEADLINE = 20.0
READS, WRITES = "read:jira-work", "write:jira-work"
NEEDED = (READS, WRITES, PEOPLE)


@dataclass(frozen=True)
class Probed:
    """A credential that works. *kind*: of Connection. *login*: empty where the secret is sent as Bearer.

    *lacking*: scopes that Lodge needs and the credential has not, as far as calls show it.
    """

    kind: str
    login: str
    me: Me
    resources: tuple[Resource, ...]
    answer: TokenAnswer | None = None
    scopes: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


def service_account(client_id: str, secret: Secret, site: str = "") -> Probed:
    """Try client credentials. *site*: the address of a site, where Atlassian lists none for the account.

    Raises CredentialRefused, NoSiteOfAccount, ScopeMissing (it cannot be read whose account it is), AddressRefused,
    RateLimited or Unavailable.
    """
    ends_at = monotonic() + DEADLINE
    try:
        answer = oauth.client_credentials(client_id, secret)
    except oauth.Refused:
        raise CredentialRefused from None
    resources = oauth.accessible_resources(answer.access, within=ends_at - monotonic())
    if not resources and site:
        resources = (_typed(site, ends_at, answer.scopes),)
    if not resources:
        raise NoSiteOfAccount
    proof = Authorization(bearer=answer.access)
    me = whose(gateway_url(resources[0].cloud_id), proof, within=ends_at - monotonic())
    lacking = tuple(scope for scope in NEEDED if answer.scopes and scope not in answer.scopes)
    return Probed("service_account", client_id, me, resources, answer, answer.scopes, lacking)


def api_token(site: str, email: str, secret: Secret) -> Probed:
    """Try an API token, or the API key of a service account, at the site and then through the gateway.

    Raises as `service_account` does. ScopeMissing: the token is genuine, and lacks read:jira-user.
    """
    ends_at = monotonic() + DEADLINE
    resource = _typed(site, ends_at, ())
    basic, url = Authorization(basic=(email, secret)), resource.url
    try:
        me = whose(url, basic, site_url=url, within=ends_at - monotonic())
    except CredentialRefused as refused:
        if refused.locked:
            raise
        return _scoped(resource, email, secret, ends_at)
    return Probed("api_token", email, me, (_named(resource, basic, ends_at),))


def _scoped(resource: Resource, email: str, secret: Secret, ends_at: float) -> Probed:
    """The same secret through the gateway: by Basic, then by Bearer, as some keys of service accounts are sent."""
    root = gateway_url(resource.cloud_id)
    basic, bearer = Authorization(basic=(email, secret)), Authorization(bearer=secret)
    for login, proof in ((email, basic), ("", bearer)):
        try:
            me = whose(root, proof, within=ends_at - monotonic())
        except CredentialRefused:
            continue
        lacking = () if _reads(root, proof, ends_at) else (READS,)
        return Probed("scoped_api_token", login, me, (resource,), lacking=lacking)
    raise CredentialRefused


def _typed(site: str, ends_at: float, scopes: tuple[str, ...]) -> Resource:
    url = check_address(site_address.cloud_site(site))
    cloud_id = site_address.cloud_id_of(url, within=ends_at - monotonic())
    return Resource(cloud_id, url, url.partition("://")[2], scopes)


def _named(resource: Resource, proof: Authorization, ends_at: float) -> Resource:
    """The site with its title, where it tells one."""
    address, left = f"{resource.url}/rest/api/3/serverInfo", ends_at - monotonic()
    try:
        body = get(address, proof, site_url=resource.url, within=left).json()
    except IntegrationError:
        return resource
    return replace(resource, name=text_of(body, "serverTitle") or resource.name)


def _reads(root: str, proof: Authorization, ends_at: float) -> bool:
    """Whether the token may read work. Whether it may write cannot be tried without writing."""
    address = f"{root}/rest/api/3/mypermissions?permissions=CREATE_ISSUES"
    answer = get(address, proof, within=ends_at - monotonic())
    return "scope does not match" not in text_of(answer.json(), "message")
