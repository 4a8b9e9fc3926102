"""The rows of a list of reports, each with what Jira says of it, as far as the user may see that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from integrations import jira
from issues.models import IssueFollower, State, Submission
from issues.reading import mark_seen, visible_status
from issues.reading.visible_status import Status
from issues.views.linked_account import account_or_none
from issues.wording import followed_wording, report_wording
from issues.wording.common import Tag


@dataclass(frozen=True)
class Row:
    """A report in a list. `status` is None where it is not in Jira, or is not followed."""

    report: Submission
    tag: Tag
    status: Status | None
    issue_url: str

    @property
    def waits(self) -> bool:
        """Whether the open issue waits for the user."""
        follower = self.status.follower if self.status is not None else None
        return follower is not None and follower.waits

    @property
    def unseen(self) -> str:
        """Why no status is shown. Empty where one is, or the report is not in Jira."""
        return followed_wording.unseen(self.status) if self.status is not None else ""


def rows_of(
    user: User,
    reports: Sequence[Submission],
    account: jira.Account | None,
    partly: Iterable[Submission] = (),
) -> list[Row]:
    """The rows, in this order. *account*: the user's. *partly*: filed reports of which a file or a link needs them.

    Nobody waits for Jira: where a status is old, it is asked for in the background.
    """
    found = _statuses(user, reports, account)
    in_part = set(partly)
    return [_row(each, found.get(each.pk), partly=each in in_part) for each in reports]


def status_of(report: Submission) -> Status | None:
    """What Jira says of one report, for its owner. None where it is not followed."""
    if report.state != State.FILED:
        return None
    return _statuses(report.owner, [report], account_or_none(report.owner_id)).get(report.pk)


def _statuses(
    user: User, reports: Sequence[Submission], account: jira.Account | None
) -> dict[object, Status]:
    filed = [each.pk for each in reports if each.state == State.FILED]
    if not filed:
        return {}
    # By the reports alone: SQLite would read all that the user follows.
    rows = IssueFollower.objects.filter(submission__in=filed).select_related("issue")
    followers = [each for each in rows if each.user_id == user.pk]
    account_ids = {account.account_id} if account is not None else set()
    if account is not None and account.is_active and followers:
        jira.mark_used(account)
        mark_seen.ask_again(followers, account.account_id)
    if any(each.account_id not in account_ids for each in followers):
        account_ids |= _ask_as_shared(user, followers)
    known = visible_status.statuses(followers, account_ids)
    return {each.submission_id: known[each.pk] for each in followers}


def _ask_as_shared(user: User, followers: list[IssueFollower]) -> frozenset[str]:
    """The shared accounts that the user may act as. What was filed as one of them is asked for as it."""
    shared = jira.shared_accounts_of(user.pk)
    for account_id in shared & {each.account_id for each in followers}:
        mark_seen.ask_again(followers, account_id)
    return shared


def _row(report: Submission, status: Status | None, *, partly: bool) -> Row:
    if partly:
        tag = report_wording.tag_of_needy(report)
    elif status is not None and status.issue is not None:
        tag = followed_wording.tag(status.issue)
    else:
        tag = report_wording.tag(report)
    return Row(report, tag, status, issue_address(report))


def issue_address(report: Submission) -> str:
    """The page of its issue in Lodge. Empty where it is not in Jira."""
    if not report.issue_key:
        return ""
    return reverse("issues:issue", args=[report.cloud_id, report.issue_key])
