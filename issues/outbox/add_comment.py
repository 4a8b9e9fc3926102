"""Adding a comment to an issue: how it is done, and how it is found again. Speaks to the door only."""

from datetime import timedelta

from integrations import jira
from issues.models import Comment
from issues.outbox import pace, standing
from issues.outbox.outcomes import Done, FindOutcome, NotDone, SendOutcome, Stuck, Unknown
from issues.richtext import to_adf

# Jira's clock and ours may differ by so much.
_SKEW = timedelta(minutes=10)


class AddComment:
    """The outbox's sender for comments."""

    model = Comment

    def seconds(self, row: Comment) -> float:
        """What one try may take."""
        return pace.UNHURRIED

    def send(self, row: Comment, *, seconds: float) -> SendOutcome:
        """Add it once, marked, as the account it was written with."""
        stuck = _hindrance(row)
        if stuck is not None:
            return stuck
        try:
            made = jira.add_comment(
                row.account_id, row.cloud_id, row.issue_key, to_adf(row.text), marker=str(row.pk)
            )
        except jira.Rejected as error:
            return standing.not_taken(error)
        except jira.OutcomeUnknown:
            return Unknown()
        except jira.IntegrationError as error:
            return standing.not_done(error)
        return Done(made.id)

    def find(self, row: Comment) -> FindOutcome:
        """Look for the mark among the account's own comments. For one that is there: for a second one."""
        stuck = _hindrance(row)
        if stuck is not None:
            return stuck
        since = (row.first_sent_at or row.created_at) - _SKEW
        try:
            mine = jira.comments_by_me(row.account_id, row.cloud_id, row.issue_key, since)
        except jira.Denied as error:
            return standing.not_seen(error)
        except jira.IntegrationError as error:
            return standing.not_done(error, looking=True)
        marked = [each.id for each in mine if each.marker == str(row.pk)]
        others = [each for each in marked if each != row.remote_id]
        return Done((others or marked)[0]) if marked else NotDone()

    def hindrance(self, row: Comment) -> Stuck | None:
        """No link, another account's, a lost site."""
        return _hindrance(row)

    def mended(self, row: Comment) -> bool:
        """Whether the owner's link is as it was when they wrote it."""
        return standing.is_mended(row.blocked_reason, row.owner_id, row.account_id, row.cloud_id)


def _hindrance(row: Comment) -> Stuck | None:
    return standing.hindrance(row.owner_id, row.account_id, row.cloud_id)
