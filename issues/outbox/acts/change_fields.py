"""Changing fields, and the assignee, of an issue.

The payload: `{"fields": {field id: {"seen", "to"}}}`: the fingerprint of what the page showed, and what is sent. Only
fields that the user changed are in it, so what others change in other fields stays. Where somebody has changed one of
them since, nothing is sent, and the user is asked.
"""

from typing import Any

from integrations import jira
from issues.models import ALREADY, IssueAct
from issues.outbox.acts.act import LATE, fields_now, is_late, own_changes
from issues.outbox.acts.field_values import fingerprint, is_as_sent
from issues.outbox.outcomes import (
    CHANGED,
    Done,
    FindOutcome,
    NotDone,
    Refused,
    SendOutcome,
)


class ChangeFields:
    """`PUT /issue/{id}`."""

    def send(self, row: IssueAct, until: float) -> SendOutcome:
        """Change the fields if they are as the user saw them."""
        wanted = _wanted(row)
        now = fields_now(row, *wanted)
        if _is_done(wanted, now):
            return Done(ALREADY)
        others = _changed_by_others(wanted, now)
        if others:
            return Refused(dict.fromkeys(others, ""), why=CHANGED)
        if is_late(until):
            return LATE
        self._change(row, {name: each["to"] for name, each in wanted.items()})
        return Done("")

    def find(self, row: IssueAct) -> FindOutcome:
        """Read the fields back. Where somebody changed them after us, the history names us."""
        wanted = _wanted(row)
        if _is_done(wanted, fields_now(row, *wanted)):
            return Done("")
        mine = own_changes(row, tuple(wanted))
        return Done(mine[0][0]) if mine else NotDone()

    def _change(self, row: IssueAct, values: dict[str, Any]) -> None:
        jira.edit_issue_fields(row.account_id, row.cloud_id, row.issue_id, values)


class Assign(ChangeFields):
    """`PUT /issue/{id}/assignee`, which needs another permission than other fields, and no edit screen."""

    def _change(self, row: IssueAct, values: dict[str, Any]) -> None:
        to = values["assignee"]
        jira.assign_to(row.account_id, row.cloud_id, row.issue_id, to and to["accountId"])


def _wanted(row: IssueAct) -> dict[str, dict[str, Any]]:
    return dict(row.wanted.get("fields") or {})


def _is_done(wanted: dict[str, dict[str, Any]], now: dict[str, Any]) -> bool:
    return all(is_as_sent(now.get(name), each["to"]) for name, each in wanted.items())


def _changed_by_others(wanted: dict[str, dict[str, Any]], now: dict[str, Any]) -> list[str]:
    """The fields that are neither as the user saw them nor as the user wants them."""
    return [
        name
        for name, each in wanted.items()
        if fingerprint(now.get(name)) != each["seen"] and not is_as_sent(now.get(name), each["to"])
    ]
