"""Lodge in processes of its own on the test's database: a web server, and a worker with its schedule."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import requests
from django.db import connection
from django.test import Client
from playwright.sync_api import BrowserContext

from accounts.models import User
from config.run import free_port

WORKER = ("-m", "celery", "--app", "config.celery", "--quiet", "worker", "--pool", "threads")


def database() -> str:
    """The address of the database that this test uses."""
    facts = connection.settings_dict
    if connection.vendor != "postgresql":
        return f"sqlite:///{facts['NAME']}"
    port = facts["PORT"] or 5432
    return f"postgres://{facts['USER']}:{facts['PASSWORD'] or ''}@{facts['HOST']}:{port}/{facts['NAME']}"


class Served:
    """One Lodge, to be killed without a warning. What it keeps in files lies in *folder*."""

    def __init__(self, root: Path, folder: Path, settings: Any, threads: int = 4) -> None:
        self.root, self.threads, self.port = root, threads, free_port(0)
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "printed.log"
        self.environment = {
            **os.environ,
            "DATABASE_URL": database(),
            "REDIS_URL": "none",
            "LODGE_VAR_DIR": str(folder),
            "SECRET_KEY": settings.SECRET_KEY,
            "TOKEN_ENCRYPTION_KEYS": ",".join(settings.TOKEN_ENCRYPTION_KEYS),
            "DEBUG": "true",
            "SINGLE_HOST": "true",
            "PUBLIC_URL": self.url,
            "INSTALLATION_ID": settings.INSTALLATION_ID,  # or the database would be another one's
            "ALLOWED_HOSTS": "*",
            "WEB_THREADS": str(threads),
            "ATLASSIAN_AUTH_URL": settings.ATLASSIAN_AUTH_URL,
            "ATLASSIAN_API_URL": settings.ATLASSIAN_API_URL,
            "ATLASSIAN_CLIENT_ID": settings.ATLASSIAN_CLIENT_ID,
            "ATLASSIAN_CLIENT_SECRET": settings.ATLASSIAN_CLIENT_SECRET,
        }
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, application: str = "config.wsgi") -> None:
        """Start the web server, and wait until it answers."""
        web = (
            "-m",
            "gunicorn",
            application,
            "--bind",
            f"127.0.0.1:{self.port}",
            "--worker-class",
            "gthread",
        )
        self._run(*web, "--threads", str(self.threads))
        for _try in range(600):
            try:
                requests.get(f"{self.url}/account/sign-in/", timeout=120)
            except requests.ConnectionError:
                time.sleep(0.1)
            else:
                return
        pytest.fail("it did not start:\n" + self.log.read_text(encoding="utf-8", errors="replace"))

    def start_worker(self, *, schedule: bool = True) -> None:
        """Start what goes on with reports behind the backs of their writers. Without *schedule* nothing sweeps."""
        beat = ("--beat",) if schedule else ()
        self._run(*WORKER, *beat, "--concurrency", "2", "--loglevel", "warning")

    def _run(self, *command: str) -> None:
        with self.log.open("ab") as sink:
            process = subprocess.Popen(
                [sys.executable, *command],
                cwd=self.root,
                env=self.environment,
                stdout=sink,
                stderr=sink,
                start_new_session=True,
            )
        self.running.append(process)

    def kill(self) -> None:
        """SIGKILL to all of it and its children: nothing gets a chance to tidy up."""
        while self.running:
            process = self.running.pop()
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(30)

    def sign_in(self, window: BrowserContext, user: User) -> None:
        """By a session: it hashes passwords as in production, and the tests do not."""
        client = Client()
        client.force_login(user, backend="accounts.authentication.NameOrEmailBackend")
        session = client.cookies["sessionid"].value
        window.add_cookies([{"name": "sessionid", "value": session, "url": self.url}])
