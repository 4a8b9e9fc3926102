"""What a read status changes in the mirror, and which events that means. Pure but for the models' classes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from integrations import jira
from issues.models import Category, EventKind, IssueEvent, MirroredIssue
from issues.models.issue_event import UNKNOWN
from issues.richtext.adf_validation import text_of
from issues.richtext.plain_text import clean

_COMMENT = 300
_DONE = Category.DONE


@dataclass(frozen=True)
class Difference:
    """A row that is to change. `values`: all its columns that show something. `first`: it was never read before."""

    row: MirroredIssue
    status: jira.IssueStatus
    values: dict[str, Any]
    first: bool

    @property
    def asks_who(self) -> bool:
        """Whether the changelog has to say who did it."""
        names = ("status", "category", "assignee_id", "resolution", "issue_key")
        return not self.first and any(self.changes(name) for name in names)

    def changes(self, name: str) -> bool:
        """Whether this column changes."""
        return bool(getattr(self.row, name) != self.values[name])


def difference(row: MirroredIssue, status: jira.IssueStatus) -> Difference | None:
    """What *status* changes. None where it is older than the row, or says the same."""
    if row.issue_updated is not None and status.updated < row.issue_updated:
        return None
    values = shown(row, status)
    if all(getattr(row, name) == value for name, value in values.items()):
        return None
    return Difference(row, status, values, first=row.issue_updated is None)


def shown(row: MirroredIssue, status: jira.IssueStatus) -> dict[str, Any]:
    """The columns of the mirror. What Jira left out stays as it was, but for the right to share it."""
    values = {
        "issue_key": status.key[:64],
        "project_id": (status.project_id or row.project_id)[:32],
        "summary": (status.summary or row.summary)[:255],
        "status": status.status[:255],
        "category": status.category,
        "assignee_id": status.assignee_id[:128],
        "assignee_name": status.assignee_name[:255],
        "resolution": status.resolution[:255],
        "issue_created": status.created,
        "issue_updated": status.updated,
        "shared": status.secured is False,
    }
    if status.last_comment is None and not status.complete:
        return values
    return values | _comment(status.last_comment)


def _comment(last: jira.LastComment | None) -> dict[str, Any]:
    text = clean(text_of(last.body)) if last is not None else ""
    return {
        "comment_id": last.id[:32] if last else "",
        "comment_at": last.created if last else None,
        "comment_author_id": last.author_id[:128] if last else "",
        "comment_author": last.author_name[:255] if last else "",
        "comment_text": shortened(text),
    }


def shortened(text: str) -> str:
    """One line of at most 300 characters."""
    line = " ".join(text.split())
    return line if len(line) <= _COMMENT else f"{line[: _COMMENT - 1]}…"


def events(found: Difference, changes: list[jira.FieldChange]) -> list[IssueEvent]:
    """What happened. *changes*: those of this issue from its changelog, oldest first; empty where it was not read."""
    if found.first:
        return []
    made = [_answered(found)] if _is_answered(found) else []
    for kind, name, column in _kinds(found):
        by = next((one for one in reversed(changes) if one.field == name), None)
        made.append(_event(found, kind, column, by))
    return made


def mentioned(found: Difference) -> set[str]:
    """The account ids that a new last comment names."""
    last = found.status.last_comment if _is_answered(found) else None
    waiting, ids = [last.body if last is not None else None], set()
    while waiting:
        node = waiting.pop()
        if not isinstance(node, dict):
            continue
        attrs = node.get("attrs")
        if node.get("type") == "mention" and isinstance(attrs, dict):
            ids.add(str(attrs.get("id", "")))
        content = node.get("content")
        waiting += content if isinstance(content, list) else []
    return ids


def _is_answered(found: Difference) -> bool:
    last = found.status.last_comment
    before = found.row.comment_at
    return last is not None and (before is None or last.created > before)


def _answered(found: Difference) -> IssueEvent:
    last = found.status.last_comment
    assert last is not None
    return IssueEvent(
        issue=found.row,
        kind=EventKind.ANSWERED,
        remote=last.id[:64],
        at=last.created,
        author_id=last.author_id[:128],
        author_name=last.author_name[:255],
    )


def _kinds(found: Difference) -> list[tuple[EventKind, str, str]]:
    """(kind, the changelog's field, our column) of each event but a comment."""
    kinds = []
    was, now = found.row.category, found.values["category"]
    if found.changes("status") or found.changes("category"):
        ended, begun = now == _DONE != was, was == _DONE != now
        kind = EventKind.RESOLVED if ended else EventKind.REOPENED if begun else EventKind.STATUS
        kinds.append((kind, "status", "status"))
    if found.changes("assignee_id"):
        kinds.append((EventKind.ASSIGNED, "assignee", "assignee_name"))
    if found.changes("issue_key"):
        kinds.append((EventKind.MOVED, "issuekey", "issue_key"))
    return kinds


def _event(
    found: Difference, kind: EventKind, column: str, by: jira.FieldChange | None
) -> IssueEvent:
    moment: datetime = by.created if by else found.status.updated
    concerns = found.values["assignee_id"] if kind == EventKind.ASSIGNED else ""
    return IssueEvent(
        issue=found.row,
        kind=kind,
        remote=(by.history_id if by else f"{UNKNOWN}{found.status.updated.timestamp():.3f}")[:64],
        at=moment,
        author_id=by.author_id[:128] if by else "",
        author_name=by.author_name[:255] if by else "",
        old=str(getattr(found.row, column))[:255],
        new=str(found.values[column])[:255],
        concerns=concerns,
    )
