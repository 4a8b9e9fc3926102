"""For how long Lodge keeps what, in words: every page that says "kept" says it by this."""

from django.conf import settings
from django.utils.translation import ngettext

# What pages call it: the setting, in days.
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
    """As "90 days" or "one day". Raises KeyError for what has no age."""
    number = max(round(getattr(settings, _SETTINGS[what])), 1)
    return ngettext("one day", "%(n)d days", number) % {"n": number}
