"""Linking an issue to another one.

The payload: `{"type_id", "words", "outward", "other_key"}`. Jira makes one link of two identical requests.
"""

from integrations import jira
from issues.models import IssueAct
from issues.outbox.acts.act import LATE, is_late
from issues.outbox.outcomes import Done, FindOutcome, NotDone, SendOutcome


class Link:
    """`POST /issueLink`."""

    def send(self, row: IssueAct, until: float) -> SendOutcome:
        """Link the two by the key that the issue has now: this call takes no ids of moved issues everywhere."""
        wanted = row.wanted
        try:
            self._link(row, row.issue_key)
        except jira.Denied:
            key = jira.get_issue(row.account_id, row.cloud_id, row.issue_id).key
            if key == row.issue_key or key == wanted["other_key"]:
                raise
            if is_late(until):
                return LATE
            self._link(row, key)
        return Done("")

    def find(self, row: IssueAct) -> FindOutcome:
        """Look at the issue's links."""
        wanted = (row.wanted["type_id"], row.wanted["outward"], row.wanted["other_key"])
        for link in jira.links_of(row.account_id, row.cloud_id, row.issue_id):
            if (link.type_id, link.outward, link.other_key) == wanted:
                return Done(link.id)
        return NotDone()

    def _link(self, row: IssueAct, key: str) -> None:
        other = row.wanted["other_key"]
        inward, outward = (key, other) if row.wanted["outward"] else (other, key)
        jira.link_issues(row.account_id, row.cloud_id, row.wanted["type_id"], inward, outward)
