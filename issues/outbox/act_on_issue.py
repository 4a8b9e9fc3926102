"""The outbox's sender for acts on issues. Each kind of act has its own module in issues/outbox/acts/."""

from time import monotonic

from integrations import jira
from issues.models import ActKind, IssueAct, State
from issues.outbox import backoff, blockers
from issues.outbox.acts.act import Act
from issues.outbox.acts.change_fields import Assign, ChangeFields
from issues.outbox.acts.delete_comment import DeleteComment
from issues.outbox.acts.edit_comment import EditComment
from issues.outbox.acts.link import Link
from issues.outbox.acts.transition import Transition
from issues.outbox.acts.watch_and_vote import UNVOTE, UNWATCH, VOTE, WATCH
from issues.outbox.outcomes import FindOutcome, NotDone, Refused, SendOutcome, Stuck, Unknown

ACTS: dict[str, Act] = {
    ActKind.EDIT: ChangeFields(),
    ActKind.TRANSITION: Transition(),
    ActKind.ASSIGN: Assign(),
    ActKind.EDIT_COMMENT: EditComment(),
    ActKind.DELETE_COMMENT: DeleteComment(),
    ActKind.LINK: Link(),
    ActKind.WATCH: WATCH,
    ActKind.UNWATCH: UNWATCH,
    ActKind.VOTE: VOTE,
    ActKind.UNVOTE: UNVOTE,
}


class ActOnIssue:
    """The outbox's sender for acts on issues."""

    model = IssueAct

    def seconds(self, row: IssueAct) -> float:
        """How long one try may take."""
        return backoff.UNHURRIED

    def send(self, row: IssueAct, *, seconds: float) -> SendOutcome:
        """Do it once, as the account that it was asked for with, if what must be read first took at most *seconds*."""
        until = monotonic() + seconds
        stuck = self.hindrance(row)
        if stuck is not None:
            return stuck
        try:
            return ACTS[row.kind].send(row, until)
        except jira.Rejected as error:
            return Refused(
                dict(error.field_errors), tuple(error.messages), too_large=error.status == 413
            )
        except jira.OutcomeUnknown:
            return Unknown()
        except jira.IntegrationError as error:
            return blockers.not_done(error)

    def find(self, row: IssueAct) -> FindOutcome:
        """Look in Jira. What was done cannot be there twice, so nothing is looked for once it is FILED."""
        if row.state == State.FILED:
            return NotDone()
        stuck = self.hindrance(row)
        if stuck is not None:
            return stuck
        try:
            return ACTS[row.kind].find(row)
        except jira.Denied as error:
            return blockers.not_seen(error)
        except jira.IntegrationError as error:
            return blockers.not_done(error, looking=True)

    def hindrance(self, row: IssueAct) -> Stuck | None:
        """No link, another account's link, or a lost site."""
        return blockers.hindrance(row.owner_id, row.account_id, row.cloud_id)

    def mended(self, row: IssueAct) -> bool:
        """Whether the owner's link is again as when they asked for it."""
        return blockers.is_mended(row.blocked_reason, row.owner_id, row.account_id, row.cloud_id)
