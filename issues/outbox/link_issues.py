"""The outbox's sender for links between issues: links a report's issue, and finds the link again.

Jira makes one link of two identical requests. A doubtful one is looked for first all the same. Calls
integrations.jira only.
"""

from integrations import jira
from issues.models import IssueLink
from issues.outbox import backoff, blockers
from issues.outbox.outcomes import Done, FindOutcome, NotDone, SendOutcome, Stuck, Unknown


class LinkIssues:
    """The outbox's sender for links between issues."""

    model = IssueLink

    def seconds(self, row: IssueLink) -> float:
        """How long one try may take."""
        return backoff.UNHURRIED

    def send(self, row: IssueLink, *, seconds: float) -> SendOutcome:
        """Link the two. Where the known key no longer works, the issue's key is read again: automation moves issues."""
        stuck = _hindrance(row)
        if stuck is not None:
            return stuck
        try:
            try:
                _link(row, row.submission.issue_key)
            except jira.Denied:
                key = _key_now(row)
                if key == row.submission.issue_key:
                    raise
                _link(row, key)
        except jira.Rejected as error:
            return blockers.not_taken(error)
        except jira.OutcomeUnknown:
            return Unknown()
        except jira.IntegrationError as error:
            return blockers.not_done(error)
        return Done("")  # Jira does not return the link's id

    def find(self, row: IssueLink) -> FindOutcome:
        """Look at the links of the issue."""
        report = row.submission
        stuck = _hindrance(row)
        if stuck is not None:
            return stuck
        try:
            links = jira.links_of(
                report.account_id, report.cloud_id, report.issue_id or report.issue_key
            )
        except jira.Denied as error:
            return blockers.not_seen(error)
        except jira.IntegrationError as error:
            return blockers.not_done(error, looking=True)
        wanted = (row.type_id, row.outward, row.other_key)
        for link in links:
            if (link.type_id, link.outward, link.other_key) == wanted:
                return Done(link.id)
        return NotDone()

    def hindrance(self, row: IssueLink) -> Stuck | None:
        """No link, another account's link, or a lost site."""
        return _hindrance(row)

    def mended(self, row: IssueLink) -> bool:
        """Whether the owner's link is again as when they wrote the report."""
        report = row.submission
        return blockers.is_mended(
            row.blocked_reason, report.owner_id, report.account_id, report.cloud_id
        )


def _hindrance(row: IssueLink) -> Stuck | None:
    report = row.submission
    return blockers.hindrance(report.owner_id, report.account_id, report.cloud_id)


def _link(row: IssueLink, key: str) -> None:
    report = row.submission
    inward, outward = (key, row.other_key) if row.outward else (row.other_key, key)
    jira.link_issues(report.account_id, report.cloud_id, row.type_id, inward, outward)


def _key_now(row: IssueLink) -> str:
    report = row.submission
    return jira.get_issue(
        report.account_id, report.cloud_id, report.issue_id or report.issue_key
    ).key
