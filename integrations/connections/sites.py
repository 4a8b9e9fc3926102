"""The sites that a link opens: stored, read again, and chosen by their owner. Lodge never picks the first one."""

from collections.abc import Iterable
from time import monotonic
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from integrations import limits, oauth
from integrations.connections import backoff, lost_sites
from integrations.connections.access_token import Access, access
from integrations.connections.refreshing import refresh
from integrations.credentials.data_center import is_instance
from integrations.errors import Denied, ReconnectRequired
from integrations.models import Connection, Site
from integrations.oauth import Resource
from integrations.signals import link_mended


def allowed(resources: Iterable[Resource]) -> list[Resource]:
    """The sites that ATLASSIAN_ALLOWED_SITES names by host, cloud id or any page's address. All when it is empty.

    A Data Center needs no name there: an administrator entered it.
    """
    names = settings.ATLASSIAN_ALLOWED_SITES
    if not names:
        return list(resources)
    own = [each for each in resources if is_instance(each.cloud_id)]
    return [*own, *named((each for each in resources if each not in own), names)]


def named(resources: Iterable[Resource], names: Iterable[str]) -> list[Resource]:
    """The sites that one of *names* means: a host, a cloud id, or any page's address."""
    places = [_place(name) for name in names]
    return [each for each in resources if any(_is_named(each, place) for place in places)]


def _is_named(resource: Resource, name: str) -> bool:
    site, parts = _place(resource.url), urlsplit(resource.url.lower())
    return name in (
        resource.cloud_id.lower(),
        parts.netloc,
        parts.hostname,
    ) or f"{name}/".startswith(f"{site}/")


def _place(address: str) -> str:
    return address.lower().rpartition("://")[2].rstrip("/")


def store(connection: Connection, resources: Iterable[Resource]) -> None:
    """Make the rows match *resources*.

    A missing site is marked as gone and looked for. Its row is kept for what was filed there. A sole site becomes the
    usual one, because there is nothing to choose. Runs inside the caller's transaction.
    """
    usable = allowed(resources)
    now = timezone.now()
    for resource in usable:
        about = {
            "url": resource.url,
            "name": resource.name[:255],
            "scopes": " ".join(resource.scopes),
            "gone_at": None,
            "look_at": None,
        }
        Site.objects.update_or_create(
            connection=connection, cloud_id=resource.cloud_id, defaults=about
        )
    present = [resource.cloud_id for resource in usable]
    missing = connection.sites.filter(gone_at=None).exclude(cloud_id__in=present)
    missing.update(gone_at=now, look_at=lost_sites.next_look(now, now))
    changes: dict[str, object] = {"sites_read_at": now}
    if len(present) == 1 and connection.default_site_id is None:
        changes["default_site"] = connection.sites.get(cloud_id=present[0])
    Connection.objects.filter(pk=connection.pk).update(**changes)


def read_sites(connection_id: int, *, asked_by: str = "web", within: float = backoff.WAIT) -> None:
    """Ask Atlassian which sites the link opens, within *within* seconds. Sends `link_mended` where one is back.

    Nothing is asked for a kind of credential without such a list: its sites are those that it was entered for.
    Raises as `access` and `_ask` do.
    """
    ends_at = monotonic() + within
    before = access(connection_id, asked_by=asked_by, within=within)
    if not before.credential.lists_sites:
        Connection.objects.filter(pk=connection_id).update(sites_read_at=timezone.now())
        return
    try:
        resources = _ask(before, ends_at)
    except ReconnectRequired:
        if asked_by == "background":
            raise
        observed, left = before.generation, ends_at - monotonic()
        refresh(connection_id, asked_by=asked_by, observed_generation=observed, within=left)
        before = access(connection_id, asked_by=asked_by, within=ends_at - monotonic())
        resources = _ask(before, ends_at)
    gone = set(
        Site.objects.filter(connection_id=connection_id, gone_at__isnull=False).values_list(
            "pk", flat=True
        )
    )
    with transaction.atomic():
        # Locks the row too. A link made again meanwhile has read newer sites.
        if Connection.objects.filter(pk=connection_id, token__generation=before.generation).update(
            sites_read_at=timezone.now()
        ):
            store(Connection.objects.get(pk=connection_id), resources)
    if gone and Site.objects.filter(pk__in=gone, gone_at=None).exists():
        link_mended.send_robust(sender=Connection, connection_id=connection_id)


def _ask(found: Access, ends_at: float) -> tuple[Resource, ...]:
    """Raises Unavailable where too many wait for the gateway, and as `oauth.accessible_resources` does."""
    with limits.process_bulkhead().slot(within=ends_at - monotonic()):
        return oauth.accessible_resources(found.token, within=ends_at - monotonic())


def choose_site(connection_id: int, cloud_id: str) -> None:
    """Make a site the usual one. Raises Denied when the link does not open it."""
    site = Site.objects.filter(connection_id=connection_id, cloud_id=cloud_id, gone_at=None).first()
    if site is None:
        raise Denied(["this site is not among those that the link opens"], status=404)
    Connection.objects.filter(pk=connection_id).update(default_site=site)
