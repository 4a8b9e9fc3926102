"""The time zone for showing and reading times: the same rule for pages, mails and requests to Jira.

The one that the person chose; otherwise that of their Jira profile; otherwise the site's own (UTC).
"""

import zoneinfo

from django.conf import settings

from accounts.models import User


def of_person(user: User) -> zoneinfo.ZoneInfo:
    """The time zone of a user."""
    return known(user.time_zone, user.profile_time_zone) or zone_called("")


def known(chosen: str, profile: str) -> zoneinfo.ZoneInfo | None:
    """The *chosen* time zone, or else that of the Jira *profile*; None where neither is set and valid."""
    return _called(chosen) or _called(profile)


def zone_called(name: str) -> zoneinfo.ZoneInfo:
    """The IANA time zone *name*, or the site's default where there is none of that name."""
    return _called(name) or zoneinfo.ZoneInfo(settings.TIME_ZONE)


def _called(name: str) -> zoneinfo.ZoneInfo | None:
    try:
        return zoneinfo.ZoneInfo(name) if name else None
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None
