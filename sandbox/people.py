"""The accounts and sites of this world, and the apps and keys that act for accounts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from zlib import crc32

from sandbox.world import World


@dataclass
class Account:
    """An Atlassian account. `id` is the `accountId` of Jira and /me."""

    id: str
    name: str
    email: str
    email_hidden: bool = False
    zone_hidden: bool = False
    time_zone: str = "Etc/UTC"
    locale: str = "en-US"
    account_type: str = "atlassian"  # "app" for a service account
    status: str = "active"  # "inactive", "closed"
    changed_at: datetime | None = None  # when the profile last changed
    note: str = ""  # the consent page's note about this demo account

    @property
    def active(self) -> bool:
        """Whether the account may sign in."""
        return self.status == "active"

    @property
    def picture(self) -> str:
        """Path of the avatar on this server."""
        return f"/_static/avatars/{self.id}.svg"

    @property
    def username(self) -> str:
        """What Data Center calls the account: people sign in with it."""
        return self.email.partition("@")[0]

    @property
    def user_key(self) -> str:
        """Data Center's own name of the account, which stays when the username changes."""
        return f"JIRAUSER{10_100 + crc32(self.id.encode()) % 90_000}"


@dataclass
class Site:
    """A tenant: `id` is the cloud id."""

    id: str
    slug: str
    name: str
    url: str
    products: list[str] = field(default_factory=lambda: ["jira"])
    members: list[str] = field(default_factory=list)  # account ids
    installed: bool = True  # whether the app is installed here


@dataclass
class DataCenter(Site):
    """A Jira Data Center: `slug` is its path below `/_dc`, `id` is never shown, `basic`: passwords are taken."""

    release: str = "10.3.17"
    basic: bool = True
    limited: bool = False  # whether the admin switched rate limits on
    blocked: list[str] = field(default_factory=list)  # account ids with a limit of 0


@dataclass
class Client:
    """An OAuth app: the 3LO app, or the credential of a service account."""

    id: str
    secret: str
    name: str
    kind: str = "3lo"  # "3lo" | "service_account"
    callbacks: list[str] = field(default_factory=list)
    account_id: str | None = None  # of a service account
    scopes: list[str] = field(default_factory=list)  # of a service account


@dataclass
class ApiKey:
    """An API token; `id` is the secret itself."""

    id: str
    account_id: str
    kind: str  # "api_token"
    scopes: list[str] | None = None  # None: an unscoped API token, good at the site's URL only
    expires_at: datetime | None = None


def site_by_slug(world: World, slug: str) -> Site | None:
    """The site at `/_sites/<slug>`, or None."""
    return next((site for site in world.table(Site).all() if site.slug == slug), None)


def site_called(world: World, site_id: str) -> Site:
    """The site or the Data Center with this id. Raises KeyError."""
    found = world.table(Site).get(site_id) or world.table(DataCenter).get(site_id)
    if found is None:
        raise KeyError(site_id)
    return found


def account_by_name(world: World, name: str) -> Account:
    """The account with this name, in any case. Raises LookupError."""
    for account in world.table(Account).all():
        if account.name.casefold() == name.casefold():
            return account
    raise LookupError(f"no account named {name!r}")


def add_site(
    world: World, slug: str, name: str, members: list[str], *, products: list[str]
) -> Site:
    """Found a site whose members are account ids."""
    site = Site(
        id=world.uuid("site", slug),
        slug=slug,
        name=name,
        url=f"{world.base_url}/_sites/{slug}",
        products=products,
        members=members,
    )
    return world.table(Site).put(site)
