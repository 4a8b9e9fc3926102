"""Celery tasks of this app: due refreshes, reading sites, mails, cleaning up. Arguments are ids only."""

import logging
from collections.abc import Sequence
from time import monotonic

from celery import current_app, shared_task
from django.core.management import call_command

from integrations import connections
from integrations.errors import IntegrationError, Misconfigured, RateLimited
from integrations.user_lifecycle import account_reports, retention, stored_accounts
from integrations.wording import connection_mails, shared_mails

logger = logging.getLogger(__name__)

# With a tick every 15 seconds, this limits the schedule to 133 calls of the token endpoint a second.
DUE_AT_ONCE = 2000
BATCH = 50
# Shorter than a row's reservation (60 s) and a task's time limit. What is left is handed out again.
BATCH_SECONDS = 45.0
SITES_AT_ONCE = 200


@shared_task
def refresh_due() -> None:
    """One tick of the schedule: hand out due connections in batches, unsettled ones first."""
    found = connections.due(DUE_AT_ONCE)
    with current_app.producer_or_acquire() as producer:
        for start in range(0, len(found), BATCH):
            refresh_batch.apply_async((found[start : start + BATCH],), producer=producer)


@shared_task
def refresh_batch(connection_ids: Sequence[int]) -> None:
    """Refresh some connections. A failure does not stop the others; the row says when to try again.

    Connections without time left stay due. The schedule hands them out again when their reservation ends.
    """
    until = monotonic() + BATCH_SECONDS
    for number, connection_id in enumerate(connection_ids):
        if number and monotonic() > until:
            logger.warning(
                "%d refreshes put off: the token endpoint is slow", len(connection_ids) - number
            )
            return
        try:
            connections.renew_due(connection_id)
        except (Misconfigured, RateLimited) as error:
            logger.warning("refresh of connection %s postponed: %s", connection_id, error)
        except IntegrationError:
            continue  # already in the ledger and the log


@shared_task
def refresh_one(connection_id: int) -> None:
    """Refresh one connection if it is due."""
    refresh_batch([connection_id])


@shared_task
def reread_sites() -> None:
    """Read the sites and time zones of links in use again, once a day, with tokens that are live anyway."""
    for connection_id in connections.sites_to_read(SITES_AT_ONCE):
        _read_sites(connection_id)
        try:
            connections.read_zone(connection_id)
        except IntegrationError as error:
            logger.info("the time zone of connection %s was not read: %s", connection_id, error)


@shared_task
def look_for_lost_sites() -> None:
    """Every minute: check whether recently lost sites are back, with tokens that are live anyway."""
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
    """Delete expired sessions and python-social-auth rows, and rows past their time: see retention.py."""
    call_command("clearsocial", age=1, verbosity=0)
    call_command("clearsessions", verbosity=0)
    retention.purge()


@shared_task
def tend_links() -> None:
    """Every minute: mail owners whose links need them, announce ends, and drop accounts that nobody chose."""
    connection_mails.tell_owners()
    shared_mails.announce_ends()
    connections.expire()


@shared_task
def follow_people() -> None:
    """Suspend the links of deactivated people, end those suspended too long, and resume those of reactivated people."""
    connections.keep_in_step()


@shared_task
def note_accounts() -> None:
    """Once a day: find the Atlassian accounts of which data is stored."""
    stored_accounts.note()


@shared_task
def report_accounts() -> None:
    """Tell Atlassian of the stored accounts that are due, and erase or read again what it answers."""
    account_reports.send_due(BATCH_SECONDS)


@shared_task
def daily_digest() -> None:
    """Mail the admins once a day what needs them. Nothing if nothing does."""
    connection_mails.mail_digest()
