"""Settings as an installation has them, and what Lodge says about others."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from tests.support.paths import ROOT

KEY = Fernet.generate_key().decode()
# All that has to be said. Each value has something of its own, by which it is recognised where it must not be.
SAID = {
    "SECRET_KEY": "as-long-and-as-random-as-a-key-of-production-has-to-be-0123456789abcdef",
    "PUBLIC_URL": "https://lodge.kingfisher.test",
    "DATABASE_URL": "postgres://heron:egret%23bittern@stork.test:5432/spoonbill",
    "REDIS_URL": "redis://:grebe%2Floon@coot.test:6379/3",
    "ATLASSIAN_CLIENT_ID": "sandpiper-client",
    "ATLASSIAN_CLIENT_SECRET": "oystercatcher-secret",
    "TOKEN_ENCRYPTION_KEYS": KEY,
    "ADMINS": "dunlin@lodge.test",
    "DEFAULT_FROM_EMAIL": "Curlew <curlew@lodge.test>",
    "EMAIL_URL": "smtp+tls://godwit:whimbrel@avocet.test:587",
    "FILES_URL": "file:///tmp/turnstone",
}
# Beside these, what the rest of the tests take for granted.
HERE = {"SINGLE_HOST": "true"}


@dataclass
class Case:
    """An environment, and a file that stands behind it."""

    environment: dict[str, str] = field(default_factory=dict)
    file: str = ""


@dataclass(frozen=True)
class Said:
    """What the checks say about a case, and all that is printed meanwhile."""

    errors: list[str]
    warnings: list[str]
    printed: str

    def about(self, name: str) -> list[str]:
        """The lines, errors first, that begin with the setting's *name*."""
        return [line for line in [*self.errors, *self.warnings] if line.split()[0] == name]

    @property
    def everything(self) -> str:
        """All of it."""
        return "\n".join([*self.errors, *self.warnings, self.printed])


def ask(cases: list[Case], folder: Path) -> list[Said]:
    """What Lodge's own checks say about each case: the settings are read anew, in a process of its own."""
    paths = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    told: list[dict[str, Any]] = []
    for number, case in enumerate(cases):
        file = folder / f"{number}.env"
        file.write_text(case.file, encoding="utf-8", newline="")
        environment = paths | {"LODGE_ENV_FILE": str(file)} | case.environment
        if "LODGE_VAR_DIR" not in case.file:
            environment.setdefault("LODGE_VAR_DIR", str(folder / "var"))
        told.append(environment)
    done = subprocess.run(
        [sys.executable, "-m", "tests.integration.config.settings.run_system_checks"],
        input=json.dumps(told),
        cwd=ROOT,
        env=paths
        | SAID
        | HERE
        | {"LODGE_ENV_FILE": os.devnull, "LODGE_VAR_DIR": str(folder / "var")},
        capture_output=True,
        text=True,
        check=True,
        timeout=240,
    )
    return [Said(**each) for each in json.loads(done.stdout)]


def run(folder: Path, *command: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run Python with *command*, in an environment that holds what has to be said, *changes*, and no more of ours."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment |= (
        SAID | HERE | {"LODGE_ENV_FILE": os.devnull, "LODGE_VAR_DIR": str(folder)} | changes
    )
    environment = {name: value for name, value in environment.items() if value}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
