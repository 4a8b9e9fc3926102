"""Looks whether issues that may have been created exist: exactly once on an API without idempotency keys.

First by search, then past the search index, which lags: the keys that follow the newest one known are read from
the database. What does not exist and what one may not see are left out alike, hence three results; NotCreated
needs proof that this user sees issues there. docs/decisions/0010 says what proves what.
"""

from integrations.jira.reconcile.finding import find_issue, find_issues
from integrations.jira.reconcile.results import CantTell, Finding, Found, NotCreated, Wanted

__all__ = ["CantTell", "Finding", "Found", "NotCreated", "Wanted", "find_issue", "find_issues"]
