"""The time zone of a person's Jira profile, asked for where nobody said it yet."""

import logging
from zoneinfo import ZoneInfo

from django.core.cache import cache

from accounts import zones
from integrations import connections
from integrations.errors import IntegrationError
from integrations.jira import client, people
from integrations.jira.accounts import Account

logger = logging.getLogger(__name__)
# Seconds: whoever opens a form waits so long for it at most, and it is not asked for again so soon.
DEADLINE, ASKED_EVERY = 3.0, 600


def time_zone_of(account: Account, cloud_id: str) -> ZoneInfo:
    """The zone in which this person's times are meant: see accounts/zones.py.

    Where neither they nor /me said one, Jira's `myself` is asked, once, and the answer kept. Raises nothing: without
    an answer it is the site's own.
    """
    known = zones.known(account.time_zone, "")
    if known is not None or not cache.add(f"zone-asked:{account.account_id}", 1, ASKED_EVERY):
        return known or zones.zone_called("")
    try:
        told = client.call(account.account_id, cloud_id, people.myself(), deadline=DEADLINE).time_zone
    except IntegrationError as error:
        logger.info("the time zone of a profile was not told: %s", error)
        return zones.zone_called("")
    connections.keep_zone(account.link[0], told[:64])
    return zones.zone_called(told)
