"""The shared accounts that a user may act as: those whose links are opened to one of their groups.

Never calls Jira. Who acts through a shared account is named by the caller: to Jira, all of them are that account.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from accounts import display_time_zone
from accounts.models import User
from integrations.errors import NotConnected, SharedUnavailable
from integrations.jira.linked_accounts import Account, Site, account_of
from integrations.models import PERSONAL_KINDS, WITHOUT_ACCOUNT, Connection, ConnectionState


@dataclass(frozen=True)
class SharedAccount:
    """A shared account as an administrator chooses it. *groups*: how many groups it is opened to."""

    account_id: str
    name: str
    kind: str
    groups: int


def shared_account(user_id: int, account_id: str) -> Account:
    """The shared account, in any state of its link, for an active user in one of its groups.

    Raises SharedUnavailable where there is none, or it is not opened to them, or the setting SHARED_LINKS forbids it.
    """
    opened = _shared().filter(
        account_id=account_id, groups__user=user_id, groups__user__is_active=True
    )
    rows = list(opened.distinct().prefetch_related("sites")) if settings.SHARED_LINKS else []
    if not rows:
        raise SharedUnavailable(closed=True)
    row = min(rows, key=lambda each: (each.state != ConnectionState.ACTIVE, each.pk))
    sites = sorted(row.sites.all(), key=lambda each: (each.name, each.pk))
    usual = {each.pk: each for each in sites}.get(row.default_site_id or 0)
    return Account(
        account_id=row.account_id,
        name=row.display_name or row.account_id,
        time_zone=_zone_of(user_id),
        state=row.state,
        state_reason=row.state_reason,
        sites=tuple(Site(each.cloud_id, each.name, each.url, each.gone_at) for each in sites),
        default_cloud_id=usual.cloud_id if usual is not None and usual.gone_at is None else None,
        link=(row.pk, row.last_used_at),
        shared=True,
    )


def acting_as(user_id: int, account_id: str) -> Account:
    """The link through which the user acts as *account_id*: their own, or a shared one that is opened to them.

    Where neither is that account, it is their own link, whose account differs. Raises SharedUnavailable (the account is
    shared, and not opened to them) or NotConnected.
    """
    try:
        own = account_of(user_id)
    except NotConnected:
        if not is_shared(account_id):
            raise
        return shared_account(user_id, account_id)
    if own.account_id == account_id or not is_shared(account_id):
        return own
    return shared_account(user_id, account_id)


def is_shared(account_id: str) -> bool:
    """Whether a shared link acts as this account, and no person's own link does."""
    live = Connection.objects.exclude(state=ConnectionState.DISCONNECTED)
    kinds = set(live.filter(account_id=account_id).values_list("kind", flat=True))
    return bool(kinds) and not kinds & set(PERSONAL_KINDS)


def shared_accounts_of(user_id: int) -> frozenset[str]:
    """The ids of the shared accounts that the user may act as, in any state of their links. One query."""
    if not settings.SHARED_LINKS:
        return frozenset()
    opened = _shared().filter(groups__user=user_id, groups__user__is_active=True)
    return frozenset(opened.values_list("account_id", flat=True))


def shared_accounts_at(cloud_id: str) -> tuple[SharedAccount, ...]:
    """The shared accounts that open a site, by name, for administrators."""
    rows = _shared().filter(sites__cloud_id=cloud_id, sites__gone_at=None).distinct()
    return tuple(
        SharedAccount(
            row.account_id, row.display_name or row.account_id, row.kind, row.groups.count()
        )
        for row in rows.order_by("display_name", "pk").prefetch_related("groups")
    )


def _shared() -> QuerySet[Connection]:
    live = Connection.objects.exclude(state=ConnectionState.DISCONNECTED)
    return live.exclude(kind__in=(*PERSONAL_KINDS, *WITHOUT_ACCOUNT))


def _zone_of(user_id: int) -> str:
    """The zone of the user's times. A shared account has a profile of its own, which is not theirs."""
    chosen = User.objects.filter(pk=user_id).values_list("time_zone", "profile_time_zone").first()
    known = display_time_zone.known(*chosen) if chosen else None
    return (known or display_time_zone.zone_called("")).key
