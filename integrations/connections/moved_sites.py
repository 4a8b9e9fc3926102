"""What repointing asks of links: which site is meant, and that people's usual site moves along."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from integrations.connections import backoff
from integrations.models import Connection, ConnectionState, Site


@dataclass(frozen=True)
class KnownSite:
    """A site that a link opens. `url` and `name` are its present ones."""

    cloud_id: str
    url: str
    name: str


def find_site(text: str) -> KnownSite | None:
    """The site with this address or cloud id that some link opens now."""
    wanted = text.strip().rstrip("/")
    rows = Site.objects.filter(
        Q(cloud_id=wanted) | Q(url__iexact=wanted), gone_at=None
    ).values_list("cloud_id", "url", "name")
    found = rows.order_by("-pk").first()
    return KnownSite(*found) if found else None


def live_account(cloud_id: str) -> str:
    """An account whose token lives and that opens the site, or ""."""
    rows = Connection.objects.filter(
        state=ConnectionState.ACTIVE,
        token__expires_at__gt=timezone.now() + backoff.MARGIN,
        sites__cloud_id=cloud_id,
        sites__gone_at=None,
    )
    return rows.order_by("-last_used_at", "pk").values_list("account_id", flat=True).first() or ""


def move_usual_site(old: str, new: str) -> int:
    """Let links whose usual site was *old* and that open *new* use that one. Returns how many."""
    count = 0
    rows = Connection.objects.filter(default_site__cloud_id=old).order_by("pk")
    for connection_id in rows.values_list("pk", flat=True):
        site = Site.objects.filter(connection_id=connection_id, cloud_id=new, gone_at=None)
        for site_id in site.values_list("pk", flat=True):
            count += rows.filter(pk=connection_id).update(default_site=site_id)
    return count
