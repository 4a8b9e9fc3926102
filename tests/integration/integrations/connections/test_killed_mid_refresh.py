"""A process killed while it renews a token loses no link: another one makes it good within the interval."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from integrations import connections, tasks
from integrations.connections import load_connection
from integrations.models import Connection
from tests.integration.integrations.connections.concurrent_threads import change, outcomes
from tests.support.sandbox import Sandbox

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

RENEW = """
import sys, django
django.setup()
from integrations import connections
connections.refresh(int(sys.argv[1]), asked_by="web", within=float(sys.argv[2]))
"""


def database_url(settings: Any) -> str:
    """The address of the test's own database."""
    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        return f"sqlite:///{database['NAME']}"
    login = f"{database['USER']}:{database['PASSWORD']}".rstrip(":")
    return f"postgres://{login}@{database['HOST']}:{database['PORT']}/{database['NAME']}"


@pytest.fixture
def renewing(settings: Any, repository: Path) -> Callable[..., subprocess.Popen[bytes]]:
    """`renewing(connection, within=30)`: another process, which renews that token and waits so many seconds."""
    names = (
        "ATLASSIAN_AUTH_URL",
        "ATLASSIAN_API_URL",
        "ATLASSIAN_CLIENT_ID",
        "ATLASSIAN_CLIENT_SECRET",
    )
    environ = {
        **os.environ,
        **{name: getattr(settings, name) for name in names},
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }

    def start(connection: Connection, within: float = 30.0) -> subprocess.Popen[bytes]:
        environ["DATABASE_URL"] = database_url(settings)
        command = [sys.executable, "-c", RENEW, str(connection.pk), str(within)]
        return subprocess.Popen(command, cwd=repository, env=environ, stderr=subprocess.PIPE)

    return start


@pytest.mark.parametrize("rotated", [True, False], ids=["after Atlassian rotated", "before it did"])
def test_a_killed_process_loses_no_link(
    link: Callable[..., Connection],
    alice: User,
    sandbox: Sandbox,
    renewing: Callable[..., subprocess.Popen[bytes]],
    rotated: bool,
) -> None:
    linked = link(alice)
    slow: dict[str, Any] = (
        {"kind": "drip", "seconds_per_byte": 0.05} if rotated else {"kind": "delay", "seconds": 3}
    )
    sandbox.fault(path="/oauth/token", times=1, **slow)
    last = sandbox.last_event()
    process = renewing(linked)
    sandbox.wait_for("token_rotated" if rotated else "request_received", timeout=20, after=last)
    process.kill()
    process.communicate(timeout=60)

    row = load_connection.read(linked.pk)
    assert row.lease_until
    assert row.exchange_started_at
    assert row.refresh_after == row.lease_until > timezone.now(), (
        "due by itself when the lease ends"
    )
    change(linked, lease_until=timedelta(seconds=-1), refresh_after=timedelta(seconds=-1))
    sandbox.advance(60)
    tasks.refresh_batch(connections.due(10))

    assert outcomes(linked) == ["", "saved"], "a line without outcome tells of the crash"
    sandbox.advance(900)
    token = connections.access(linked.pk).token.reveal()
    assert sandbox.get("/me", token).status_code == 200, "nor did the reuse kill the grant later"
    connections.refresh(linked.pk, asked_by="admin")


def test_a_process_that_ends_waits_for_the_exchange_that_it_began(
    link: Callable[..., Connection],
    alice: User,
    sandbox: Sandbox,
    renewing: Callable[..., subprocess.Popen[bytes]],
) -> None:
    linked = link(alice)
    sandbox.fault("delay", path="/oauth/token", seconds=2, times=1)
    process = renewing(linked, within=0.1)
    _out, said = process.communicate(timeout=120)
    assert process.returncode == 1
    assert b"TakesLong" in said
    assert outcomes(linked) == ["saved"]
    assert load_connection.read(linked.pk).exchange_started_at is None
