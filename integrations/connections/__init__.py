"""Connections: link, refresh, disconnect. The ONLY writer of tokens.

Every function takes a Connection's primary key, reads the row again, and writes by conditional UPDATE.
"""

from integrations.connections.access_token import Access, access
from integrations.connections.code_exchange import redeem, redeem_for
from integrations.connections.data_center_apps import (
    BACKEND as DATA_CENTER_BACKEND,
)
from integrations.connections.data_center_apps import (
    account_id_of_app,
    application_of,
    applications,
    client_at,
    redirect_uri,
    resource_of,
)
from integrations.connections.deactivation import keep_in_step, resume, suspend
from integrations.connections.disconnecting import block, disconnect
from integrations.connections.due_refreshes import due, renew_due, sites_to_read
from integrations.connections.health import Health, health_of
from integrations.connections.key_rotation import (
    count_older_seals,
    disconnect_lost,
    missing_keys,
    reseal,
)
from integrations.connections.last_used import mark_used
from integrations.connections.linking import link
from integrations.connections.live_tokens import live_accounts
from integrations.connections.lost_sites import LOST_LATELY, to_look_for
from integrations.connections.moved_sites import find_site, live_account, move_usual_site
from integrations.connections.other_account import discard, expire, hold, use, waiting_for
from integrations.connections.proving import prove_again
from integrations.connections.refreshing import refresh
from integrations.connections.shared import NewCredential, enter, replace_credential
from integrations.connections.sites import choose_site, named, read_sites
from integrations.connections.time_zone import keep_zone, read_zone
from integrations.connections.token_lookup import fresh_access
from integrations.credentials import Dialect
from integrations.errors import AlreadyLinked, DifferentAccount, LinkRefused, NoRefreshToken

__all__ = [
    "DATA_CENTER_BACKEND",
    "LOST_LATELY",
    "Access",
    "AlreadyLinked",
    "Dialect",
    "DifferentAccount",
    "Health",
    "LinkRefused",
    "NewCredential",
    "NoRefreshToken",
    "access",
    "account_id_of_app",
    "application_of",
    "applications",
    "block",
    "choose_site",
    "client_at",
    "count_older_seals",
    "discard",
    "disconnect",
    "disconnect_lost",
    "due",
    "enter",
    "expire",
    "find_site",
    "fresh_access",
    "health_of",
    "hold",
    "keep_in_step",
    "keep_zone",
    "link",
    "live_account",
    "live_accounts",
    "mark_used",
    "missing_keys",
    "move_usual_site",
    "named",
    "prove_again",
    "read_sites",
    "read_zone",
    "redeem",
    "redeem_for",
    "redirect_uri",
    "refresh",
    "renew_due",
    "replace_credential",
    "reseal",
    "resource_of",
    "resume",
    "sites_to_read",
    "suspend",
    "to_look_for",
    "use",
    "waiting_for",
]
