"""Alice at her desk, with issues in Jira that may be like hers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from integrations import jira
from integrations.models import Connection
from issues import tasks
from issues.models import Comment, State, Submission
from issues.outbox import backoff
from tests.integration.issues.filing.conftest import Desk
from tests.support.sandbox import Sandbox

COMMENT = "/comment$"


class Table(Desk):
    """A desk in DEMO, and what the simulated Jira holds of comments and watchers."""

    def __init__(self, client: Client, sandbox: Sandbox, user: User, account_id: str) -> None:
        super().__init__(client, sandbox)
        self.user, self.account_id = user, account_id
        self.cloud_id: str = self.site["cloud_id"]

    def issue(self, summary: str = "Checkout refuses the voucher", status: str = "") -> str:
        """The key of an issue of Alice's that is in Jira already."""
        where = {"cloud_id": self.cloud_id, "account_id": self.account_id, "project": "DEMO"}
        entry = {**where, "issue_type": "Bug", "fields": {"summary": summary}}
        made = self.sandbox.control(
            "POST", "/seed", {"issues": [entry | ({"status": status} if status else {})]}
        )
        return str(made["issues"][0]["key"])

    def draft(
        self, summary: str = "Checkout crashes on a voucher", description: str = "It **broke**."
    ) -> Submission:
        """What Alice wrote and did not send."""
        project = next(each for each in self.site["projects"] if each["key"] == "DEMO")
        kinds = jira.issue_types(self.account_id, self.cloud_id, project["id"])
        return Submission.objects.create(
            owner=self.user,
            account_id=self.account_id,
            cloud_id=self.cloud_id,
            project_key="DEMO",
            issue_type_id=next(each.id for each in kinds if each.name == "Bug"),
            site_name=self.site["name"],
            site_url=self.site["url"],
            summary=summary,
            values={"summary": [summary], "description": [description]},
        )

    def comments(self, key: str) -> list[dict[str, Any]]:
        """Every comment on the issue, as Jira keeps it."""
        token = self.sandbox.grant("alice")["access_token"]
        path = f"/ex/jira/{self.cloud_id}/rest/api/3/issue/{key}/comment"
        found: list[dict[str, Any]] = self.sandbox.get(path, token).json()["comments"]
        return found

    def watches(self, key: str) -> bool:
        """Whether Alice watches the issue."""
        token = self.sandbox.grant("alice")["access_token"]
        path = f"/ex/jira/{self.cloud_id}/rest/api/3/issue/{key}/watchers"
        return bool(self.sandbox.get(path, token).json()["isWatching"])

    def queued(self, key: str, **more: Any) -> Comment:
        """A comment of Alice's that waits to be sent."""
        columns = {
            "owner": self.user,
            "account_id": self.account_id,
            "cloud_id": self.cloud_id,
            "site_name": self.site["name"],
            "site_url": self.site["url"],
            "issue_key": key,
            "text": "Here **too**.",
            "state": State.QUEUED,
        }
        return Comment.objects.create(pk=uuid4(), **{**columns, **more})


@pytest.fixture
def table(
    sandbox: Sandbox,
    alice: User,
    link: Callable[..., Connection],
    sign_in: Callable[[User], Client],
) -> Table:
    """Alice, linked and signed in."""
    connection = link(alice)
    return Table(sign_in(alice), sandbox, alice, connection.account_id)


def comment() -> Comment:
    """The only one there is."""
    return Comment.objects.get()


def pass_time() -> None:
    """What waits is due, and what is in doubt has been so for longer than any grace."""
    now = timezone.now()
    long_ago = now - timedelta(seconds=backoff.before_asking_owner() + 60)
    Comment.objects.update(next_attempt_at=now, lease_until=None)
    Comment.objects.filter(state=State.UNCONFIRMED).update(state_since=long_ago)


def sweep() -> None:
    """What the worker does every few seconds, without the queue between."""
    tasks.tidy()
    for row_id, kind in tasks.waiting():
        tasks.send_one(row_id, kind)
