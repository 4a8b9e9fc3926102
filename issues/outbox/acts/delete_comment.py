"""Deleting the user's own comment.

The payload: `{"comment_id", "seen"}`: the fingerprint of the text that the page showed.
"""

from integrations import jira
from issues.models import ALREADY, IssueAct
from issues.outbox.acts.act import LATE, fields_now, is_late
from issues.outbox.acts.field_values import fingerprint
from issues.outbox.outcomes import CHANGED, Done, FindOutcome, NotDone, Refused, SendOutcome


class DeleteComment:
    """`DELETE /issue/{id}/comment/{id}`."""

    def send(self, row: IssueAct, until: float) -> SendOutcome:
        """Delete it if it says what the user saw."""
        wanted, now = row.wanted, _comment_now(row)
        if now is None:
            return Done(ALREADY)
        if fingerprint(now.body) != wanted["seen"]:
            return Refused(why=CHANGED)
        if is_late(until):
            return LATE
        jira.delete_comment(row.account_id, row.cloud_id, row.issue_id, wanted["comment_id"])
        return Done(wanted["comment_id"])

    def find(self, row: IssueAct) -> FindOutcome:
        """Look whether it is still there."""
        return Done(row.wanted["comment_id"]) if _comment_now(row) is None else NotDone()


def _comment_now(row: IssueAct) -> jira.IssueComment | None:
    """The comment. None where it is gone, which only an account that sees the issue can tell. Raises Denied."""
    try:
        return jira.comment_of(row.account_id, row.cloud_id, row.issue_id, row.wanted["comment_id"])
    except jira.Denied:
        fields_now(row, "summary")
        return None
