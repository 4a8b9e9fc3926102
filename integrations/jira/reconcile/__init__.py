"""Finds out whether issues that may have been created exist: exactly once, on an API without idempotency keys.

It searches first. The index lags, so it then reads the keys after the newest known one from Jira's database. Jira
leaves out both missing issues and issues that the user may not see. Hence there are three results, and NotCreated
needs proof that this user sees issues there. docs/decisions/0010 lists what proves what.
"""

from integrations.jira.reconcile.find import find_issue, find_issues
from integrations.jira.reconcile.requests import WantedRequest, find_request
from integrations.jira.reconcile.results import CantTell, Finding, Found, NotCreated, Wanted

__all__ = [
    "CantTell",
    "Finding",
    "Found",
    "NotCreated",
    "Wanted",
    "WantedRequest",
    "find_issue",
    "find_issues",
    "find_request",
]
