"""Connections: link, refresh, disconnect. The ONLY writer of tokens.

Every function takes a Connection's primary key, reads the row anew, and writes by conditional UPDATE.
"""

from integrations.connections.access import Access, access
from integrations.connections.health import Health, health_of
from integrations.connections.linking import block, disconnect, link
from integrations.connections.lookup import fresh_access
from integrations.connections.lost import LOST_LATELY, to_look_for
from integrations.connections.profile import keep_zone, read_zone
from integrations.connections.redeeming import redeem
from integrations.connections.refreshing import refresh
from integrations.connections.resting import keep_in_step, resume, suspend
from integrations.connections.schedule import due, renew_due, sites_to_read
from integrations.connections.sealing import count_older_seals, disconnect_lost, missing_keys, reseal
from integrations.connections.sites import choose_site, read_sites
from integrations.connections.using import mark_used
from integrations.connections.waiting import discard, expire, hold, use, waiting_for
from integrations.errors import AlreadyLinked, DifferentAccount, LinkRefused, NoRefreshToken

__all__ = [
    "LOST_LATELY",
    "Access",
    "AlreadyLinked",
    "DifferentAccount",
    "Health",
    "LinkRefused",
    "NoRefreshToken",
    "access",
    "block",
    "choose_site",
    "count_older_seals",
    "discard",
    "disconnect",
    "disconnect_lost",
    "due",
    "expire",
    "fresh_access",
    "health_of",
    "hold",
    "keep_in_step",
    "keep_zone",
    "link",
    "mark_used",
    "missing_keys",
    "read_sites",
    "read_zone",
    "redeem",
    "refresh",
    "renew_due",
    "reseal",
    "resume",
    "sites_to_read",
    "suspend",
    "to_look_for",
    "use",
    "waiting_for",
]
