"""What the demo plays on: a folder of its own, a web server, and a simulated Atlassian unless one is given.

With ATLASSIAN_AUTH_URL set (and ATLASSIAN_API_URL, ATLASSIAN_CLIENT_ID, ATLASSIAN_CLIENT_SECRET; PUBLIC_URL for the
callback that is registered there) no sandbox is started and no control call is made.
"""

import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

from cryptography.fernet import Fernet

from config.child_processes import die_with_parent
from config.run import free_port
from tests.support.paths import ROOT
from tests.support.sandbox import SCOPES, Sandbox
from tests.support.sqlite_template import migrated_file


class Stage(AbstractContextManager["Stage"]):
    """A running Lodge, its address, its people and, if it is ours, its Atlassian."""

    def __init__(self, har: Path | None = None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="lodge-demo-"))
        self.url = os.environ.get("PUBLIC_URL") or f"http://127.0.0.1:{free_port(0)}"
        self.sandbox: Sandbox | None = None
        self._har = har
        self._web: subprocess.Popen[bytes] | None = None
        self.passwords: dict[str, str] = {}

    def _environment(self) -> dict[str, str]:
        values = {
            "LODGE_VAR_DIR": str(self.folder),
            "LODGE_ENV_FILE": os.devnull,
            "SECRET_KEY": secrets.token_urlsafe(50),
            "DEBUG": "true",
            "SINGLE_HOST": "true",
            "PUBLIC_URL": self.url,
            "TOKEN_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
            "DATABASE_URL": f"sqlite:///{self.folder / 'lodge.sqlite3'}",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "EMAIL_URL": "dummymail://",
            "REDIS_URL": "",
            "LOG_LEVEL": "WARNING",
        }
        if self.sandbox:
            values |= {
                "ATLASSIAN_AUTH_URL": self.sandbox.url,
                "ATLASSIAN_API_URL": self.sandbox.url,
                "ATLASSIAN_MEDIA_URL": self.sandbox.media_url,
                "ATLASSIAN_CLIENT_ID": self.sandbox.client_id,
                "ATLASSIAN_CLIENT_SECRET": self.sandbox.client_secret,
                "ATLASSIAN_SCOPES": f"{SCOPES} manage:jira-webhook",
            }
        return values

    def __enter__(self) -> "Stage":
        if not os.environ.get("ATLASSIAN_AUTH_URL"):
            self.sandbox = Sandbox.start(
                har=self._har, callbacks=[f"{self.url}/link/complete/atlassian/"]
            )
        os.environ.update(self._environment())
        people = self.folder / "people"
        migrated_file(self.folder / "lodge.sqlite3")
        self._manage("create_demo_accounts", "--file", str(people), "--verbosity=0")
        lines = people.read_text(encoding="utf-8").splitlines()
        self.passwords = dict(line.split(maxsplit=1) for line in lines)
        bind = f"127.0.0.1:{urlsplit(self.url).port or 80}"
        command = [
            "-m",
            "gunicorn",
            "config.wsgi",
            "--bind",
            bind,
            "--threads",
            "8",
            "--log-level",
            "warning",
        ]
        self._web = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            preexec_fn=die_with_parent,  # noqa: PLW1509  (this process has one thread)
        )
        self._wait()
        return self

    def _manage(self, *arguments: str) -> None:
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, check=True)

    def _wait(self) -> None:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{self.url}/account/sign-in/", timeout=5).close()
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise SystemExit("the web server did not start")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._web:
            self._web.send_signal(signal.SIGTERM)
            self._web.wait(60)  # gunicorn gives its threads 30 s to end
        if self.sandbox:
            self.sandbox.stop()
