"""The cache goes away: hung up, silent, its disk full. Each process remembers for itself, and nobody waits for it."""

import errno
import logging
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from accounts.models import User
from config.cache import createmeta_in_process, fallback, recent_outage
from config.cache.backends import NearFiles, NearRedis
from integrations.models import Connection
from issues.models import State
from tests.integration.integrations.transport import misbehaving_servers
from tests.integration.integrations.transport.misbehaving_servers import closed_port
from tests.integration.issues.filing.conftest import Desk, desk, report

__all__ = ["desk"]

QUICK = {"OPTIONS": {"socket_connect_timeout": 0.2, "socket_timeout": 0.2}}


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing is known of a cache that was away before."""
    monkeypatch.setattr(fallback, "outage", recent_outage.Outage())
    createmeta_in_process.nearby.forget()
    fallback._own.clear()
    yield
    createmeta_in_process.nearby.forget()
    fallback._own.clear()


def redis_at(url: str) -> str:
    return url.replace("http://", "redis://")


@contextmanager
def away(how: str) -> Iterator[tuple[dict[str, Any], misbehaving_servers.Server | None]]:
    """A cache that is away, as settings name it; and who listens there, if anybody does."""
    if how == "disk":
        yield (
            {"BACKEND": "config.cache.backends.NearFiles", "LOCATION": "/proc/self"},
            None,
        )  # nothing can be written there
    elif how == "refused":
        yield (
            {
                "BACKEND": "config.cache.backends.NearRedis",
                "LOCATION": redis_at(closed_port()),
                **QUICK,
            },
            None,
        )
    else:
        behave = (
            misbehaving_servers.stays_silent
            if how == "silent"
            else misbehaving_servers.closes_at_once
        )
        with misbehaving_servers.serving(behave) as server:
            yield (
                {
                    "BACKEND": "config.cache.backends.NearRedis",
                    "LOCATION": redis_at(server.url),
                    **QUICK,
                },
                server,
            )


AWAY = ["refused", "silent", "hung up", "disk"]


@pytest.mark.parametrize("how", AWAY)
def test_a_process_remembers_for_itself_while_the_cache_is_away(
    how: str, caplog: pytest.LogCaptureFixture
) -> None:
    with away(how) as (named, server):
        kind = NearFiles if how == "disk" else NearRedis
        cache = kind(named["LOCATION"], named)
        assert cache.get("jira:fields", "none") == "none"
        cache.set("jira:fields", [1], 60)
        assert cache.get("jira:fields") == [1]
        assert (cache.add("ticket", 1, 60), cache.add("ticket", 1, 60)) == (True, False)
        assert (cache.add("count", 0, 60), cache.incr("count"), cache.incr("count")) == (True, 1, 2)
        with pytest.raises(ValueError, match="nobody"):
            cache.incr("nobody")
        assert (cache.has_key("count"), cache.touch("count"), cache.delete("count")) == (
            True,
            True,
            True,
        )
        cache.delete_many(["ticket"])
        assert cache.get_many(["ticket", "count"]) == {}
        cache.clear()
        assert cache.get("jira:fields") is None
        assert server is None or server.connections <= 2, "nobody waits for it again and again"
    assert [
        record.message.partition(":")[0] for record in caplog.records if "cache" in record.message
    ] == ["the cache is away, each process remembers for itself"]


@pytest.mark.skipif(not shutil.which("redis-server"), reason="no Redis to start and stop")
def test_what_was_remembered_meanwhile_is_forgotten_when_the_cache_is_there_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Other processes may have changed it since."""
    monkeypatch.setattr(recent_outage.Outage, "SECONDS", 0.0)
    url = redis_at(closed_port())
    cache = NearRedis(url, dict(QUICK))
    cache.set("seen", "by this process", 60)
    assert cache.get("seen") == "by this process"
    command = [
        "redis-server",
        "--port",
        url.rpartition(":")[2],
        "--save",
        "",
        "--dir",
        str(tmp_path),
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            for _ in range(200):
                with suppress(OSError), socket.create_connection(("127.0.0.1", int(command[2])), 1):
                    break
                sleep(0.05)
            assert cache.get("seen") == "by this process", "until it takes something"
            cache.set("more", "by all", 60)
            assert (cache.get("more"), cache.get("seen")) == ("by all", None)
        finally:
            server.kill()
    assert cache.get("more") is None
    caplog.set_level(logging.WARNING)
    assert [record.message for record in caplog.records if "again" in record.message] == [
        "the cache answers again"
    ]


def test_a_disk_that_is_full_and_can_be_read_makes_nothing_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What is counted, and what is to be done once, goes on being that."""
    cache = NearFiles(str(tmp_path), {})
    assert cache.add("before", 1, 60)

    def full(*_arguments: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(recent_outage.Outage, "SECONDS", 0.0)
    with monkeypatch.context() as disk:
        disk.setattr(cache, "_write_content", full)
        assert [cache.add("once", 1, 60) for _ in range(3)] == [True, False, False]
        assert (cache.add("count", 0, 60), [cache.incr("count") for _ in range(3)]) == (
            True,
            [1, 2, 3],
        )
    cache.set("there", "again", 60)
    assert cache.get("there") == "again"
    assert [record.message for record in caplog.records if "again" in record.message] == [
        "the cache answers again"
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", AWAY)
def test_reports_are_filed_while_the_cache_is_away(desk: Desk, settings: Any, how: str) -> None:
    with away(how) as (named, _server):
        settings.CACHES = {"default": named}
        page = desk.file("It broke")
        assert page.status == 200
        assert (report().state, len(desk.filed())) == (State.FILED, 1)


@pytest.mark.django_db(transaction=True)
def test_passwords_are_not_guessed_at_will_while_the_cache_is_away(
    client: Any, alice: User, link: Any, settings: Any
) -> None:
    assert Connection.objects.count() == 0
    with away("refused") as (named, _server):
        settings.CACHES = {"default": named}
        for _ in range(10):
            client.post("/account/sign-in/", {"username": "alice", "password": "a guess"})
        answer = client.post("/account/sign-in/", {"username": "alice", "password": "a guess"})
    assert "too many wrong passwords" in answer.content.decode()
