"""What every kind of act offers to the sender, and code that several share. Calls integrations.jira only."""

from collections.abc import Sequence
from datetime import datetime
from time import monotonic
from typing import Any, Protocol

from integrations import jira
from issues.models import IssueAct
from issues.outbox.outcomes import FindOutcome, NotNow, SendOutcome


class Act(Protocol):
    """One kind of act. Both raise the errors of integrations.jira."""

    def send(self, row: IssueAct, until: float) -> SendOutcome:
        """Do it once, if the issue is still as the user saw it. Nothing is sent after *until* (`is_late`)."""

    def find(self, row: IssueAct) -> FindOutcome:
        """Look whether it was done."""


# Reading took so long, or the process was suspended: another one may have taken the row over.
LATE = NotNow("")


def is_late(until: float) -> bool:
    """Whether sending now could outlast the lease. *until*: a reading of time.monotonic."""
    return monotonic() > until


def fields_now(row: IssueAct, *names: str) -> dict[str, Any]:
    """These fields of the issue as they are now, read by its id, because issues move."""
    found = jira.get_issue(row.account_id, row.cloud_id, row.issue_id, names)
    return found.fields


def own_changes(row: IssueAct, field_ids: Sequence[str]) -> list[tuple[str, jira.ChangedField]]:
    """(id, change) of what the account itself changed in these fields since the user saw the issue."""
    seen_at = row.seen_at
    if seen_at is None:
        return []
    changes = jira.recent_changes_of(row.account_id, row.cloud_id, row.issue_id)
    return [
        (change.id, item)
        for change in changes
        if change.author_id == row.account_id and change.created > seen_at
        for item in change.items
        if item.field_id in field_ids or item.name in field_ids
    ]


def moment(text: Any) -> datetime | None:
    """A moment as Jira writes it in fields such as `updated`. None where it is none."""
    try:
        found = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
