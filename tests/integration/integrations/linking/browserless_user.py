"""Somebody with a browser who links: Lodge through Django's test client, Atlassian's part over real HTTP."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.test import Client

from accounts.models import User
from tests.support.sandbox import Sandbox

BEGIN = "/link/begin/atlassian/"
COMPLETE = "/link/complete/atlassian/"
FAILED = "/link/failed/"


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
        self,
        url: str,
        account: str = "alice",
        sites: Sequence[str] | None = None,
        accept: bool = True,
    ) -> str:
        """Answer Atlassian's page; the address that it sends us back to."""
        return self.sandbox.consent(account, sites=sites, accept=accept, url=url)

    def back(self, location: str) -> Any:
        """Follow Atlassian's redirect to Lodge."""
        parts = urlsplit(location)
        assert parts.path == COMPLETE
        return self.answered(parse_qs(parts.query))

    def answered(self, query: dict[str, Any]) -> Any:
        """Lodge's answer to the callback with this query; where it leads to a page about a failure, that page."""
        response = self.client.get(COMPLETE, query_params=query)
        if response.status_code != 302 or not response["Location"].startswith(FAILED):
            return response
        given = [
            one for each in query.values() for one in ([each] if isinstance(each, str) else each)
        ]
        assert not [each for each in given if len(each) > 9 and each in response["Location"]]
        return self.client.get(response["Location"])

    def travel(
        self, account: str = "alice", sites: Sequence[str] | None = None, **data: str
    ) -> Any:
        """All of it; Lodge's answer to the callback."""
        return self.back(self.consent(self.begin(**data), account, sites))


def words(response: Any) -> str:
    """A page's HTML, each run of white space as one space."""
    return " ".join(response.content.decode().split())
