"""Somebody with a browser who links: Lodge through Django's test client, Atlassian's part over real HTTP."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.test import Client

from accounts.models import User
from tests.support.sandbox import Sandbox

BEGIN = "/link/begin/atlassian/"
COMPLETE = "/link/complete/atlassian/"


class Traveller:
    """Goes to Atlassian and comes back."""

    def __init__(self, client: Client, sandbox: Sandbox, user: User) -> None:
        self.client, self.sandbox, self.user = client, sandbox, user

    def begin(self, **data: str) -> str:
        """Press the button; the address of Atlassian's consent page."""
        response = self.client.post(BEGIN, data)
        assert response.status_code == 302, response.content
        return str(response["Location"])

    def consent(
        self, url: str, account: str = "alice", sites: Sequence[str] | None = None, accept: bool = True
    ) -> str:
        """Answer Atlassian's page; the address that it sends us back to."""
        return self.sandbox.consent(account, sites=sites, accept=accept, url=url)

    def back(self, location: str) -> Any:
        """Follow Atlassian's redirect to Lodge."""
        parts = urlsplit(location)
        return self.client.get(parts.path, query_params=parse_qs(parts.query))

    def travel(self, account: str = "alice", sites: Sequence[str] | None = None, **data: str) -> Any:
        """All of it; Lodge's answer to the callback."""
        return self.back(self.consent(self.begin(**data), account, sites))


def words(response: Any) -> str:
    """A page's HTML, each run of white space as one space."""
    return " ".join(response.content.decode().split())
