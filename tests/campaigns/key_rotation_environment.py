"""What a key rotation is played with: a crowd of links, and processes with keys of their own."""

import json
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from time import monotonic, sleep

from django.conf import settings
from django.utils import timezone

from integrations import vault
from integrations.connections import load_connection
from integrations.models import Connection, Token
from tests.support.paths import ROOT
from tests.support.sandbox import Sandbox

ENOUGH = 40  # things done by each process before a step is over
PATIENCE = 120.0


def link_crowd(sandbox: Sandbox, people: int) -> list[int]:
    """So many linked accounts, each with a living pair; their primary keys."""
    crowd = sandbox.control("POST", "/crowd", {"people": people, "site": "demo-team"})["people"]
    now = timezone.now()
    made = Connection.objects.bulk_create(
        [
            Connection(account_id=person["account_id"], generation=1, last_used_at=now)
            for person in crowd
        ],
        500,
    )
    tokens = [
        Token(
            connection=connection,
            generation=1,
            expires_at=now + timedelta(seconds=person["expires_in"]),
            **{
                column: vault.seal(person[column], load_connection.context(connection.pk, column))
                for column in Token.SEALED
            },
        )
        for connection, person in zip(made, crowd, strict=True)
    ]
    Token.objects.bulk_create(tokens, 500)
    return [connection.pk for connection in made]


def environment(keys: Sequence[str]) -> dict[str, str]:
    """Of a process on this database and this sandbox, with these keys."""
    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        url = f"sqlite:///{database['NAME']}"
    else:
        login = f"{database['USER']}:{database['PASSWORD']}".rstrip(":")
        url = f"postgres://{login}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    names = (
        "ATLASSIAN_AUTH_URL",
        "ATLASSIAN_API_URL",
        "ATLASSIAN_CLIENT_ID",
        "ATLASSIAN_CLIENT_SECRET",
    )
    return {
        **os.environ,
        **{name: getattr(settings, name) for name in names},
        "DATABASE_URL": url,
        "TOKEN_ENCRYPTION_KEYS": ",".join(keys),
        "LOG_LEVEL": "CRITICAL",
    }


class Process:
    """One process of the installation under load; see `rotation_traffic`."""

    def __init__(self, keys: Sequence[str], ids: Sequence[int], threads: int = 2) -> None:
        self.good, self.failed = 0, Counter[str]()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.campaigns.key_rotation_traffic"],
            cwd=ROOT,
            env=environment(keys),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"ids": list(ids), "threads": threads}) + "\n")
        self._process.stdin.flush()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            said = json.loads(line)
            self.good, self.failed = said["good"], Counter(said["failed"])

    @property
    def done(self) -> int:
        """How many things it did, well or not."""
        return self.good + self.failed.total()

    def wait_for_more(self, count: int = ENOUGH) -> None:
        """Until it has done so many more. Raises TimeoutError, as when it died."""
        until, wanted = monotonic() + PATIENCE, self.done + count
        while self.done < wanted:
            if monotonic() > until or self._process.poll() is not None:
                raise TimeoutError(f"{self.done} of {wanted} done")
            sleep(0.05)

    def stop(self) -> None:
        """End its input, and wait for what it is at."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        self._process.stdout.close()


@contextmanager
def running(*rings: Sequence[str], ids: Sequence[int]) -> Iterator[list[Process]]:
    """One process for each ring of keys, side by side and under load."""
    with ExitStack() as stack:
        processes = [Process(keys, ids) for keys in rings]
        for process in processes:
            stack.callback(process.stop)
        for process in processes:
            process.wait_for_more()
        yield processes


def manage(keys: Sequence[str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of Lodge in a process with these keys."""
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment(keys), check=False, capture_output=True, text=True
    )
