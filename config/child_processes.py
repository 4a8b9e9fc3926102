"""Child processes of `make run`: start in order, restart after a crash, stop in order."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
PR_SET_PDEATHSIG = 1

SHORTEST, LONGEST = (
    1.0,
    60.0,
)  # seconds before the first restart; each pause is twice the last
STEADY = 60.0  # a crash after this many seconds counts as the first one


def die_with_parent() -> None:
    """Ask the kernel for SIGTERM when the parent dies. Linux only; no effect elsewhere."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def pause(falls: int) -> float:
    """Seconds before the restart after this many crashes."""
    return min(SHORTEST * 2.0 ** min(falls, 30), LONGEST)


@dataclass
class Child:
    """One child process. *falls*: its crashes since it last ran for STEADY seconds."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    falls: int = 0
    started_at: float = 0.0
    again_at: float | None = None
    process: subprocess.Popen[bytes] = field(init=False)

    def start(self) -> None:
        """Start it in its own session: Ctrl-C reaches the parent only, which stops all in order."""
        self.again_at, self.started_at = None, time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, *self.command],
            cwd=BASE_DIR,
            env=self.environment,
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509  (this process has one thread)
        )

    def tend(self) -> None:
        """Restart it if it ended by itself and its pause is over."""
        now = time.monotonic()
        if self.again_at is None and self.process.poll() is not None:
            self._fell(now)
        if self.again_at is not None and now >= self.again_at:
            self.start()

    def _fell(self, now: float) -> None:
        self.kill()  # its own children may hold its port or its files
        if now - self.started_at >= STEADY:
            self.falls = 0
        self.again_at = now + pause(self.falls)
        self.falls += 1
        if self.falls == 1:
            status = self.process.returncode
            said = f"{self.name} ended by itself (status {status}); it is started again, and again if need be."
            print(said, file=sys.stderr, flush=True)

    def kill(self) -> None:
        """Send SIGKILL to all of its session."""
        with suppress(
            ProcessLookupError, PermissionError
        ):  # macOS raises the latter for a process that is gone
            os.killpg(self.process.pid, signal.SIGKILL)


class Children:
    """All child processes."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.running: dict[str, Child] = {}

    def once(self, *command: str) -> None:
        """Run *command* to its end. Raises CalledProcessError when it fails."""
        subprocess.run([sys.executable, *command], cwd=BASE_DIR, env=self.environment, check=True)

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start another one."""
        self.running[name] = Child(name, command, self.environment)
        self.running[name].start()

    def tend(self) -> None:
        """Restart those that ended by themselves."""
        for child in self.running.values():
            child.tend()

    def stop(self, patience: float = 10.0) -> None:
        """Send SIGTERM, newest first; after *patience* seconds send SIGKILL to the rest."""
        newest_first = list(reversed(self.running.values()))
        for child in newest_first:
            if child.process.poll() is None:
                child.process.terminate()
        until = time.monotonic() + patience
        for child in newest_first:
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.1, until - time.monotonic()))
            child.kill()
            child.process.wait()
