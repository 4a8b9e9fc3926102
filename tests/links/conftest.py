"""For this room: what a process keeps in mind for seconds is read anew by each test."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from accounts.models import User
from integrations import limits
from integrations.models import Connection
from tests.links.servers import Behaviour, Server


@pytest.fixture(autouse=True)
def _nothing_known() -> None:
    limits.forget()


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
