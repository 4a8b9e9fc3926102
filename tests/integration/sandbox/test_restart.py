"""The world survives a restart, even one by SIGKILL, when it has a file to live in."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.paths import ROOT
from tests.support.sandbox import Sandbox


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Sandbox]:
    """A sandbox with a state file."""
    sandbox = Sandbox.start(state=tmp_path / "state.sqlite3")
    yield sandbox
    if sandbox.process.poll() is None:
        sandbox.stop()


def test_everything_outlives_a_sigkill(kept: Sandbox) -> None:
    tokens = kept.grant("alice")
    rotated = kept.refresh(tokens["refresh_token"]).json()
    kept.config(refusal="invalid_grant")
    kept.advance(60)
    kept.fault("status", path="^/me$", status=418, times=1)
    calls, now = kept.calls(), kept.control("GET", "/health")["now"]
    kept.kill()
    again = kept.start_again()
    try:
        assert again.calls() == calls
        assert again.control("GET", "/health")["now"] >= now
        assert again.control("GET", "/config")["refusal"] == "invalid_grant"
        assert again.get("/me", rotated["access_token"]).status_code == 418
        assert again.get("/me", rotated["access_token"]).status_code == 200
        assert again.refresh(rotated["refresh_token"]).status_code == 200
        assert again.grants()[0]["refreshes"] == 2
    finally:
        again.stop()


def test_an_answer_that_was_given_is_never_forgotten(kept: Sandbox) -> None:
    tokens = kept.grant("alice")
    for _ in range(5):
        tokens = kept.refresh(tokens["refresh_token"]).json()
    kept.kill()
    again = kept.start_again()
    try:
        assert again.refresh(tokens["refresh_token"]).status_code == 200
        assert again.grants()[0]["refreshes"] == 6
    finally:
        again.stop()


def test_reset_empties_the_file_too(kept: Sandbox) -> None:
    kept.grant("alice")
    kept.reset()
    kept.kill()
    again = kept.start_again()
    try:
        assert again.grants() == []
        assert len(again.control("GET", "/world")["accounts"]) == 6
    finally:
        again.stop()


def test_a_moved_world_knows_its_new_address(kept: Sandbox) -> None:
    kept.stop()
    moved = Sandbox.start(**kept.options)
    try:
        assert moved.url != kept.url
        assert moved.site("demo-team")["url"].startswith(moved.url)
    finally:
        moved.stop()


def test_sigterm_ends_it_with_status_zero(kept: Sandbox) -> None:
    kept.stop()
    assert kept.process.returncode == 0


def test_without_a_client_secret_it_says_so_and_does_not_start() -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("SANDBOX_")}
    command = [sys.executable, "-m", "sandbox", "--port", "0"]
    ended = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=20, check=False
    )
    assert ended.returncode == 2
    assert "SANDBOX_CLIENT_SECRET" in ended.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_sandbox_ends_with_its_parent_process() -> None:
    script = (
        "import time; from tests.support.sandbox import Sandbox; s = Sandbox.start();"
        "print(s.process.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait(timeout=60)
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{child}").exists() and " Z " not in Path(f"/proc/{child}/stat").read_text():
        assert time.monotonic() < deadline, "the sandbox outlived its parent"
        time.sleep(0.05)
