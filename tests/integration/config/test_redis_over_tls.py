"""`rediss://` means the same to cache and queue: the server proves who it is, or nothing is said to it."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import sleep

import pytest

from config.run import free_port
from tests.integration.config.settings.production_settings import run
from tests.integration.integrations.transport.test_tls import certificate

pytestmark = pytest.mark.skipif(
    not shutil.which("redis-server"), reason="no Redis to start and stop"
)
PASSWORD = "kittiwake"


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """Where a Redis listens that speaks TLS as `localhost`, and wants a password."""
    file, port = certificate(tmp_path, "localhost"), free_port(0)
    command = [
        "redis-server",
        "--port",
        "0",
        "--tls-port",
        str(port),
        "--tls-cert-file",
        str(file),
        "--save",
        "",
    ]
    command += [
        "--tls-key-file",
        str(file),
        "--tls-auth-clients",
        "no",
        "--requirepass",
        PASSWORD,
        "--dir",
        str(tmp_path),
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            for _ in range(200):
                with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                if server.poll() is not None:
                    pytest.skip("this Redis speaks no TLS")
                sleep(0.05)
            yield port
        finally:
            server.kill()


def reached(folder: Path, url: str) -> dict[str, str]:
    """How cache and queue stand with this REDIS_URL, as `manage.py readyz` tells it."""
    database = f"sqlite:///{folder}/lodge.sqlite3"
    done = run(
        folder,
        "manage.py",
        "readyz",
        "cache",
        "broker",
        REDIS_URL=url,
        DATABASE_URL=database,
        LOG_LEVEL="ERROR",
    )
    assert PASSWORD not in done.stdout + done.stderr
    return {
        line.split()[0].rstrip(":"): line.split()[1] for line in done.stdout.splitlines() if line
    }


def test_a_server_that_proves_who_it_is_serves_cache_and_queue(tmp_path: Path, port: int) -> None:
    url = f"rediss://:{PASSWORD}@localhost:{port}/1?ssl_ca_certs={tmp_path}/localhost.pem"
    assert reached(tmp_path, url) == {"cache": "ok", "broker": "ok"}


def test_whom_nobody_vouches_for_is_told_nothing(tmp_path: Path, port: int) -> None:
    url = f"rediss://:{PASSWORD}@localhost:{port}/1"
    assert reached(tmp_path, url) == {"cache": "unreachable", "broker": "unreachable"}


def test_who_goes_by_another_name_is_told_nothing(tmp_path: Path, port: int) -> None:
    url = f"rediss://:{PASSWORD}@127.0.0.1:{port}/1?ssl_ca_certs={tmp_path}/localhost.pem"
    assert reached(tmp_path, url) == {"cache": "unreachable", "broker": "unreachable"}


def test_a_message_goes_there_and_back(tmp_path: Path, port: int) -> None:
    url = f"rediss://:{PASSWORD}@localhost:{port}/1?ssl_ca_certs={tmp_path}/localhost.pem"
    put_and_get = """
import django, os
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()
from config.celery import app
with app.connection_for_write() as broker:
    queue = broker.SimpleQueue("there-and-back")
    queue.put({"said": "avocet"})
    print(queue.get(timeout=10).payload["said"])
"""
    done = run(
        tmp_path,
        "-c",
        put_and_get,
        REDIS_URL=url,
        DATABASE_URL=f"sqlite:///{tmp_path}/lodge.sqlite3",
    )
    assert (done.stdout, done.returncode) == ("avocet\n", 0), done.stderr
