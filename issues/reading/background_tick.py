"""The background's work on followed issues: what is due, and no more."""

from time import monotonic

from installation import copy_guard
from integrations import jira
from issues.reading import begin_following, daily_project_reads, read_as_followers, search_changes

# Seconds for one tick. What is left is due in the next one.
LONGEST = 50.0


def tick() -> int:
    """Follow what was filed, and read what is due. Returns how many calls were made. Does nothing in a copy."""
    if copy_guard.elsewhere():
        return 0
    ends_at = monotonic() + LONGEST
    begin_following.adopt()
    with jira.at_work(jira.Work.READING):
        calls = read_as_followers.ask_due(ends_at)
        calls += search_changes.search_due(ends_at)
        return calls + daily_project_reads.ask_due(ends_at)
