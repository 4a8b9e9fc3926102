"""Reads what an issue's page shows from Jira, as its viewer: three calls for a new page, one for the next.

The issue itself is read each time, so Jira decides each time whether this account may see it. What was drawn of its
comments and links is kept for a while, for this account alone, and only until the issue changes
(`views/issue/fragments.py`).
"""

import hashlib

from django.core.cache import cache

from integrations import jira

LINKS_KEPT = 300  # seconds


def load(account_id: str, cloud_id: str, key: str) -> jira.IssueDetails:
    """Read an issue (key or id). Raises errors of integrations.jira where it cannot be read."""
    return jira.issue_details_of(account_id, cloud_id, key, viewed=True)


def comments_of(
    account_id: str, cloud_id: str, issue_id: str, left_out: int
) -> jira.IssueComments | None:
    """Comments without the newest *left_out*. None where Jira does not answer, or refuses this alone."""
    try:
        return jira.comment_page(account_id, cloud_id, issue_id, left_out)
    except (jira.Denied, jira.RateLimited, jira.Unavailable, jira.ScopeMissing):
        return None


def remote_links_of(
    account_id: str, cloud_id: str, issue_id: str
) -> tuple[jira.RemoteLink, ...] | None:
    """Its links to other tools, kept for a while. None: Jira did not say, which is not the same as none."""
    key = _key(account_id, cloud_id, issue_id)
    found: tuple[jira.RemoteLink, ...] | None = cache.get(key)
    if found is None:
        try:
            found = jira.remote_links_of(account_id, cloud_id, issue_id)
        except (jira.Denied, jira.RateLimited, jira.Unavailable, jira.ScopeMissing):
            return None
        cache.set(key, found, LINKS_KEPT)
    return found


def _key(account_id: str, cloud_id: str, issue_id: str) -> str:
    """Account ids hold characters that memcached refuses."""
    text = f"{account_id}:{cloud_id}:{issue_id}".encode("utf-8", "surrogatepass")
    return f"issue-links:{hashlib.sha256(text).hexdigest()}"
