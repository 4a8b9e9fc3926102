"""/healthz and /readyz: what they say of what, to whom, and that nothing stands in their way."""

import io
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from accounts.models import MailServer, User
from background.heartbeats import Name
from config.celery import app
from config.health import probes
from config.health.shared_readiness import Readiness
from issues.models import State
from tests.integration.background.simulate_missing_heartbeats import silent
from tests.integration.issues.outbox.conftest import make_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def anybody() -> Client:
    """A load balancer: by the address of the host, without TLS."""
    return Client(headers={"host": "10.0.0.7:8000"})


@pytest.fixture
def well(db: None) -> None:
    """Everybody has just spoken."""
    silent()


def states(client: Client, path: str = "/readyz") -> tuple[int, dict[str, str]]:
    """The status, and the checks that are not well."""
    answer = client.get(path)
    return answer.status_code, {
        name: state for name, state in answer.json()["checks"].items() if state != "ok"
    }


def test_it_is_alive_and_ready(anybody: Client, well: None) -> None:
    alive, ready = anybody.get("/healthz"), anybody.get("/readyz")
    assert (alive.status_code, alive.json()) == (200, {"status": "ok"})
    assert ready.status_code == 200
    assert ready.json() == {"status": "ok", "checks": dict.fromkeys(probes.NAMES, "ok")}
    assert ready.headers["Cache-Control"] == "no-store"


def test_neither_hosts_nor_tls_nor_a_login_stand_in_the_way(
    anybody: Client, well: None, settings: Any
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["lodge.test"]
    for path in ("/healthz", "/readyz", "/readyz/database"):
        assert anybody.get(path).status_code == 200
        assert anybody.head(path).status_code == 200
        assert Client(headers={"host": "nonsense host!"}).get(path).status_code == 200
    assert anybody.get("/").status_code == 400


@pytest.mark.parametrize("name", [Name.WORKER, Name.SCHEDULE, Name.SWEEP])
def test_who_is_silent_is_named(anybody: Client, name: Name) -> None:
    silent(name)
    assert states(anybody) == (503, {name: "silent"})
    assert states(anybody, f"/readyz/{name}") == (503, {name: "silent"})
    assert states(anybody, "/readyz/database") == (200, {})


def test_what_nobody_takes_is_late_after_ten_minutes(
    anybody: Client, alice: User, well: None
) -> None:
    row = make_row(alice, State.QUEUED)
    for minutes, expected in ((9, (200, {})), (11, (503, {"waiting": "late"}))):
        type(row).objects.update(next_attempt_at=timezone.now() - timedelta(minutes=minutes))
        silent()
        assert states(anybody) == expected
    type(row).objects.update(state=State.BLOCKED, blocked_reason="ask")
    silent()
    assert states(anybody) == (200, {})


def test_a_mail_server_that_takes_nothing_is_named_after_ten_minutes(
    anybody: Client, well: None
) -> None:
    for minutes, expected in ((9, (200, {})), (11, (503, {"mails": "unreachable"}))):
        since = timezone.now() - timedelta(minutes=minutes)
        MailServer.objects.update_or_create(pk=1, defaults={"failing_since": since})
        silent()
        assert states(anybody) == expected


@pytest.mark.parametrize(
    "path", ["/readyz/nothing", "/readyz/", "/readyz/database/", "/x/readyz/database", "/healthz/"]
)
def test_other_addresses_are_none_of_it(anybody: Client, well: None, path: str) -> None:
    assert anybody.get(path, headers={"host": "lodge.test"}).status_code in (301, 404)


def test_without_the_database_the_rest_is_not_known_and_nobody_is_mailed(
    anybody: Client, well: None, mailoutbox: list[EmailMessage]
) -> None:
    with connection.execute_wrapper(_refused):
        status, wrong = states(anybody)
        assert anybody.get("/healthz").status_code == 200
    assert status == 503
    assert wrong == {
        "database": "unreachable",
        **dict.fromkeys([*Name, "waiting", "mails", "installation"], "unknown"),
    }
    assert mailoutbox == []


def _refused(*_call: Any) -> Any:
    raise OperationalError("password of the database")


def test_cache_and_broker_are_named_when_they_are_away(
    anybody: Client, well: None, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    (tmp_path / "cache").write_text("no folder")
    nowhere = {
        "BACKEND": "config.cache.backends.NearRedis",
        "LOCATION": "redis://:se-cret@127.0.0.1:9/0",
    }
    for cache in (
        nowhere,
        {"BACKEND": "config.cache.backends.NearFiles", "LOCATION": str(tmp_path / "cache")},
    ):
        settings.CACHES = {"default": cache}
        silent()
        assert states(anybody) == (503, {"cache": "unreachable"})
    monkeypatch.setattr(app.conf, "broker_url", "redis://:se-cret@127.0.0.1:9/0")
    silent()
    answer = anybody.get("/readyz")
    assert answer.json()["checks"]["broker"] == "unreachable"
    assert "se-cret" not in answer.text


def test_strangers_read_states_and_nothing_else(anybody: Client, alice: User) -> None:
    silent(*Name)
    make_row(alice, State.QUEUED, next_attempt_at=timezone.now() - timedelta(hours=1))
    told = anybody.get("/readyz").json()
    assert set(told["checks"].values()) <= {"ok", "silent", "late", "unknown", "unreachable"}
    assert set(told) == {"status", "checks"}


def test_many_who_ask_at_once_cost_one_look(well: None, monkeypatch: pytest.MonkeyPatch) -> None:
    looks, go_on, begun = [0], threading.Event(), threading.Event()

    def look() -> dict[str, probes.Finding]:
        looks[0] += 1
        begun.set()
        go_on.wait(30)
        return {"database": probes.Finding("ok")}

    monkeypatch.setattr("config.health.shared_readiness.look", look)
    readiness, seen = Readiness(), []
    threads = [threading.Thread(target=lambda: seen.append(readiness.now())) for _each in range(8)]
    for thread in threads:
        thread.start()
    begun.wait(30)
    go_on.set()
    for thread in threads:
        thread.join(30)
    assert [found["database"].state for found in seen] == ["ok"] * 8
    assert looks[0] == 1


def test_nobody_waits_for_a_look_that_does_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    go_on, begun = threading.Event(), threading.Event()

    def look() -> dict[str, probes.Finding]:
        begun.set()
        go_on.wait(60)
        return {}

    monkeypatch.setattr("config.health.shared_readiness.look", look)
    monkeypatch.setattr("config.health.shared_readiness.PATIENCE", 0.01)
    readiness = Readiness()
    stuck = threading.Thread(target=readiness.now)
    stuck.start()
    begun.wait(30)
    assert {found.state for found in readiness.now().values()} == {"unknown"}
    go_on.set()
    stuck.join(30)


def test_a_look_that_breaks_does_not_block_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> dict[str, probes.Finding]:
        raise ZeroDivisionError

    readiness = Readiness()
    with monkeypatch.context() as while_broken:
        while_broken.setattr("config.health.shared_readiness.look", broken)
        with pytest.raises(ZeroDivisionError):
            readiness.now()
    readiness.forget()
    silent()
    assert readiness.now()["database"].state == "ok"


def test_the_command_says_how_old_everything_is_and_fails(well: None) -> None:
    out = io.StringIO()
    call_command("readyz", stdout=out)
    assert len(out.getvalue().splitlines()) == len(probes.NAMES)
    silent(Name.WORKER)
    call_command("readyz", "database", "schedule", stdout=out)
    with pytest.raises(CommandError, match=r"^not ready: worker$"):
        call_command("readyz", stdout=out)
    assert "worker        silent  600 s" in out.getvalue()
