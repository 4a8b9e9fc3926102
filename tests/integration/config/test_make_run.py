"""`make run` starts everything, tells where, and leaves nothing behind."""

import os
import re
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
import requests

from tests.integration.config.conftest import Running
from tests.support.http_visitor import Page, Visitor
from tests.support.sqlite_template import migrated_file

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc what is left")


def processes(folder: Path) -> dict[int, str]:
    """The command lines of living processes whose environment names *folder*, by their ids."""
    found = {}
    for process in Path("/proc").iterdir():
        try:
            ours = f"LODGE_VAR_DIR={folder}".encode() in (process / "environ").read_bytes().split(
                b"\0"
            )
            if ours and b") Z " not in (process / "stat").read_bytes():
                found[int(process.name)] = (
                    (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                )
        except (OSError, ValueError):
            continue
    return found


def left_behind(folder: Path) -> list[str]:
    """The command lines of living processes whose environment names *folder*."""
    return list(processes(folder).values())


def wait_for(what: Callable[[], object], seconds: int = 120) -> object:
    """What *what* says as soon as that is anything."""
    for _ in range(seconds * 5):
        if said := what():
            return said
        time.sleep(0.2)
    return what()


def wait_until_gone(folder: Path, seconds: int = 30) -> list[str]:
    """What is still there after *seconds* at most."""
    for _ in range(seconds * 5):
        if not left_behind(folder):
            return []
        time.sleep(0.2)
    return left_behind(folder)


def tables(database: Path) -> set[tuple[str, ...]]:
    """The statements that make what is in it, and the migrations that were applied."""
    with closing(sqlite3.connect(database, timeout=60)) as connection:
        made = connection.execute("SELECT name, coalesce(sql, '') FROM sqlite_master")
        applied = connection.execute("SELECT app, name FROM django_migrations")
        return {*made.fetchall(), *applied.fetchall()}


def test_make_run_tells_the_address_and_accounts_that_work(
    first_run: Running, tmp_path: Path
) -> None:
    visitor = Visitor()
    page = visitor.get(f"{first_run.url}/")
    page = visitor.send(
        page.form_with("username", "password"), username="alice", password=first_run.people["alice"]
    )
    assert page.status == 200
    assert page.url == f"{first_run.url}/"
    migrated_file(tmp_path / "copy.sqlite3")  # with which the other tests begin
    assert tables(first_run.folder / "lodge.sqlite3") == tables(tmp_path / "copy.sqlite3")


def test_the_link_in_a_mail_can_be_followed(running: Running) -> None:
    visitor = Visitor()
    page = visitor.get(f"{running.url}/account/forgotten/")
    visitor.send(page.form_with("email"), email="alice@lodge.example")

    def sent() -> str:
        return "".join(file.read_text() for file in (running.folder / "mails").glob("*"))

    found = re.search(r"^http\S+/account/forgotten/\S+$", str(wait_for(sent)), re.MULTILINE)
    assert found, running.printed.read_text()
    assert visitor.get(found.group()).form_with("new_password1", "new_password2")
    assert f"each mail a file in {running.folder / 'mails'}" in running.printed.read_text()


def test_each_part_of_it_says_that_it_is_alive(running: Running) -> None:
    ready = time.time()

    def spoken() -> bool:
        with closing(sqlite3.connect(running.folder / "lodge.sqlite3", timeout=60)) as database:
            said = dict(
                database.execute("SELECT name, unixepoch(at) FROM background_heartbeat").fetchall()
            )
        return set(said) == {"schedule", "worker", "sweep"} and min(said.values()) > ready

    assert wait_for(spoken), running.printed.read_text()
    answer = requests.get(f"{running.url}/readyz", headers={"Host": "10.0.0.7"})
    assert (answer.status_code, answer.json()["status"]) == (200, "ok"), answer.text


def test_who_opens_it_as_localhost_is_led_to_its_address(running: Running) -> None:
    port = running.url.rpartition(":")[2]
    for host in (f"localhost:{port}", f"[::1]:{port}"):
        answer = requests.get(
            f"{running.url}/reports/?page=2", headers={"Host": host}, allow_redirects=False
        )
        assert (answer.status_code, answer.headers["Location"]) == (
            302,
            f"{running.url}/reports/?page=2",
        )
    for host in (
        "evil.example",
        f"localhost:{int(port) + 1}",
        "localhost:nonsense",
        f"evil@localhost:{port}",
    ):
        answer = requests.get(f"{running.url}/", headers={"Host": host}, allow_redirects=False)
        assert answer.status_code == 400, host
    sent = requests.post(
        f"{running.url}/", headers={"Host": f"localhost:{port}"}, allow_redirects=False
    )
    assert sent.status_code == 400


def test_ctrl_c_stops_it_all(running: Running) -> None:
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(60) == 0
    assert wait_until_gone(running.folder) == []
    assert "WARNING kombu" not in running.printed.read_text()  # nothing that its reader could mend


@pytest.mark.parametrize(
    ("name", "command"), [("worker", " worker "), ("schedule", " beat "), ("web", "gunicorn")]
)
def test_who_falls_is_started_again_and_told_once(
    running: Running, name: str, command: str
) -> None:
    def alive() -> set[int]:
        return {pid for pid, said in processes(running.folder).items() if command in said}

    for _fall in range(2):
        before = alive()
        os.kill(min(before), signal.SIGKILL)  # of web the one that started the others
        assert wait_for(partial(_others, alive, before)), (
            "nobody came instead, or a child outlives its parent"
        )
    visitor = Visitor()
    page = wait_for(lambda: _answer(visitor, running.url))
    assert isinstance(page, Page)
    assert page.status == 200
    assert running.process.poll() is None
    assert running.printed.read_text().count(f"{name} ended by itself (status -9)") == 1
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(60) == 0
    assert wait_until_gone(running.folder) == []


def _others(alive: Callable[[], set[int]], before: set[int]) -> bool:
    now = alive()
    return bool(now) and not now & before


def _answer(visitor: Visitor, url: str) -> Page | None:
    try:
        return visitor.get(f"{url}/account/sign-in/")
    except requests.ConnectionError:
        return None


@pytest.mark.parametrize("seconds", [0.5, 4.0])
def test_it_can_be_stopped_while_it_starts(
    tmp_path: Path, repository: Path, seconds: float
) -> None:
    started = Running(tmp_path / "var", repository, wait=False)
    assert wait_for((started.folder / "lock").exists)  # from here on it minds signals
    time.sleep(seconds)
    started.process.send_signal(signal.SIGINT)
    assert started.process.wait(200) == 0
    assert wait_until_gone(started.folder) == []
    assert "Traceback" not in started.printed.read_text().replace("KeyboardInterrupt", "")


def test_who_cannot_start_at_all_ends_it_with_a_word(tmp_path: Path, repository: Path) -> None:
    started = Running(tmp_path / "var", repository, wait=False, LOG_LEVEL="NONSENSE")
    assert started.process.wait(120) != 0
    assert wait_until_gone(started.folder) == []


def test_a_second_one_in_the_same_folder_is_refused(running: Running, repository: Path) -> None:
    second = Running(running.folder, repository, wait=False)
    assert second.process.wait(200) == 1
    assert f"Lodge runs already with the files in {running.folder}." in second.printed.read_text()
    assert requests.get(f"{running.url}/healthz").status_code == 200


def test_nothing_is_left_behind_when_the_parent_is_killed(running: Running) -> None:
    assert len(left_behind(running.folder)) >= 5
    running.process.kill()
    running.process.wait(60)
    assert wait_until_gone(running.folder) == []


def test_the_folder_of_a_run_is_readable_by_its_owner_only(first_run: Running) -> None:
    for name in ("env", "demo-accounts", "lodge.sqlite3"):
        assert (first_run.folder / name).stat().st_mode & 0o077 == 0, name
