"""The application is loaded once for all web processes of a host, which share its memory."""

import os
import re
import signal
import time
from pathlib import Path

import pytest

from tests.integration.config.settings.production_settings import run
from tests.integration.config.settings.test_refuse_to_start import WEB
from tests.integration.config.slow_http_clients import ask, web_process

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads proc(5)")
# A warning of the checks, which each process that loads the application logs.
WARNING = "PUBLIC_URL says http"


def parent(process: int) -> int:
    """The process that started *process*."""
    stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    return int(stat.rpartition(")")[2].split()[1])


def booted(printed: Path, count: int) -> list[int]:
    """The first *count* web processes that gunicorn says it started. Raises TimeoutError."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        found = re.findall(r"Booting worker with pid: (\d+)", printed.read_text())
        if len(found) >= count:
            return [int(each) for each in found[:count]]
        time.sleep(0.1)
    raise TimeoutError(f"{count} web processes were not started: {printed.read_text()}")


def test_all_processes_share_what_was_loaded_once(tmp_path: Path) -> None:
    with web_process(tmp_path, WEB_CONCURRENCY="2", DEBUG="false") as (port, printed):
        first, _second = booted(printed, 2)
        (arbiter,) = {parent(each) for each in booted(printed, 2)}
        # A thread or a connection would be shared with, or missing in, the processes forked from it.
        assert len(os.listdir(f"/proc/{arbiter}/task")) == 1
        files = [os.readlink(each) for each in Path(f"/proc/{arbiter}/fd").iterdir()]
        assert [each for each in files if "sqlite3" in each] == []
        os.kill(first, signal.SIGKILL)
        booted(printed, 3)
        for _ in range(4):
            assert ask(port, allow_redirects=False).text
        assert printed.read_text().count(WARNING) == 1


def test_a_wrong_setting_is_named_once_and_ends_the_service(tmp_path: Path) -> None:
    done = run(tmp_path, *WEB, LOG_LEVEL="kittiwake", WEB_CONCURRENCY="3")
    assert done.returncode == os.EX_CONFIG
    assert (done.stdout + done.stderr).count("LOG_LEVEL ") == 1
