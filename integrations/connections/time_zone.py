"""The time zone of an account's Jira profile: from /me, or from Jira's `myself` where /me hides it."""

from time import monotonic

from accounts import display_time_zone
from accounts.models import User
from integrations import oauth
from integrations.connections import backoff
from integrations.connections.access_token import access
from integrations.models import Connection, ConnectionKind


def follow(user_id: int, zone: str) -> None:
    """Give the owner of a link the zone of its profile, for every page that shows a time."""
    User.objects.filter(pk=user_id).exclude(profile_time_zone=zone).update(profile_time_zone=zone)


def keep_zone(connection_id: int, zone: str) -> None:
    """Save the zone of the profile. An unknown zone changes nothing."""
    if display_time_zone.known("", zone) is None:
        return
    rows = Connection.objects.filter(pk=connection_id)
    rows.exclude(time_zone=zone).update(time_zone=zone)
    for user_id in rows.exclude(user=None).values_list("user_id", flat=True):
        follow(user_id, zone)


def read_zone(connection_id: int) -> None:
    """Ask Jira again, with a live token. No answer changes nothing. Raises as `access` does.

    A shared link has no reader, and so no zone.
    """
    ends_at = monotonic() + backoff.WAIT
    found = access(connection_id, asked_by="background")
    if found.kind != ConnectionKind.USER:
        return
    sites = Connection.objects.get(pk=connection_id).sites.filter(gone_at=None)
    cloud_ids = list(sites.values_list("cloud_id", flat=True))
    keep_zone(connection_id, oauth.zone_at(cloud_ids, found.token, within=ends_at - monotonic()))
