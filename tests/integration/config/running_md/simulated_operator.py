"""Somebody who installs Lodge by docs/running.md, and does what it leaves to its reader."""

import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.integration.config.running_md.fenced_commands import Block, blocks_of
from tests.integration.config.running_md.namespace_host import Host
from tests.support.paths import ROOT
from tests.support.sandbox import CLIENT_ID, CLIENT_SECRET

PASSWORD = "a/b#c?d@e%f:g"  # of the database: with everything that has to be escaped in an address
ESCAPED = "a%2Fb%23c%3Fd%40e%25f%3Ag"
ADMIN = "a pass phrase of the first admin"
ADDRESS, ATLASSIAN = "http://127.0.0.1:8000", "http://127.0.0.1:8001"
ANSWERS = {
    r"Enter password for new role: ": PASSWORD,
    r"Enter it again: ": PASSWORD,
    r"Username[^\n]*: ": "grebe",
    r"E-?mail[^\n]*: ": "grebe@lodge.test",
    r"Password: ": ADMIN,
    r"Password \(again\): ": ADMIN,
}


class Reader:
    """Follows the document. Whatever is not a command in it is a method here."""

    def __init__(self, host: Host, logs: Path) -> None:
        self.host, self.logs = host, logs
        self.blocks = blocks_of(ROOT / "docs" / "running.md")
        self.performed: list[Block] = []

    def follow(self, heading: str, also: Callable[[Block, str], None] | None = None) -> None:
        """Perform every block below *heading*; after each, *also* does what the document leaves to its reader."""
        for block in (each for each in self.blocks if each.heading == heading):
            lines = str(block).replace("<this repository>", "/mnt")
            assert "<" not in lines, lines
            began = time.monotonic()
            if block.each:
                for line in block.lines:
                    self.host.start(line, block.user, self.logs / "shell.log")
                self.wait_until_ready()
            else:
                printed = self.host.type(lines, block.user, ANSWERS)
                if also:
                    also(block, printed)
            self.performed.append(block)
            print(
                f"{time.monotonic() - began:6.1f} s  {heading}, as {block.user}:\n{block}",
                flush=True,
            )

    def fill_in(self, block: Block, printed: str) -> None:
        """What stands empty in `.env` once it is there; the keys once they were made."""
        lines = str(block)
        if ".env.example" in lines:
            check = self.host.run(
                "/srv/lodge/.venv/bin/python",
                "/srv/lodge/manage.py",
                "check",
                user="lodge",
                check=False,
            )
            empty = re.findall(r"^([A-Z_]+)=$", self.env(), re.MULTILINE)
            assert len(empty) >= 10
            assert [name for name in empty if f"{name} is missing." not in check.stderr] == []
            self.write_env(
                PUBLIC_URL=ADDRESS,
                ATLASSIAN_CLIENT_ID=CLIENT_ID,
                ATLASSIAN_CLIENT_SECRET=CLIENT_SECRET,
                ATLASSIAN_AUTH_URL=ATLASSIAN,
                ATLASSIAN_API_URL=ATLASSIAN,
                DATABASE_URL=f"postgres://lodge:{ESCAPED}@localhost:5432/lodge",
                REDIS_URL="redis://localhost:6379/0",
                EMAIL_URL="smtp+tls://user:password@127.0.0.1:587",
                DEFAULT_FROM_EMAIL="Lodge <lodge@lodge.test>",
                ADMINS="ops@lodge.test",
                LISTEN_ADDRESS="127.0.0.1",
            )
        elif "token_urlsafe" in lines:
            signing, sealing = printed.split()
            self.write_env(SECRET_KEY=signing, TOKEN_ENCRYPTION_KEYS=sealing)

    def env(self) -> str:
        """The text of `.env`."""
        return self.host.run("cat", "/srv/lodge/.env").stdout

    def write_env(self, **values: str) -> None:
        """Fill in lines of `.env`, as with an editor."""
        text = self.env()
        for name, value in values.items():
            line = f"{name}={value}".replace("\\", r"\\")
            text, count = re.subn(rf"^#?{name}=.*$", line, text, flags=re.MULTILINE)
            assert count == 1, name
        file = self.logs / "env"
        file.write_text(text, encoding="utf-8")
        with file.open("rb") as content:
            writing = self.host.inner(["sh", "-c", "cat > /srv/lodge/.env"], "lodge")
            subprocess.run(writing, stdin=content, check=True)

    def wait_until_ready(self) -> None:
        """Until everything is ok: web answers, worker and schedule work."""
        ask = ["/srv/lodge/.venv/bin/python", "/srv/lodge/manage.py", "readyz"]
        said, until = "", time.monotonic() + 240
        while time.monotonic() < until:
            done = self.host.run(*ask, user="lodge", check=False)
            page = self.host.run("curl", "-sS", f"{ADDRESS}/readyz", check=False)
            said = done.stdout + done.stderr + page.stdout + page.stderr
            if done.returncode == 0 and '"status": "ok"' in page.stdout:
                return
            time.sleep(1)
        raise AssertionError(
            said + (self.logs / "shell.log").read_text()
            if (self.logs / "shell.log").exists()
            else said
        )

    def result_of(self, unit: str) -> str:
        """How a unit of systemd ended, once it has."""
        asked = ("--property=ExecMainStatus", "--property=NRestarts", "--property=Result")
        for _ in range(240):
            if (
                self.host.run("systemctl", "is-failed", unit, check=False).stdout.strip()
                == "failed"
            ):
                break
            time.sleep(0.5)
        return " ".join(sorted(self.host.run("systemctl", "show", *asked, unit).stdout.split()))

    def forget_heartbeats(self) -> None:
        """So that whoever works next has to show it."""
        forget = [
            "psql",
            "--quiet",
            "--dbname",
            "lodge",
            "--command",
            "DELETE FROM background_heartbeat",
        ]
        self.host.run(*forget, user="postgres")

    def file_a_bug(self, again: str = "") -> str:
        """Somebody signs in, links the first time, and files."""
        command = [
            sys.executable,
            "-m",
            "tests.integration.config.running_md.file_a_bug",
            ADDRESS,
            "grebe",
            ADMIN,
            again,
        ]
        return self.host.run_in_network(command).strip()
