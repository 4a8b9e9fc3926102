"""Alice at her desk with issues in Jira and a saved query; Bob, who may see some of them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from integrations.models import Connection
from issues.models import SavedQuery
from tests.integration.issues.filing.conftest import Desk
from tests.support.sandbox import Sandbox

COLUMNS = [
    {"id": "issuekey", "name": "Key"},
    {"id": "summary", "name": "Summary"},
    {"id": "status", "name": "Status"},
    {"id": "created", "name": "Created"},
]


class QueryDesk(Desk):
    """A desk with saved queries."""

    def __init__(self, client: Client, sandbox: Sandbox, user: User, account_id: str) -> None:
        super().__init__(client, sandbox)
        self.user, self.account_id = user, account_id
        self.cloud_id: str = self.site["cloud_id"]

    def issues(self, *summaries: str, count: int = 1, **more: Any) -> list[str]:
        """Issues of Alice's in DEMO, `count` of each; their keys."""
        where = {"cloud_id": self.cloud_id, "account_id": self.account_id, "project": "DEMO"}
        entries = [
            {**where, "issue_type": "Bug", "fields": {"summary": each}, "count": count, **more}
            for each in summaries
        ]
        made = self.sandbox.control("POST", "/seed", {"issues": entries})
        return [each["key"] for each in made["issues"]]

    def saved(self, jql: str = "project = DEMO ORDER BY key", **more: Any) -> SavedQuery:
        """A query of hers."""
        about = {"name": "All of DEMO", "columns": COLUMNS, "site_name": "Demo team", **more}
        return SavedQuery.objects.create(owner=self.user, cloud_id=self.cloud_id, jql=jql, **about)

    def searches(self) -> list[dict[str, Any]]:
        """Every search that Jira was asked for."""
        return self.sandbox.calls("POST", "/search/jql$")


def finish(answer: Any) -> None:
    """Close what *answer* was read from, as a server does at its end; the database's connection stays."""
    for close in getattr(answer, "_resource_closers", ()):
        close()


@pytest.fixture
def desk(
    sandbox: Sandbox,
    alice: User,
    link: Callable[..., Connection],
    sign_in: Callable[[User], Client],
) -> QueryDesk:
    """Alice, linked."""
    return QueryDesk(sign_in(alice), sandbox, alice, link(alice).account_id)


@pytest.fixture
def team(alice: User, bob: User) -> Group:
    """A group that Alice and Bob are in."""
    group = Group.objects.create(name="support")
    alice.groups.add(group)
    bob.groups.add(group)
    return group


@pytest.fixture
def bobs(
    sandbox: Sandbox,
    bob: User,
    link: Callable[..., Connection],
    sign_in: Callable[[User], Client],
) -> QueryDesk:
    """Bob, linked."""
    return QueryDesk(sign_in(bob), sandbox, bob, link(bob, "bob").account_id)
