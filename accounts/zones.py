"""In which time zone times are shown, and meant where somebody types them: one rule for pages, mails, and what is sent.

The one that the person chose; otherwise that of their Jira profile; otherwise the site's own (UTC).
"""

import zoneinfo

from django.conf import settings

from accounts.models import User


def of_person(user: User) -> zoneinfo.ZoneInfo:
    """The zone of a person."""
    return known(user.time_zone, user.profile_time_zone) or zone_called("")


def known(chosen: str, profile: str) -> zoneinfo.ZoneInfo | None:
    """The zone that was *chosen*, or else that of the Jira *profile*; None where neither is named, or is one."""
    return _called(chosen) or _called(profile)


def zone_called(name: str) -> zoneinfo.ZoneInfo:
    """The time zone *name* of the IANA database; the site's own where there is none of that name."""
    return _called(name) or zoneinfo.ZoneInfo(settings.TIME_ZONE)


def _called(name: str) -> zoneinfo.ZoneInfo | None:
    try:
        return zoneinfo.ZoneInfo(name) if name else None
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None
