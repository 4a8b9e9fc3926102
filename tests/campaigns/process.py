"""A process of Lodge that a campaign kills and starts again."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.support.paths import ROOT


@dataclass
class Process:
    """One process of Lodge that comes back each time it is killed."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    child: subprocess.Popen[bytes] | None = None
    kills: int = 0

    def start(self) -> None:
        """Start it in a session of its own, so that its children go with it."""
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(
                [sys.executable, *self.command],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def stop(self) -> None:
        """SIGSTOP: it does nothing more until it is killed or goes on."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """SIGCONT."""
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """SIGKILL."""
        self._signal(signal.SIGKILL)
        if self.child is not None:
            self.child.wait(30)

    def _signal(self, number: int) -> None:
        """To it and to all its children."""
        if self.child is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.child.pid, number)
