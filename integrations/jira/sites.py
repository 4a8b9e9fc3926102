"""Whether a site that the link lost is back: asked of Atlassian for who waits for it."""

import logging

from django.core.cache import cache

from integrations import connections
from integrations.errors import IntegrationError
from integrations.models import Connection, ConnectionKind, ConnectionState

logger = logging.getLogger(__name__)
# Seconds: however many reports of a person wait for a site, it is asked for once.
ASKED_EVERY = 60


def look_for_site(account_id: str) -> None:
    """Read anew which sites the account opens, at most once a minute. What came of it stands in our own database."""
    own = Connection.objects.filter(
        kind=ConnectionKind.USER, account_id=account_id, state=ConnectionState.ACTIVE
    )
    connection_id = own.values_list("pk", flat=True).first()
    if connection_id is None or not cache.add(f"site-looked-for:{connection_id}", 1, ASKED_EVERY):
        return
    try:
        connections.read_sites(connection_id)
    except IntegrationError as error:
        logger.info("sites of connection %d not read: %s", connection_id, error)
