"""A migrated SQLite database that is kept between runs, because to migrate one costs five seconds in each process.

The file's name has a hash of all migrations and of the pinned packages, so a change makes a new one.
"""

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.paths import ROOT


def migrations_digest() -> str:
    """What a migrated database depends on: the migrations and the pinned packages."""
    digest = hashlib.sha256((ROOT / "requirements-dev.txt").read_bytes())
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def template() -> Path:
    """Where the template is, or will be once a process has made it."""
    return ROOT / ".pytest_cache" / "lodge" / f"migrated-{migrations_digest()}.sqlite3"


def copy_template(target: Path) -> bool:
    """Make *target* a copy of the template. False where there is no template yet."""
    if not template().exists():
        return False
    target.write_bytes(template().read_bytes())
    return True


def migrated_file(target: Path) -> None:
    """Make *target*, for a Lodge in processes of its own, a migrated database. The first call makes the template."""
    if copy_template(target):
        return
    template().parent.mkdir(parents=True, exist_ok=True)
    with (template().parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of several processes one migrates, and the others wait
        if not template().exists():
            with TemporaryDirectory() as folder:
                _migrate(Path(folder) / "made.sqlite3")
        copy_template(target)


def _migrate(database: Path) -> None:
    # The settings are those of tests/support/environment.py: none of them changes a table.
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{database}"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0", "--skip-checks"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    keep_as_template(database)


def keep_as_template(database: Path) -> None:
    """Keep a database that was just migrated, unless another process did, and delete the older ones."""
    kept = template()
    if kept.exists():
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    made = kept.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(made)) as sink:
        source.backup(sink)
    for old in kept.parent.glob("migrated-*.sqlite3"):
        old.unlink(missing_ok=True)
    made.replace(kept)
