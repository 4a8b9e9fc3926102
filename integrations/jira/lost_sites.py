"""Asks Atlassian whether a lost site is back, for a user who waits for it."""

import logging

from django.core.cache import cache
from django.db.models import F

from integrations import connections
from integrations.errors import IntegrationError
from integrations.models import Connection, ConnectionState

logger = logging.getLogger(__name__)
# Seconds between two questions, however many of a person's reports wait for a site.
ASKED_EVERY = 60


def look_for_site(account_id: str) -> None:
    """Read again which sites the account opens, at most once a minute. The result is saved in Lodge's database."""
    working = Connection.objects.filter(account_id=account_id, state=ConnectionState.ACTIVE)
    own_first = working.order_by(F("user").asc(nulls_last=True), "pk")
    connection_id = own_first.values_list("pk", flat=True).first()
    if connection_id is None or not cache.add(f"site-looked-for:{connection_id}", 1, ASKED_EVERY):
        return
    try:
        connections.read_sites(connection_id)
    except IntegrationError as error:
        logger.info("sites of connection %d not read: %s", connection_id, error)
