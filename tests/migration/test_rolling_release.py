"""The last release and this code on one database: each reads and writes what the other one stored.

While a release is deployed, processes of both run side by side on the new schema; a release that is taken back runs on
the old schema again.
"""

import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest

from tests.support.paths import ROOT

# The commit that is deployed: moved by whoever releases.
LAST_RELEASE = (Path(__file__).parent / "last_release.txt").read_text(encoding="utf-8").strip()
ROWS = Path(__file__).with_name("rows_of_every_model.py")
pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Code:
    """One release's code, with a database to run on."""

    folder: Path
    database: str

    def run(self, *command: str) -> str:
        """What *command*, arguments of Python, prints; fails where it fails."""
        environment = {
            **os.environ,
            "DATABASE_URL": self.database,
            "PYTHONPATH": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        done = subprocess.run(
            [sys.executable, *command],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def migrate(self, *target: str) -> None:
        """To the newest schema that this code knows, or to *target*."""
        self.run("manage.py", "migrate", "--verbosity", "0", *target)

    def rows(self, verb: str) -> dict[str, int]:
        """`write` or `read` rows of every kind; how many there are of each."""
        counted: dict[str, int] = json.loads(self.run(str(ROWS), verb).splitlines()[-1])
        return counted

    def newest(self) -> dict[str, str]:
        """The last migration of each application that this code brings."""
        found = {}
        for path in sorted(self.folder.glob("*/migrations/0*.py")):
            found[path.parts[-3]] = path.stem
        return found


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code of the last release, from the history of this repository."""
    archive = subprocess.run(
        ["git", "archive", LAST_RELEASE], cwd=ROOT, capture_output=True, check=False
    )
    if archive.returncode:
        pytest.skip(f"{LAST_RELEASE} is not in the history here: a shallow clone, or no clone")
    folder = tmp_path_factory.mktemp("released")
    with tarfile.open(fileobj=BytesIO(archive.stdout)) as tar:
        tar.extractall(folder, filter="data")
    return folder


@pytest.fixture
def database(tmp_path: Path) -> Iterator[str]:
    """An empty database of the kind that this run uses."""
    url = os.environ["DATABASE_URL"]
    if not url.startswith("postgres"):
        yield f"sqlite:///{tmp_path / 'rolling.sqlite3'}"
        return
    name = f"rolling_{uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        yield urlsplit(url)._replace(path=f"/{name}").geturl()
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.database
def test_both_releases_read_and_write_on_the_new_schema(released: Path, database: str) -> None:
    """Rows of the last release survive the migration; both go on writing, and each stores what the other one wrote."""
    old, new = Code(released, database), Code(ROOT, database)
    old.migrate()
    before = old.rows("write")
    assert min(before.values()) >= 1
    new.migrate()
    after = new.rows("read")
    assert {label: after[label] for label in before if label in after} == {
        label: count for label, count in before.items() if label in after
    }
    old.rows("write")  # a process that was not restarted yet
    new.rows("write")
    assert old.rows("read").keys() == before.keys()
    new.rows("read")


@pytest.mark.database
def test_a_release_can_be_taken_back(released: Path, database: str) -> None:
    """The migrations since the last release undo themselves, with rows of every kind there, and it runs again."""
    old, new = Code(released, database), Code(ROOT, database)
    new.migrate()
    new.rows("write")
    known = old.newest()
    for app, newest in new.newest().items():
        target = known.get(app, "zero")
        if newest != target:
            new.migrate(app, target)
    old.rows("read")
    old.rows("write")
