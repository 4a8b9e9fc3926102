"""Whose account, which sites: what our own database knows. Never calls Jira."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import BigIntegerField, QuerySet
from django.utils import timezone

from accounts import zones
from accounts.queries import Prepared
from integrations import connections
from integrations.errors import NotConnected, ReconnectRequired, SiteLost
from integrations.models import Connection, ConnectionKind, ConnectionState
from integrations.models import Site as StoredSite


@dataclass(frozen=True)
class Site:
    """A Jira site that the account opens. `gone_at`: since when the grant covers it no longer."""

    cloud_id: str
    name: str
    url: str
    gone_at: datetime | None = None

    @property
    def gone(self) -> bool:
        """Whether the account does not open it any more."""
        return self.gone_at is not None


@dataclass(frozen=True)
class Account:
    """A user's link. `state` is a value of ConnectionState: "active", or one that needs its owner.

    `time_zone`: in which their times are shown and meant (accounts/zones.py); empty where neither they nor their Jira
    profile said, as far as is known. `link`: which row it is, and when it was last in use as far as that was noted;
    `mark_used` needs no more.
    """

    account_id: str
    name: str
    time_zone: str
    state: str
    state_reason: str
    sites: tuple[Site, ...]
    default_cloud_id: str | None
    link: tuple[int, datetime | None] = field(repr=False, compare=False)

    @property
    def is_active(self) -> bool:
        """Whether the link works as far as is known."""
        return self.state == ConnectionState.ACTIVE

    @property
    def lost(self) -> tuple[Site, ...]:
        """The sites that it opened until lately."""
        since = timezone.now() - connections.LOST_LATELY
        return tuple(site for site in self.sites if site.gone_at is not None and site.gone_at > since)


def account_of(user_id: int) -> Account:
    """The link of a user of Lodge. Raises NotConnected when there is none, or the user was deactivated."""
    rows = _own_with_sites(user_id=user_id)
    if not rows:
        raise NotConnected(f"user {user_id} has no link")
    connection_id, last_used_at, account_id, name, chosen, profile, state, state_reason, default_id = rows[0][
        :9
    ]
    zone = zones.known(chosen, profile)
    # Without any site there is one row, which names none.
    stored = {
        site_id: Site(cloud_id=cloud_id, name=label, url=url, gone_at=gone_at)
        for *_, site_id, cloud_id, label, url, gone_at in rows
        if site_id is not None
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


def connection_to(account_id: str, cloud_id: str) -> int:
    """The id of the Connection that opens this site.

    Raises NotConnected (no such link), ReconnectRequired (the link needs its owner, or never covered the site) or
    SiteLost.
    """
    usable = _sites(account_id, cloud_id).filter(gone_at=None, connection__state=ConnectionState.ACTIVE)
    # On the way of every call: one column and no rows made into objects.
    found = usable.order_by().values_list("connection_id", flat=True)[:1]
    return next(iter(found), None) or _stored(account_id, cloud_id).connection_id


def scopes_of(account_id: str) -> frozenset[str]:
    """The permissions (OAuth scopes) that the account granted when it was last linked."""
    granted = Connection.objects.filter(kind=ConnectionKind.USER, account_id=account_id)
    return frozenset(" ".join(granted.values_list("scopes", flat=True)).split())


def mark_used(account: Account) -> None:
    """A person has just acted with this account: it is kept fresh for a day."""
    connection_id, last_used_at = account.link
    connections.mark_used(connection_id, last_used_at=last_used_at)


def _users() -> QuerySet[Connection]:
    return Connection.objects.filter(kind=ConnectionKind.USER).exclude(state=ConnectionState.DISCONNECTED)


_own_with_sites = Prepared(
    lambda user_id: (
        _users()
        .filter(user_id=user_id, user__is_active=True)
        .order_by("sites__name", "sites__id")
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
    return StoredSite.objects.filter(
        connection__account_id=account_id, connection__kind=ConnectionKind.USER, cloud_id=cloud_id
    )


def _stored(account_id: str, cloud_id: str) -> StoredSite:
    site = _sites(account_id, cloud_id).select_related("connection").first()
    if site is None or site.connection.state == ConnectionState.DISCONNECTED:
        if site is not None or not _users().filter(account_id=account_id).exists():
            raise NotConnected("this account is not linked")
        raise ReconnectRequired("the link does not cover this site")
    if site.connection.state != ConnectionState.ACTIVE:
        raise ReconnectRequired(site.connection.state_reason or "the link needs its owner")
    if site.gone_at is not None:
        raise SiteLost(site.name)
    return site


def _site(site: StoredSite) -> Site:
    return Site(cloud_id=site.cloud_id, name=site.name, url=site.url, gone_at=site.gone_at)
