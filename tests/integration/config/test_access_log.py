"""What the web process of the Procfile writes down about each request."""

import os
import re
import shlex
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from django.test import Client
from gunicorn.config import Config  # type: ignore[import-untyped]

from accounts.models import User
from config import gunicorn
from config.gunicorn import AccessLogger
from config.run import free_port
from tests.integration.config.settings.production_settings import HERE, SAID
from tests.support.sqlite_template import migrated_file


def _environment(tmp_path: Path, port: int) -> dict[str, str]:
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment |= SAID | HERE | {"LODGE_ENV_FILE": os.devnull, "LODGE_VAR_DIR": str(tmp_path)}
    environment |= {"PUBLIC_URL": f"http://127.0.0.1:{port}", "DEBUG": "true", "REDIS_URL": "none"}
    environment |= {"DATABASE_URL": f"sqlite:///{tmp_path}/lodge.sqlite3", "PORT": str(port)}
    environment |= {"LISTEN_ADDRESS": "127.0.0.1", "WEB_THREADS": "2", "WEB_CONCURRENCY": "1"}
    return environment


def test_the_access_log_holds_no_code_and_no_link_to_a_new_password(
    tmp_path: Path, repository: Path
) -> None:
    """Both open something for who reads the log: a link under way, or an account."""
    web = re.search(
        r"^web: gunicorn (.*)$", (repository / "Procfile").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert web
    port = free_port(0)
    environment = _environment(tmp_path, port)
    migrated_file(tmp_path / "lodge.sqlite3")
    printed = tmp_path / "printed.log"
    with printed.open("wb") as sink:
        command = [sys.executable, "-m", "gunicorn", *shlex.split(web[1])]
        process = subprocess.Popen(
            command, cwd=repository, env=environment, stdout=sink, stderr=sink
        )
    try:
        for path in (
            "/healthz",
            "/reports/?x=1",
            "/link/complete/atlassian/?code=se-cret&state=se-cret",
        ):
            ask(f"http://127.0.0.1:{port}{path}", process)
        ask(f"http://127.0.0.1:{port}/account/forgotten/Mzk/se-cret-key/", process)
        forged = f"http://127.0.0.1:{port}/x%0A{FORGED.replace(' ', '%20')}/%C3%A4%22%1B/"
        request_id = ask(forged, process).headers["X-Request-ID"]
    finally:
        process.terminate()
        process.wait(30)
    whole = printed.read_text(encoding="utf-8").splitlines()
    lines = [line for line in whole if '"GET ' in line]
    assert all(LINE.fullmatch(line) for line in lines), lines
    paths = ["/reports/", "/link/complete/atlassian/", "/account/forgotten/…/"]
    assert [line.split()[5].rstrip('"') for line in lines[-4:-1]] == paths
    assert not [line for line in whole if "se-cret" in line or "healthz" in line]
    assert f"/x%0A{FORGED.replace(' ', '%20')}/%C3%A4%22%1B/" in lines[-1]
    assert lines[-1].split()[3] == request_id
    assert not [line for line in whole if line.startswith(FORGED)]
    # What Django says of the page that is not there, in the same request.
    assert [line for line in whole if "Not Found" in line and line.endswith(f"[{request_id}]")]


LINE = re.compile(
    r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z 127\.0\.0\.1 - [0-9a-f]{16} "GET [!-~…]+" \d{3} (-|\d+) \d+ms'
)
FORGED = "2026-11-30T00:00:00.000Z 127.0.0.1"


@pytest.fixture
def logger() -> AccessLogger:
    """Gunicorn's, as the configuration has it."""
    return AccessLogger(Config())


def said(logger: AccessLogger, environ: dict[str, Any]) -> str:
    """The line about a request with this environ."""
    answer = SimpleNamespace(status="200 OK", sent=12)
    atoms = logger.atoms_wrapper_class(
        logger.atoms(answer, None, environ, timedelta(milliseconds=3))
    )
    return str(gunicorn.access_log_format % atoms)


def test_a_line_says_who_asked_and_from_where(
    alice: User, sign_in: Any, logger: AccessLogger, settings: Any
) -> None:
    """By number, and by the address that the proxy saw."""
    settings.TRUSTED_PROXIES = 1
    answer = sign_in(alice).get(
        "/account/preferences/", headers={"x-forwarded-for": "10.0.0.1, 192.0.2.9"}
    )
    line = said(logger, answer.wsgi_request.META)
    assert (
        f' 192.0.2.9 {alice.pk} {answer["X-Request-ID"]} "GET /account/preferences/" 200 ' in line
    )


def test_every_answer_has_an_id_of_its_own_whatever_the_caller_sends(stranger: Client) -> None:
    sent = {"x-request-id": "a" * 16}
    ids = [
        stranger.get(path, headers=sent)["X-Request-ID"]
        for path in ("/healthz", "/nowhere/", "/healthz")
    ]
    assert len({*ids, "a" * 16}) == 4


def test_http_method_cannot_forge_a_line(logger: AccessLogger) -> None:
    line = said(logger, {"REQUEST_METHOD": "GET\nx", "PATH_INFO": "/\r\n\u0085\x00"})
    assert line.isprintable()
    assert len(line.splitlines()) == 1


def ask(url: str, process: subprocess.Popen[bytes]) -> requests.Response:
    """The answer to one request, however long the server takes to start."""
    for _ in range(300):
        try:
            return requests.get(url, timeout=60, allow_redirects=False)
        except requests.ConnectionError:
            assert process.poll() is None, "the web process ended"
            time.sleep(0.1)
    raise AssertionError("the web process did not start")
