"""The time zone of an account's Jira profile: told by /me, or by Jira's own `myself` where that hides it."""

from time import monotonic

from accounts import zones
from accounts.models import User
from integrations import oauth
from integrations.connections import pace
from integrations.connections.access import access
from integrations.models import Connection


def follow(user_id: int, zone: str) -> None:
    """Let the owner of a link have the zone of its profile, for every page that shows a time."""
    User.objects.filter(pk=user_id).exclude(profile_time_zone=zone).update(profile_time_zone=zone)


def keep_zone(connection_id: int, zone: str) -> None:
    """Write down what the profile says. What is no zone, or none that is known here, changes nothing."""
    if zones.known("", zone) is None:
        return
    rows = Connection.objects.filter(pk=connection_id)
    rows.exclude(time_zone=zone).update(time_zone=zone)
    for user_id in rows.exclude(user=None).values_list("user_id", flat=True):
        follow(user_id, zone)


def read_zone(connection_id: int) -> None:
    """Ask Jira anew, with a token that lives anyway; its silence changes nothing. Raises as `access` does."""
    ends_at = monotonic() + pace.WAIT
    token = access(connection_id, asked_by="background").token
    sites = Connection.objects.get(pk=connection_id).sites.filter(gone_at=None)
    cloud_ids = list(sites.values_list("cloud_id", flat=True))
    keep_zone(connection_id, oauth.zone_at(cloud_ids, token, within=ends_at - monotonic()))
