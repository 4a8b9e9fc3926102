"""A mail server, and a kind of mail that says what a test wants."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from accounts import mailing
from accounts.mailing.kinds import KINDS
from accounts.models import Mail
from tests.integration.accounts.mailing.fake_mail_servers import Inbox, talk_to

Post = Callable[..., Mail]


@pytest.fixture
def inbox(settings: Any) -> Iterator[Inbox]:
    """A server that takes mails, and Lodge pointed at it."""
    with Inbox() as server:
        talk_to(settings, server.port)
        yield server


@pytest.fixture
def post(db: None, monkeypatch: pytest.MonkeyPatch) -> Post:
    """`post("dora@lodge.test")`: one mail to that address waits."""

    def write(row: Mail) -> mailing.Letter | None:
        return mailing.Letter((row.about,), f"To {row.about}", "Some words.") if row.about else None

    monkeypatch.setitem(KINDS, "test", mailing.Kind("test", "a test", write))
    monkeypatch.setitem(
        KINDS, "test-urgent", mailing.Kind("test-urgent", "a test", write, urgent=True)
    )
    return lambda address, kind="test", **more: mailing.post(kind, about=address, **more)
