"""Changing the text of the user's own comment.

The payload: `{"comment_id", "seen", "document", "text"}`: the fingerprint of what the page showed, the new text as ADF,
and as typed.
"""

from integrations import jira
from issues.models import ALREADY, IssueAct
from issues.outbox.acts.act import LATE, is_late
from issues.outbox.acts.field_values import fingerprint, is_as_sent
from issues.outbox.outcomes import CHANGED, Done, FindOutcome, NotDone, Refused, SendOutcome


class EditComment:
    """`PUT /issue/{id}/comment/{id}`. Its visibility stays as it is."""

    def send(self, row: IssueAct, until: float) -> SendOutcome:
        """Change it if it says what the user saw."""
        wanted, now = row.wanted, _text_now(row)
        if is_as_sent(now, wanted["document"]):
            return Done(ALREADY)
        if fingerprint(now) != wanted["seen"]:
            return Refused(why=CHANGED)
        if is_late(until):
            return LATE
        jira.change_comment(
            row.account_id,
            row.cloud_id,
            row.issue_id,
            wanted["comment_id"],
            wanted["document"],
        )
        return Done(wanted["comment_id"])

    def find(self, row: IssueAct) -> FindOutcome:
        """Read it back."""
        done = is_as_sent(_text_now(row), row.wanted["document"])
        return Done(row.wanted["comment_id"]) if done else NotDone()


def _text_now(row: IssueAct) -> object:
    found = jira.comment_of(row.account_id, row.cloud_id, row.issue_id, row.wanted["comment_id"])
    return found.body
