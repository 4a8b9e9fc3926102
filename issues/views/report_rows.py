"""The rows of a list of reports, each with what Jira says of it, as far as the user may see that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, UUIDField
from django.urls import get_script_prefix, reverse

from accounts.models import User
from accounts.prepared_queries import PreparedRows, several, up_to
from integrations import jira
from issues.models import IssueFollower, MirroredIssue, State, Submission
from issues.reading import mark_seen, visible_status
from issues.reading.visible_status import Status
from issues.views.linked_account import own_account
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
    def issue(self) -> MirroredIssue | None:
        """What Jira says, as far as the user may see it."""
        return self.status.issue if self.status is not None else None

    @property
    def key(self) -> str:
        """The key of its issue, the present one where that is known."""
        return (self.issue.issue_key if self.issue is not None else "") or self.report.issue_key

    @property
    def assignee(self) -> str:
        """To whom its issue is assigned. May be empty."""
        return self.issue.assignee_name if self.issue is not None else ""

    @property
    def url(self) -> str:
        """The page of the report."""
        before, after = _report_pages(get_script_prefix())
        return f"{before}{self.report.pk}{after}"

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
    *,
    follows: bool,
) -> list[Row]:
    """The rows, in this order. *account*: the user's. *partly*: filed reports of which a file or a link needs them.

    *follows*: whether the user follows any issue.
    Nobody waits for Jira: where a status is old, it is asked for in the background.
    """
    found = _statuses(user, reports, account) if follows else {}
    in_part = set(partly)
    return [_row(each, found.get(each.pk), partly=each in in_part) for each in reports]


def status_of(report: Submission) -> Status | None:
    """What Jira says of one report, for its owner. None where it is not followed."""
    if report.state != State.FILED:
        return None
    return _statuses(report.owner, [report], own_account(report.owner)).get(report.pk)


def _statuses(
    user: User, reports: Sequence[Submission], account: jira.Account | None
) -> dict[object, Status]:
    filed = [each.pk for each in reports if each.state == State.FILED]
    if not filed:
        return {}
    followers = [each for each in _followers(filed) if each.user_id == user.pk]
    account_ids = {account.account_id} if account is not None else set()
    if account is not None and account.is_active and followers:
        jira.mark_used(account)
        mark_seen.ask_again(followers, account.account_id)
    if any(each.account_id not in account_ids for each in followers):
        account_ids |= _ask_as_shared(user, followers)
    known = visible_status.statuses(followers, account_ids)
    return {each.submission_id: known[each.pk] for each in followers}


def _followers(reports: Sequence[UUID]) -> list[IssueFollower]:
    """By the reports alone: SQLite would read all that a user follows."""
    filled = up_to(reports)
    return _of_reports(len(filled))(**filled)


@cache
def _of_reports(size: int) -> PreparedRows[IssueFollower]:
    def build(**reports: Any) -> QuerySet[IssueFollower]:
        rows = IssueFollower.objects.filter(submission__id__in=list(reports.values()))
        return rows.select_related("issue")

    return PreparedRows(build, **several(size, UUIDField()))


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


@lru_cache
def _report_pages(_prefix: str) -> tuple[str, str]:
    """The addresses of reports: what is before the id, and after it."""
    unknown = UUID(int=0)
    before, _id, after = reverse("report-detail", args=[unknown]).rpartition(str(unknown))
    return before, after


def issue_address(report: Submission) -> str:
    """The page of its issue in Lodge. Empty where it is not in Jira."""
    if not report.issue_key:
        return ""
    return _issue_page(report.cloud_id, report.issue_key, get_script_prefix())


@lru_cache(maxsize=1024)
def _issue_page(cloud_id: str, key: str, _prefix: str) -> str:
    return reverse("issues:issue", args=[cloud_id, key])
