"""`manage.py check --database default`, and `migrate`, say when the database does not answer: in a sentence of ours."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.integration.config.settings.production_settings import run
from tests.support.requirements import has

ASKING = [("manage.py", "check", "--database", "default"), ("manage.py", "migrate")]


@pytest.mark.parametrize("command", ASKING)
@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("127.0.0.1:1", "names a server that does not answer."),
        ("127.0.0.1:1,127.0.0.1:2", "names a server that does not answer."),
        ("heron.invalid:5432", "names a host that has no address."),
        ("%2Fnowhere%2Fheron", "cannot be read as an address."),
    ],
)
def test_unreachable_server_is_reported(
    tmp_path: Path, command: tuple[str, ...], place: str, told: str
) -> None:
    done = run(tmp_path, *command, DATABASE_URL=f"postgres://egret:bittern@{place}/spoonbill")
    assert done.returncode == 1
    assert f"DATABASE_URL {told}" in done.stderr
    shown = [
        word
        for word in ("Traceback", "heron", "egret", "bittern", "spoonbill", "127.0.0.1")
        if word in done.stderr
    ]
    assert shown == []


@pytest.mark.skipif(not has("postgres"), reason="no postgres here")
@pytest.mark.parametrize("command", ASKING)
def test_refused_connection_is_reported(tmp_path: Path, command: tuple[str, ...]) -> None:
    at = urlsplit(os.environ["DATABASE_URL"]).netloc.rpartition("@")[2]
    done = run(tmp_path, *command, DATABASE_URL=f"postgres://egret:bittern@{at}/spoonbill")
    assert done.returncode == 1
    assert "DATABASE_URL names a server that answers and does not let Lodge in" in done.stderr
    assert [
        word for word in ("Traceback", "egret", "bittern", "spoonbill") if word in done.stderr
    ] == []


def test_missing_socket_is_reported(tmp_path: Path) -> None:
    done = run(tmp_path, *ASKING[0], DATABASE_URL="postgres:////nowhere/spoonbill")
    assert "DATABASE_URL names a server that does not answer." in done.stderr


def test_a_database_that_answers_is_fine(tmp_path: Path) -> None:
    done = run(tmp_path, *ASKING[0], DATABASE_URL=f"sqlite:///{tmp_path}/lodge.sqlite3")
    assert (done.returncode, done.stderr) == (0, "")
