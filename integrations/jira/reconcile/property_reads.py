"""Reads the marks that a search of Data Center leaves out: its answers have no properties."""

from collections.abc import Sequence
from dataclasses import replace

from integrations.errors import Denied
from integrations.jira import issue_mark, issues
from integrations.jira.issues import Issue
from integrations.jira.reconcile.lookup_calls import LookupCalls

# Issues of one lookup that are read one by one. They are the account's own of the last minutes.
MOST = 200


def with_marks(ask: LookupCalls, found: Sequence[Issue], *, left: int) -> list[Issue]:
    """At most *left* of *found*, each with its mark. An issue that is gone meanwhile is left out."""
    read: list[Issue] = []
    for issue in found[: max(left, 0)]:
        try:
            whole = ask(issues.get(issue.id, ("created",), (issue_mark.PROPERTY,)))
        except Denied:
            continue
        read.append(replace(issue, properties=whole.properties))
    return read
