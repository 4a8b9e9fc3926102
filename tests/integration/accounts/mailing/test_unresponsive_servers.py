"""A mail server that says nothing, or too little at a time, holds one turn of one worker, for a bounded while."""

import socket
from collections.abc import Callable
from typing import Any

import pytest

from accounts.mailing import delivery, mail_server_lease
from accounts.models import Mail, MailState
from tests.integration.accounts.mailing import fake_mail_servers
from tests.integration.accounts.mailing.conftest import Post
from tests.integration.accounts.mailing.fake_mail_servers import rude, talk_to

TLS, SSL = {"EMAIL_USE_TLS": True}, {"EMAIL_USE_SSL": True}


@pytest.mark.parametrize(
    ("behave", "more"),
    [
        (fake_mail_servers.says_nothing, {}),
        (fake_mail_servers.says_nothing, SSL),
        (fake_mail_servers.drip, {}),
        (fake_mail_servers.drips_after_data, {}),
        (fake_mail_servers.drips_after_starttls, TLS),
        (fake_mail_servers.drips_in_the_handshake, SSL),
    ],
    ids=[
        "silent",
        "silent, TLS",
        "drips",
        "drips after the mail",
        "drips after STARTTLS",
        "drips in TLS",
    ],
)
def test_every_smtp_step_has_a_time_limit(
    post: Post, settings: Any, behave: Callable[[socket.socket], None], more: dict[str, Any]
) -> None:
    """A dripping one would be listened to for ever: that this test ends is what it shows."""
    row = post("dora@lodge.test")
    post("erik@lodge.test")
    with rude(behave) as other_side:
        talk_to(settings, other_side.port, **more)
        assert delivery.deliver() == 0
        assert delivery.deliver() == 0
        assert len(other_side.connections) == 1, "it is left alone, however many mails wait"
    row.refresh_from_db()
    assert row.state == MailState.WAITING
    assert mail_server_lease.standing().failures == 1
    assert not Mail.objects.exclude(state=MailState.WAITING).exists()
