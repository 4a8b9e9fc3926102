"""The accounts and sites in Lodge's own database. Never calls Jira."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, F, QuerySet
from django.utils import timezone

from accounts import display_time_zone
from accounts.models import User
from accounts.prepared_queries import Prepared
from integrations import connections
from integrations.context_processor import connection_of
from integrations.errors import NotConnected, ReconnectRequired, SiteLost
from integrations.models import PERSONAL_KINDS, Connection, ConnectionState
from integrations.models import Site as StoredSite


@dataclass(frozen=True)
class Site:
    """A Jira site of the account. `gone_at`: since when the grant no longer covers it."""

    cloud_id: str
    name: str
    url: str
    gone_at: datetime | None = None

    @property
    def gone(self) -> bool:
        """Whether the account no longer opens it."""
        return self.gone_at is not None


@dataclass(frozen=True)
class Account:
    """A user's link. `state` is a value of ConnectionState: "active", or one that needs its owner.

    `time_zone`: the zone of the times that they see and type (accounts/display_time_zone.py). Empty where neither
    they nor their Jira profile gave one. `link`: the row's id and its stored time of last use, for `mark_used`.
    `shared`: nobody's own; `shared_accounts` says who may use it.
    """

    account_id: str
    name: str
    time_zone: str
    state: str
    state_reason: str
    sites: tuple[Site, ...]
    default_cloud_id: str | None
    link: tuple[int, datetime | None] = field(repr=False, compare=False)
    shared: bool = False

    @property
    def is_active(self) -> bool:
        """Whether the link works as far as is known."""
        return self.state == ConnectionState.ACTIVE

    @property
    def lost(self) -> tuple[Site, ...]:
        """The sites that it lost lately."""
        since = timezone.now() - connections.LOST_LATELY
        return tuple(
            site for site in self.sites if site.gone_at is not None and site.gone_at > since
        )


@dataclass(frozen=True)
class LinkState:
    """What the header says of a link: its state, and the account's name as text."""

    state: str
    name: str

    def __str__(self) -> str:
        return self.name


def account_of(user_id: int) -> Account:
    """The link that a user of Lodge owns. Raises NotConnected when there is none, or the user was deactivated.

    Of an account at Cloud and one at Data Center, it is the one at Cloud.
    """
    return _account(user_id, _own_with_sites(user_id=user_id))


def account_of_signed_in(user: User) -> Account:
    """The same for the user of this request, as it was when the request began: mostly without a statement.

    Not for a view that asks Jira before, which may have ended the link.
    """
    if user.read_along is None:
        return account_of(user.pk)
    zones = (user.time_zone, user.profile_time_zone)
    links = _personal(user)
    rows = [
        (*link[:4], *zones, *link[4:-1])
        for link in links
        if link[4] != ConnectionState.DISCONNECTED
    ]
    return _account(user.pk, rows)


def link_of_signed_in(user: User) -> LinkState | None:
    """The user's link in any state, ended or not, as it was when the request began."""
    if user.read_along is None:
        found = connection_of(user)
        return LinkState(found.state, str(found)) if found is not None else None
    links = _personal(user)
    return LinkState(links[0][4], links[0][3] or links[0][2]) if links else None


def _personal(user: User) -> list[tuple[Any, ...]]:
    return [row for row in user.read_along or () if row[-1] in PERSONAL_KINDS]


# Read with the session of a user (accounts/session_store.py): what `_own_with_sites` has, and the kind.
READ_ALONG = (
    *("connections__id", "connections__last_used_at", "connections__account_id"),
    *("connections__display_name", "connections__state", "connections__state_reason"),
    "connections__default_site_id",
    *(f"connections__sites__{name}" for name in ("id", "cloud_id", "name", "url", "gone_at")),
    "connections__kind",
)
READ_ALONG_ORDER = (
    *("-connections__kind", "connections__pk"),
    *("connections__sites__name", "connections__sites__id"),
)


