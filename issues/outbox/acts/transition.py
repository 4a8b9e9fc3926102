"""Changing the status of an issue by a transition of its workflow.

The payload: `{"transition": id, "name", "from": id of the status that the user saw, "to": id of the status that it
leads to, "to_name", "fields": what its screen asks for, "comment": {"text", "document"}}`. The comment is optional. It
goes with the step in one request, and needs a screen: without one Jira may drop it.
"""

from typing import Any

from integrations import jira
from issues.models import ALREADY, IssueAct
from issues.outbox.acts.act import LATE, fields_now, is_late, own_changes
from issues.outbox.outcomes import (
    CHANGED,
    NOT_POSSIBLE,
    CantTell,
    Done,
    FindOutcome,
    NotDone,
    Refused,
    SendOutcome,
)


class Transition:
    """`POST /issue/{id}/transitions`, which is not idempotent: a workflow may do more with each step."""

    def send(self, row: IssueAct, until: float) -> SendOutcome:
        """Take the step if the issue has the status that the user saw."""
        wanted = row.wanted
        now = _status_of(row)
        if now != wanted["from"]:
            return _by_somebody(row) if now == wanted["to"] else Refused(why=CHANGED)
        if is_late(until):
            return LATE
        try:
            jira.do_transition(
                row.account_id,
                row.cloud_id,
                row.issue_id,
                wanted["transition"],
                wanted.get("fields") or {},
                _update(row),
            )
        except jira.Rejected as error:
            return self._refused(row, error)
        return Done("")

    def _refused(self, row: IssueAct, error: jira.Rejected) -> SendOutcome:
        """Whether the step itself is impossible by now, or its fields are wrong."""
        words = tuple(error.messages)
        if error.field_errors:
            return Refused(dict(error.field_errors), words)
        if _status_of(row) == row.wanted["to"] != row.wanted["from"]:
            return _by_somebody(row)
        offered = jira.transitions_of(
            row.account_id, row.cloud_id, row.issue_id, row.wanted["transition"]
        )
        return Refused({}, words, why="" if offered else NOT_POSSIBLE)

    def find(self, row: IssueAct) -> FindOutcome:
        """Look into the history for the step, by this account and since the user saw the issue."""
        wanted = row.wanted
        mine = [
            change_id
            for change_id, item in own_changes(row, ("status",))
            if wanted["to"] in (item.after_id, item.after) or wanted["to_name"] == item.after
        ]
        if mine:
            return Done(mine[0])
        if wanted["to"] == wanted["from"]:
            return CantTell("looped")  # the history may not name such a step
        if row.wanted.get("comment"):
            return NotDone()  # sending it again finds that somebody was faster, and says so
        return Done(ALREADY) if _status_of(row) == wanted["to"] else NotDone()


def _by_somebody(row: IssueAct) -> Done | Refused:
    """Somebody else took the step. A comment that belonged to it was not added, which its writer must learn."""
    return Refused(why=CHANGED) if row.wanted.get("comment") else Done(ALREADY)


def _update(row: IssueAct) -> dict[str, Any]:
    comment = row.wanted.get("comment")
    return {"comment": [{"add": {"body": comment["document"]}}]} if comment else {}


def _status_of(row: IssueAct) -> str:
    """The id of the status now."""
    status = fields_now(row, "status").get("status")
    return str(status.get("id")) if isinstance(status, dict) else ""
