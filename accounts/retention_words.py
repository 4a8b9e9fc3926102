"""Retention times in words. Every page that states one uses this."""

from django.conf import settings
from django.utils.translation import ngettext

# The setting, in days, for each name that pages use.
_SETTINGS = {
    "drafts": "DRAFTS_KEPT_DAYS",
    "draft files": "DRAFT_FILES_KEPT_DAYS",
    "thrown away": "THROWN_AWAY_KEPT_DAYS",
    "sent": "SENT_TEXTS_KEPT_DAYS",
    "files": "FILES_KEPT_DAYS",
    "links": "ENDED_LINKS_KEPT_DAYS",
    "renewals": "RENEWALS_KEPT_DAYS",
}


def kept(what: str) -> str:
    """Format as "90 days" or "one day". Raises KeyError for an unknown name."""
    number = max(round(getattr(settings, _SETTINGS[what])), 1)
    return ngettext("one day", "%(n)d days", number) % {"n": number}
