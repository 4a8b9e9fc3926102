"""The time zone of a person's Jira profile, asked of Jira where it is not known yet."""

import logging
from zoneinfo import ZoneInfo

from django.core.cache import cache

from accounts import display_time_zone
from integrations import connections
from integrations.errors import IntegrationError
from integrations.jira import client, users_and_groups
from integrations.jira.linked_accounts import Account

logger = logging.getLogger(__name__)
# Seconds: the longest that opening a form waits for it, and the time until it is asked again.
DEADLINE, ASKED_EVERY = 3.0, 600


def time_zone_of(account: Account, cloud_id: str) -> ZoneInfo:
    """The zone of the times that this person types: see accounts/display_time_zone.py.

    Where neither they nor /me gave one, Jira's `myself` is asked and the answer saved. Raises nothing: without an
    answer it is the zone of this Lodge.
    """
    known = display_time_zone.known(account.time_zone, "")
    if known is not None or not cache.add(f"zone-asked:{account.account_id}", 1, ASKED_EVERY):
        return known or display_time_zone.zone_called("")
    try:
        told = client.call(
            account.account_id, cloud_id, users_and_groups.myself(), deadline=DEADLINE
        ).time_zone
    except IntegrationError as error:
        logger.info("the time zone of a profile was not read: %s", error)
        return display_time_zone.zone_called("")
    connections.keep_zone(account.link[0], told[:64])
    return display_time_zone.zone_called(told)
