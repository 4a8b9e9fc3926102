"""Three people with different rights at "Demo team": Alice leads and administrates, Bob develops, Carol is a member."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from integrations import jira
from integrations.models import Connection
from tests.support.sandbox import Sandbox

PNG = b"\x89PNG\r\n\x1a\n" + b"0123456789"


def text(words: str) -> dict[str, Any]:
    """A document of one paragraph."""
    line = {"type": "paragraph", "content": [{"type": "text", "text": words}]}
    return {"type": "doc", "version": 1, "content": [line]}


@dataclass(frozen=True)
class Reader:
    """Somebody who is signed in and linked."""

    sandbox: Sandbox
    user: User
    client: Client
    connection: Connection
    cloud_id: str

    @property
    def at(self) -> tuple[str, str]:
        """The first two arguments of every function of the door."""
        return self.connection.account_id, self.cloud_id

    def file(self, project: str = "DEMO", kind: str = "Bug", **fields: Any) -> jira.CreatedIssue:
        """An issue by this account."""
        facts = {"summary": "Checkout total is wrong", **fields}
        seed = {"account_id": self.connection.account_id, "project": project, "issue_type": kind}
        made = self.sandbox.control(
            "POST",
            "/seed",
            {"issues": [{"cloud_id": self.cloud_id, **seed, "fields": facts}]},
        )["issues"][0]
        return jira.CreatedIssue(made["id"], made["key"])

    def upload(self, issue_id: str, name: str, data: bytes, kind: str = "image/png") -> str:
        """The id of a file on an issue."""
        return jira.upload_attachment(
            *self.at, issue_id, name, kind, io.BytesIO(data), len(data)
        ).id

    def change(self, key: str, **facts: Any) -> None:
        """Change an issue in Jira as this account, without a check of rights."""
        body = {"account_id": self.connection.account_id, **facts}
        self.sandbox.control("POST", f"/sites/{self.cloud_id}/issues/{key}", body)

    def address(self, key: str) -> str:
        """The page of an issue."""
        return reverse("issues:issue", args=[self.cloud_id, key])

    def page(self, key: str, **query: Any) -> Any:
        """The page, as this reader gets it."""
        return self.client.get(self.address(key), query)

    def body(self, key: str, **query: Any) -> str:
        """The text of a page that is there."""
        answer = self.page(key, **query)
        assert answer.status_code == 200, answer.content
        return str(answer.content.decode())

    def calls(self) -> int:
        """How many calls reached Jira so far."""
        return len(self.sandbox.calls())


Readers = Callable[[str], Reader]


@pytest.fixture
def readers(
    sandbox: Sandbox,
    link: Callable[..., Connection],
    sign_in: Callable[[User], Client],
    request: pytest.FixtureRequest,
) -> Readers:
    """`readers("bob")`."""
    cloud_id = sandbox.site("demo-team")["cloud_id"]

    def make(name: str) -> Reader:
        user = request.getfixturevalue(name)
        return Reader(sandbox, user, sign_in(user), link(user, name), cloud_id)

    return make


@pytest.fixture
def own(readers: Readers) -> Reader:
    """Alice."""
    return readers("alice")


@pytest.fixture
def other(readers: Readers) -> Reader:
    """Bob."""
    return readers("bob")
