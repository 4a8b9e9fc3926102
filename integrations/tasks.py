"""What runs in the background: refreshes that are due, sites read anew, tidying up. Arguments are ids only."""

import logging
from collections.abc import Sequence
from time import monotonic

from celery import current_app, shared_task
from django.core.management import call_command

from integrations import connections, retention, telling
from integrations.errors import IntegrationError, Misconfigured, RateLimited

logger = logging.getLogger(__name__)

# With a tick every 15 seconds, this is the ceiling of what the schedule asks of the token endpoint: 133 calls a second.
DUE_AT_ONCE = 2000
BATCH = 50
# Shorter than a row's reservation (60 s) and than a task may last: a slow endpoint's rest is handed out anew.
BATCH_SECONDS = 45.0
SITES_AT_ONCE = 200


@shared_task
def refresh_due() -> None:
    """One tick of the schedule: hand due connections out in batches, unsettled ones first."""
    found = connections.due(DUE_AT_ONCE)
    with current_app.producer_or_acquire() as producer:
        for start in range(0, len(found), BATCH):
            refresh_batch.apply_async((found[start : start + BATCH],), producer=producer)


@shared_task
def refresh_batch(connection_ids: Sequence[int]) -> None:
    """Refresh some connections; one that fails does not hinder the next, its row says when to try again.

    What there was no time for stays due, and the schedule hands it out again when its reservation ends.
    """
    until = monotonic() + BATCH_SECONDS
    for number, connection_id in enumerate(connection_ids):
        if number and monotonic() > until:
            logger.warning("%d refreshes put off: the token endpoint is slow", len(connection_ids) - number)
            return
        try:
            connections.renew_due(connection_id)
        except (Misconfigured, RateLimited) as error:
            logger.warning("refresh of connection %s put off: %s", connection_id, error)
        except IntegrationError:
            continue  # told by the ledger and the log already


@shared_task
def refresh_one(connection_id: int) -> None:
    """Refresh one connection if it is due."""
    refresh_batch([connection_id])


@shared_task
def reread_sites() -> None:
    """Read the sites of links in use, and the time zone of their profiles, once a day, with tokens that live anyway."""
    for connection_id in connections.sites_to_read(SITES_AT_ONCE):
        _read_sites(connection_id)
        try:
            connections.read_zone(connection_id)
        except IntegrationError as error:
            logger.info("the time zone of connection %s was not read: %s", connection_id, error)


@shared_task
def look_for_lost_sites() -> None:
    """Every minute: whether links open again what they lost lately, with tokens that live anyway."""
    until = monotonic() + BATCH_SECONDS
    for connection_id in connections.to_look_for(SITES_AT_ONCE):
        _read_sites(connection_id)
        if monotonic() > until:
            return


def _read_sites(connection_id: int) -> None:
    try:
        connections.read_sites(connection_id, asked_by="background")
    except IntegrationError as error:
        logger.info("sites of connection %s not read: %s", connection_id, error)


@shared_task
def clean_up() -> None:
    """Delete what nobody needs any more, and what was kept for its time: sessions, and see retention.py."""
    call_command("clearsocial", age=1, verbosity=0)
    call_command("clearsessions", verbosity=0)
    retention.purge()


@shared_task
def tend_links() -> None:
    """Every minute: tell owners whose link needs them, and let go the accounts that nobody answered about."""
    telling.tell_owners()
    connections.expire()


@shared_task
def follow_people() -> None:
    """Let the links of deactivated people rest, end those that rested long enough, and wake those that came back."""
    connections.keep_in_step()


@shared_task
def daily_digest() -> None:
    """Tell the admins once a day what stands open; nothing when nothing does."""
    telling.mail_digest()
