"""People who filed issues, a site where colleagues change them, and time that passes for what is due."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from integrations.models import Connection
from issues.models import IssueFollower, MirroredIssue, ProjectWatch, State, Submission
from issues.reading.background_tick import tick
from tests.integration.sandbox.jira_client import Jira
from tests.support.sandbox import Sandbox


class Team:
    """The site "Demo team": who is linked there, and what they filed."""

    def __init__(self, sandbox: Sandbox, link: Callable[..., Connection]) -> None:
        self.sandbox, self._link = sandbox, link
        self.site = sandbox.site("demo-team")
        self.cloud_id: str = self.site["cloud_id"]

    def join(self, user: User) -> str:
        """Link the account of the same name. Its id."""
        return self._link(user, user.username).account_id

    def file(self, user: User, project: str = "DEMO", **more: Any) -> Submission:
        """An issue that *user* filed through Lodge."""
        account = self.sandbox.account(user.username)
        facts = {"summary": "It broke", **more.pop("fields", {})}
        entry = {
            "cloud_id": self.cloud_id,
            "account_id": account["account_id"],
            "project": project,
            "issue_type": "Bug",
            "fields": facts,
        }
        [made] = self.sandbox.control("POST", "/seed", {"issues": [entry]})["issues"]
        return self.stored(user, made, project, summary=facts["summary"], **more)

    def stored(
        self, user: User, made: dict[str, str], project: str = "DEMO", **more: Any
    ) -> Submission:
        """The report of an issue that there is."""
        account = (
            {"account_id": more["account_id"], "name": user.username}
            if "account_id" in more
            else self.sandbox.account(user.username)
        )
        number = next(each["id"] for each in self.site["projects"] if each["key"] == project)
        values = {
            "owner": user,
            "account_id": account["account_id"],
            "account_name": account["name"],
            "cloud_id": self.cloud_id,
            "site_name": self.site["name"],
            "site_url": self.site["url"],
            "project_id": number,
            "project_key": project,
            "issue_type_id": "1",
            "state": State.FILED,
            "sent_at": timezone.now(),
            "issue_id": made["id"],
            "issue_key": made["key"],
            **more,
        }
        return Submission.objects.create(**values)

    def change(self, report: Submission, by: str = "bob", **facts: Any) -> None:
        """As a colleague would, in Jira."""
        account_id = self.sandbox.account(by)["account_id"]
        path = f"/sites/{self.cloud_id}/issues/{report.issue_id}"
        self.sandbox.control("POST", path, {"account_id": account_id, **facts})

    def calls(self, after: int = 0) -> list[dict[str, Any]]:
        """What was asked of Jira's API."""
        return self.sandbox.calls(path=r"/rest/api/3/", after=after)

    def last_call(self) -> int:
        """The number of the last call, to count from there."""
        return max((call["n"] for call in self.sandbox.calls()), default=0)


@pytest.fixture
def team(sandbox: Sandbox, link: Callable[..., Connection]) -> Team:
    """Nobody is linked yet."""
    return Team(sandbox, link)


def pass_time(**by: float) -> None:
    """Everything that Lodge remembers of followed issues happened this much earlier."""
    gone = timedelta(**by)
    for model, names in (
        (IssueFollower, ("proven_at", "lost_at", "next_proof_at", "since", "changed_at")),
        (MirroredIssue, ("read_at", "content_at", "covered_at", "next_read_at")),
        (ProjectWatch, ("searched_at", "next_search_at")),
    ):
        model._default_manager.update(**{name: F(name) - gone for name in names})


def ticks(times: int = 2) -> int:
    """The schedule runs: a first tick finds what the next one reads. Returns the number of calls."""
    return sum(tick() for _ in range(times))


def follower(report: Submission, user: User | None = None) -> IssueFollower:
    """A report's follower, with its issue."""
    rows = IssueFollower.objects.select_related("issue")
    return rows.get(user=user or report.owner, issue__issue_id=report.issue_id)


def mirrored(report: Submission) -> MirroredIssue:
    """The mirror of a report's issue."""
    return MirroredIssue.objects.get(issue_id=report.issue_id)


def ago(**by: float) -> datetime:
    """A moment in the past."""
    return timezone.now() - timedelta(**by)


__all__ = ["Jira", "Team"]
