"""The sites of the user's link: those that it opens, and those that it lost."""

from django.utils import timezone

from integrations import connections
from integrations.models import Connection, Site


def usable_sites(connection: Connection) -> list[Site]:
    """The sites that the link opens now, by name."""
    return list(connection.sites.filter(gone_at=None))


def lost_lately(connection: Connection) -> list[Site]:
    """Recently lost sites, by name."""
    return list(connection.sites.filter(gone_at__gt=timezone.now() - connections.LOST_LATELY))


def lost_with_this_link(connection: Connection) -> list[Site]:
    """Sites that the link opened before it was made again."""
    return list(connection.sites.filter(gone_at__gte=connection.state_since))
