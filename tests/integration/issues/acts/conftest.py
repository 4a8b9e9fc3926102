"""Alice at an issue that is in Jira, and what Bob does to it meanwhile."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from integrations import jira, limits
from integrations.models import Connection, Pause
from issues import tasks
from issues.filing import store_act
from issues.models import ActKind, IssueAct, State
from issues.outbox import backoff
from issues.outbox.acts.act import moment
from tests.integration.issues.filing.conftest import Desk
from tests.support.sandbox import Sandbox

WRITE = (
    r"/rest/api/3/(issue/[\w-]+(/(transitions|assignee|watchers|votes|comment/\d+))?|issueLink)$"
)
STATUS = {"To Do": "10000", "In Progress": "3", "Done": "10001"}


def document(text: str) -> dict[str, Any]:
    """*text* as ADF."""
    line = {"type": "paragraph", "content": [{"type": "text", "text": text}]}
    return {"type": "doc", "version": 1, "content": [line]}


class Bench(Desk):
    """Alice, and one issue of Bob's in DEMO."""

    def __init__(self, client: Client, sandbox: Sandbox, user: User, account_id: str) -> None:
        super().__init__(client, sandbox)
        self.user, self.account_id = user, account_id
        self.cloud_id: str = self.site["cloud_id"]
        self.bob: str = sandbox.account("bob")["account_id"]
        self.key = self.new_issue()

    @property
    def at(self) -> tuple[str, str, str]:
        """The first arguments of every function of the door."""
        return self.account_id, self.cloud_id, self.key

    def url(self, *rest: str) -> str:
        """A page of the issue."""
        return "/".join(("/issue", self.cloud_id, self.key, *rest, ""))

    def new_issue(self, **fields: Any) -> str:
        """The key of a new issue of Bob's."""
        entry = {
            "cloud_id": self.cloud_id,
            "account_id": self.bob,
            "project": fields.pop("project", "DEMO"),
            "issue_type": fields.pop("issue_type", "Bug"),
            "fields": {"summary": "Checkout refuses the voucher", **fields},
        }
        made = self.sandbox.control("POST", "/seed", {"issues": [entry]})
        return str(made["issues"][0]["key"])

    def colleague(self, **change: Any) -> None:
        """Bob changes the issue."""
        facts = {"account_id": self.bob, **change}
        self.sandbox.control("POST", f"/sites/{self.cloud_id}/issues/{self.key}", facts)

    def seen(self) -> store_act.ActedOn:
        """The issue as Alice sees it now."""
        found = jira.get_issue(*self.at, ("summary", "updated"))
        site = jira.site_of(self.account_id, self.cloud_id)
        summary, updated = str(found.fields["summary"]), moment(found.fields["updated"])
        return store_act.ActedOn(self.account_id, site, found.id, found.key, summary, updated)

    def queued(self, kind: str, payload: dict[str, Any], **more: Any) -> IssueAct:
        """An act of Alice's that waits to be sent."""
        return store_act.queue(store_act.Wish(self.user, self.seen(), kind, payload, **more))

    def step(self, to: str = "In Progress", name: str = "Start progress", **fields: Any) -> Any:
        """The payload of a transition from To Do."""
        number = {"In Progress": "21", "Done": "31", "To Do": "11"}[to]
        return {
            "transition": number,
            "name": name,
            "from": STATUS["To Do"],
            "to": STATUS[to],
            "to_name": to,
            "fields": fields,
        }

    def field(self, name: str) -> Any:
        """A field as Jira shows it now."""
        return jira.get_issue(*self.at, (name,)).fields.get(name)

    def own_changes(self, field: str) -> list[str]:
        """What Alice's changes of this field led to, oldest first."""
        return [
            item.after
            for change in jira.recent_changes_of(*self.at)
            if change.author_id == self.account_id
            for item in change.items
            if item.field_id == field
        ]


@pytest.fixture
def bench(
    sandbox: Sandbox,
    alice: User,
    link: Callable[..., Connection],
    sign_in: Callable[[User], Client],
) -> Bench:
    """Alice, linked and signed in."""
    connection = link(alice)
    return Bench(sign_in(alice), sandbox, alice, connection.account_id)


def pass_time() -> None:
    """What waits is due, and what is in doubt has been so for longer than any grace."""
    now = timezone.now()
    long_ago = now - timedelta(seconds=backoff.before_asking_owner() + 60)
    Pause.objects.all().delete()
    limits.forget()
    IssueAct.objects.update(next_attempt_at=now)
    IssueAct.objects.exclude(lease_until=None).update(lease_until=long_ago)
    IssueAct.objects.filter(state=State.UNCONFIRMED).update(state_since=long_ago)


def sweep() -> None:
    """What the worker does once all that waits is due, without the queue between."""
    pass_time()
    tasks.tidy()
    for row_id, kind in tasks.waiting():
        tasks.send_one(row_id, kind)


def settle(times: int = 4) -> None:
    """Let the worker go on until nothing waits."""
    for _ in range(times):
        sweep()


def act() -> IssueAct:
    """The newest act there is."""
    return IssueAct.objects.order_by("-created_at")[0]


__all__ = ["STATUS", "WRITE", "ActKind", "Bench", "act", "document", "pass_time", "settle", "sweep"]
