"""Settings of the campaigns: those of production, but for what no installation may have."""

from config.settings import *  # noqa: F403

OUTBOX_LEASE_SECONDS = 30  # below the least: leases are to end while the campaign lasts
