"""Watching an issue and voting for it. Repeating either changes nothing in Jira."""

from collections.abc import Callable
from dataclasses import dataclass

from integrations import jira
from issues.models import IssueAct
from issues.outbox.acts.act import fields_now
from issues.outbox.outcomes import NOT_POSSIBLE, Done, FindOutcome, NotDone, Refused, SendOutcome


@dataclass(frozen=True)
class Switch:
    """One of the four: the call, and the field and member that show whether it was done."""

    call: Callable[[str, str, str], None]
    field: str
    member: str
    on: bool

    def send(self, row: IssueAct, until: float) -> SendOutcome:
        """Do it. Jira answers 404 also where there is nothing to take back, or where the feature is off."""
        try:
            self.call(row.account_id, row.cloud_id, row.issue_id)
        except jira.Denied as error:
            if self._is_done(row):
                return Done("")
            return Refused({}, tuple(error.messages), why=NOT_POSSIBLE)
        return Done("")

    def find(self, row: IssueAct) -> FindOutcome:
        """Read it back."""
        return Done("") if self._is_done(row) else NotDone()

    def _is_done(self, row: IssueAct) -> bool:
        """Raises Denied where the issue is not visible."""
        shown = fields_now(row, self.field).get(self.field)
        return isinstance(shown, dict) and shown.get(self.member) is self.on


WATCH = Switch(jira.watch, "watches", "isWatching", on=True)
UNWATCH = Switch(jira.unwatch, "watches", "isWatching", on=False)
VOTE = Switch(jira.vote, "votes", "hasVoted", on=True)
UNVOTE = Switch(jira.unvote, "votes", "hasVoted", on=False)
