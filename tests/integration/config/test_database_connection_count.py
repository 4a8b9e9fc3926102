"""How many connections to PostgreSQL a Lodge holds: as many as docs/running.md says, and no more."""

import threading
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
import requests
from django.db import connection
from django.test import Client

from accounts.models import User
from config.checks.database import database_lets_in_enough
from tests.browser.lodge_processes import Served

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="a file has no limit"),
]
THREADS, WORKERS = 3, 2


@pytest.fixture
def lodge(repository: Path, tmp_path: Path, settings: Any) -> Iterator[Served]:
    """A web process of three threads."""
    made = Served(repository, tmp_path, settings, threads=THREADS)
    try:
        yield made
    finally:
        made.kill()
        with (
            connection.cursor() as cursor
        ):  # the server notices a moment later, and the test's end waits for nobody
            cursor.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


def held() -> int:
    """How many are held by others than this test."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


def test_each_thread_holds_one_and_two_more_have_one_at_times(lodge: Served, alice: User) -> None:
    before = held()
    lodge.start()
    client = Client()
    client.force_login(alice, backend="accounts.authentication.NameOrEmailBackend")
    cookies = {"sessionid": client.cookies["sessionid"].value}

    def visit() -> None:
        for _ in range(4):
            requests.get(
                f"{lodge.url}/account/preferences/", cookies=cookies, timeout=120
            ).raise_for_status()

    visitors = [threading.Thread(target=visit) for _ in range(4 * THREADS)]
    for each in visitors:
        each.start()
    for each in visitors:
        each.join(240)
    assert 1 <= held() - before <= THREADS + 2
    web = held()
    lodge.start_worker()
    until = monotonic() + 30
    most = 0
    while monotonic() < until and most < WORKERS:
        most = max(most, held() - web)
        sleep(0.5)
    sleep(5)
    assert 1 <= max(most, held() - web) <= WORKERS + 2, (
        "its threads, one that beats, and the schedule within it"
    )


def test_a_server_that_lets_in_too_few_is_named_before_it_refuses(settings: Any) -> None:
    assert database_lets_in_enough(None, databases=["default"]) == []
    settings.WEB_THREADS = 10_000
    [warning] = database_lets_in_enough(None, databases=["default"])
    assert "lets in fewer connections" in warning.msg
    assert "10" not in warning.msg
    assert database_lets_in_enough(None, databases=[]) == []