def _account(user_id: int, rows: list[tuple[Any, ...]]) -> Account:
    if not rows:
        raise NotConnected(f"user {user_id} has no link")
    (
        connection_id,
        last_used_at,
        account_id,
        name,
        chosen,
        profile,
        state,
        state_reason,
        default_id,
    ) = rows[0][:9]
    zone = display_time_zone.known(chosen, profile)
    # A link without sites gives one row with an empty site.
    stored = {
        site_id: Site(cloud_id=cloud_id, name=label, url=url, gone_at=gone_at)
        for link_id, *_, site_id, cloud_id, label, url, gone_at in rows
        if site_id is not None and link_id == connection_id
    }
    default = stored.get(default_id)
    return Account(
        account_id=account_id,
        name=name,
        time_zone=zone.key if zone is not None else "",
        state=state,
        state_reason=state_reason,
        sites=tuple(stored.values()),
        default_cloud_id=default.cloud_id if default is not None and not default.gone else None,
        link=(connection_id, last_used_at),
    )


def site_of(account_id: str, cloud_id: str) -> Site:
    """A site among those stored for the account. Raises as `connection_to` does."""
    return _site(_stored(account_id, cloud_id))


def connection_to(account_id: str, cloud_id: str) -> tuple[int, str]:
    """The id of the Connection that opens this site, the account's own before a shared one; and the site's address.

    Raises NotConnected (no such link), ReconnectRequired (the link needs its owner, or never covered the site) or
    SiteLost.
    """
    usable = _sites(account_id, cloud_id).filter(
        gone_at=None, connection__state=ConnectionState.ACTIVE
    )
    found = usable.values_list("connection_id", "url").first()
    if found is None:
        site = _stored(account_id, cloud_id)
        found = (site.connection_id, site.url)
    return found


def scopes_of(account_id: str) -> frozenset[str]:
    """The permissions (OAuth scopes) that the account granted when it was last linked."""
    links = Connection.objects.filter(account_id=account_id).order_by(_OWN_FIRST, "pk")
    granted = links.exclude(state=ConnectionState.DISCONNECTED).values_list("scopes", flat=True)
    return frozenset((granted.first() or "").split())


def mark_used(account: Account) -> None:
    """A person has just used this account, so it is kept fresh for a day."""
    connection_id, last_used_at = account.link
    connections.mark_used(connection_id, last_used_at=last_used_at)


_OWN_FIRST = F("user").asc(nulls_last=True)


_own_with_sites = Prepared(
    lambda user_id: (
        Connection.objects.filter(user_id=user_id, user__is_active=True, kind__in=PERSONAL_KINDS)
        .exclude(state=ConnectionState.DISCONNECTED)
        .order_by("-kind", "pk", "sites__name", "sites__id")
        .values_list(
            *("id", "last_used_at"),
            *("account_id", "display_name", "user__time_zone", "user__profile_time_zone"),
            *("state", "state_reason", "default_site_id"),
            *("sites__id", "sites__cloud_id", "sites__name", "sites__url", "sites__gone_at"),
        )
    ),
    user_id=BigIntegerField(),
)


def _sites(account_id: str, cloud_id: str) -> QuerySet[StoredSite]:
    own_first = F("connection__user").asc(nulls_last=True)
    sites = StoredSite.objects.filter(connection__account_id=account_id, cloud_id=cloud_id)
    return sites.order_by(own_first, "pk")


def _stored(account_id: str, cloud_id: str) -> StoredSite:
    site = _sites(account_id, cloud_id).select_related("connection").first()
    if site is None or site.connection.state == ConnectionState.DISCONNECTED:
        links = Connection.objects.filter(account_id=account_id)
        if site is not None or not links.exclude(state=ConnectionState.DISCONNECTED).exists():
            raise NotConnected("this account is not linked")
        raise ReconnectRequired("the link does not cover this site")
    if site.connection.state != ConnectionState.ACTIVE:
        raise ReconnectRequired(site.connection.state_reason or "the link needs its owner")
    if site.gone_at is not None:
        raise SiteLost(site.name)
    return site


def _site(site: StoredSite) -> Site:
    return Site(cloud_id=site.cloud_id, name=site.name, url=site.url, gone_at=site.gone_at)
