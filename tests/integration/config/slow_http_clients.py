"""A web process of two threads as the Procfile starts it, and people who send to it slowly."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import requests

from config.run import free_port
from tests.integration.config.settings.production_settings import HERE, SAID
from tests.support.paths import ROOT
from tests.support.sqlite_template import migrated_file

SECONDS = 4.0
# A Lodge with a page that takes PAGE_SECONDS, where this session belongs to a user.
SLOW_APP, KNOWN_SESSION = "tests.integration.config.slow_page_app:application", "known-session"
PAGE_SECONDS = 0.4


@contextmanager
def web_process(
    folder: Path, application: str = "config.wsgi", **more: str
) -> Iterator[tuple[int, Path]]:
    """Its port, and what it printed, until the block ends. Its database lies in *folder*."""
    port, repository = free_port(0), ROOT
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment |= SAID | HERE | {"LODGE_ENV_FILE": os.devnull, "LODGE_VAR_DIR": str(folder)}
    environment |= {"PUBLIC_URL": f"http://127.0.0.1:{port}", "DEBUG": "true", "REDIS_URL": "none"}
    environment |= {
        "DATABASE_URL": f"sqlite:///{folder}/lodge.sqlite3",
        "PORT": str(port),
        "WEB_THREADS": "2",
    }
    environment |= {"WEB_CONCURRENCY": "1", "REQUEST_READ_SECONDS": str(SECONDS), **more}
    environment.pop("LISTEN_ADDRESS", None)
    migrated_file(folder / "lodge.sqlite3")
    printed = folder / "printed.log"
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        application,
        "--config",
        "python:config.gunicorn",
    ]
    with printed.open("wb") as sink:
        process = subprocess.Popen(
            command, cwd=repository, env=environment, stdout=sink, stderr=sink
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", process)
        yield port, printed
    finally:
        process.terminate()
        process.wait(60)


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Until *process* answers there."""
    until = time.monotonic() + 120
    while time.monotonic() < until and process.poll() is None:
        with suppress(requests.ConnectionError):
            requests.get(url, timeout=60, allow_redirects=False)
            return
        time.sleep(0.2)
    raise TimeoutError(f"{url} does not answer")


@contextmanager
def slow(port: int, count: int, first: bytes, drip: bytes) -> Iterator[list[socket.socket]]:
    """Until the block ends: *count* connections that begin with *first*, then send *drip* byte by byte, for ever."""
    connections = [socket.create_connection(("127.0.0.1", port), timeout=60) for _ in range(count)]
    done = threading.Event()

    def go_on() -> None:
        while not done.wait(0.1):
            for each in connections:
                with suppress(OSError):
                    each.send(drip)

    for each in connections:
        each.sendall(first)
    thread = threading.Thread(target=go_on, daemon=True)
    thread.start()
    try:
        yield connections
    finally:
        done.set()
        thread.join(10)
        for each in connections:
            each.close()


def end_of(connection: socket.socket) -> bytes:
    """All that came until the far side hung up."""
    came = bytearray()
    with suppress(ConnectionResetError):
        while data := connection.recv(65_536):
            came += data
    return bytes(came)


def ask(port: int, **more: object) -> requests.Response:
    """A page, over a connection of its own."""
    return requests.get(f"http://127.0.0.1:{port}/account/sign-in/", timeout=120, **more)  # type: ignore[arg-type]
