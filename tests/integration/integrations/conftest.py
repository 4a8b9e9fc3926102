"""Alice and Bob at the site "Demo team", linked; and servers that answer as a test wants."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from accounts.models import User
from integrations import jira, limits
from integrations.models import Connection
from tests.integration.integrations.transport.misbehaving_servers import Behaviour, Server
from tests.support.sandbox import Sandbox

Link = Callable[..., Connection]


@dataclass(frozen=True)
class Seat:
    """Somebody's place at a site: whose account, which site, and the sandbox behind it."""

    sandbox: Sandbox
    connection: Connection
    cloud_id: str
    projects: dict[str, str]

    @property
    def account_id(self) -> str:
        """Whose account."""
        return self.connection.account_id

    @property
    def at(self) -> tuple[str, str]:
        """The first two arguments of every verb of the door."""
        return self.account_id, self.cloud_id

    def type_id(self, project: str = "DEMO", name: str = "Bug") -> str:
        """The id of an issue type that this account may create."""
        found = jira.issue_types(*self.at, self.projects[project])
        return next(each.id for each in found if each.name == name)

    def body(self, project: str = "DEMO", name: str = "Bug", **fields: Any) -> dict[str, Any]:
        """The `fields` of a create call."""
        where = {
            "project": {"id": self.projects[project]},
            "issuetype": {"id": self.type_id(project, name)},
        }
        return {"summary": "Checkout total is wrong", **where, **fields}

    def file(self, project: str = "DEMO", marker: str = "", **fields: Any) -> jira.CreatedIssue:
        """Create an issue with the mark in its properties."""
        mark = marker or str(uuid.uuid4())
        return jira.create_issue(
            *self.at, fields=self.body(project, **fields), marker=mark, marker_in="properties"
        )

    def created(self) -> list[dict[str, Any]]:
        """Every issue that the sandbox holds at this site."""
        return self.sandbox.issues(self.cloud_id)


def seat(sandbox: Sandbox, connection: Connection) -> Seat:
    """A place at "Demo team"."""
    site = sandbox.site("demo-team")
    return Seat(
        sandbox,
        connection,
        site["cloud_id"],
        {each["key"]: each["id"] for each in site["projects"]},
    )


@pytest.fixture(autouse=True)
def _no_remembered_pauses() -> None:
    """A process believes its copy of the pauses for a moment: not that of the test before."""
    limits.forget()


@pytest.fixture
def alices(sandbox: Sandbox, link: Link, alice: User) -> Seat:
    """Alice's seat."""
    return seat(sandbox, link(alice))


@pytest.fixture
def bobs(sandbox: Sandbox, link: Link, bob: User) -> Seat:
    """Bob's seat; in SHOP he sees only what he filed himself."""
    return seat(sandbox, link(bob, "bob"))


@pytest.fixture
def serve(settings: Any) -> Iterator[Callable[[Behaviour], Server]]:
    """`serve(behaviour)`: a server of that behaviour, which both of Lodge's addresses then name."""
    started: list[Server] = []

    def make(behave: Behaviour) -> Server:
        server = Server(behave)
        started.append(server)
        settings.ATLASSIAN_AUTH_URL = settings.ATLASSIAN_API_URL = server.url
        return server

    yield make
    for server in started:
        server.stop()


@pytest.fixture
def linked(link: Callable[..., Connection], alice: User) -> Connection:
    """Alice's link, just made."""
    return link(alice)
