"""Processes that the campaign forks: callers behind a barrier, ones that stop at a named point, beat.

A fork inherits Lodge's clock as the campaign moved it, and opens database and sockets of its own.
"""

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from types import ModuleType
from typing import Any

from django.db import connections as databases

from tests.integration.integrations.connections.concurrent_threads import await_exchanges

TICK_SECONDS = 0.2


class Process:
    """A forked process that does *act*; `result()` is what it returned (JSON), None when it was killed."""

    def __init__(self, act: Callable[[], Any]) -> None:
        databases.close_all()
        sys.stdout.flush()
        self._results, write = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            os.close(self._results)
            _do(act, write)
        os.close(write)

    def result(self) -> Any:
        """Wait for its end and read what it said."""
        with os.fdopen(self._results) as pipe:
            said = pipe.read()
        os.waitpid(self.pid, 0)
        return json.loads(said) if said else None

    def signal(self, number: int) -> None:
        """Send a signal to this process alone."""
        os.kill(self.pid, number)

    def await_stop(self) -> bool:
        """Wait until it has stopped itself; False when it ended instead."""
        _, status = os.waitpid(self.pid, os.WUNTRACED)
        return os.WIFSTOPPED(status)

    def kill(self) -> None:
        """SIGKILL, and wait for the end."""
        self.signal(signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self.pid, 0)
        os.close(self._results)


def _do(act: Callable[[], Any], write: int) -> None:
    """The life of a fork: never returns into the campaign's own code."""
    try:
        said = json.dumps(act())
        with os.fdopen(write, "w") as pipe:
            pipe.write(said)
        await_exchanges()
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def attempt(act: Callable[[], Any]) -> str:
    """ "good", or the name of the error that *act* raised."""
    try:
        act()
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:120]
    return "good"


def at_once(count: int, act: Callable[[], str]) -> list[str]:
    """What *count* processes got from *act*, begun when all of them stood at a barrier."""
    ready, at_barrier = os.pipe()
    gun, trigger = os.pipe()

    def wait_and_act() -> str:
        os.close(trigger)
        os.write(at_barrier, b".")
        os.read(gun, 1)  # ends when the campaign closes the other end
        return act()

    processes = [Process(wait_and_act) for _ in range(count)]
    waiting = 0
    while waiting < count:
        waiting += len(os.read(ready, count))
    os.close(trigger)
    found = [process.result() or "killed" for process in processes]
    for end in (ready, at_barrier, gun):
        os.close(end)
    return found


def stopping_at(module: ModuleType, name: str, act: Callable[[], Any]) -> Callable[[], Any]:
    """*act*, which stops its own process (SIGSTOP) when it comes to the function *name* of *module*."""
    original = getattr(module, name)

    def stop_first(*args: Any, **options: Any) -> Any:
        os.kill(os.getpid(), signal.SIGSTOP)
        return original(*args, **options)

    def run() -> Any:
        setattr(module, name, stop_first)
        return act()

    return run


def beat() -> Process:
    """The schedule and one worker in a process: `refresh_due`, tick after tick, until it is killed."""

    def run() -> None:
        from config.celery import app
        from integrations import tasks

        app.conf.task_always_eager = True
        while True:
            tasks.refresh_due()
            time.sleep(TICK_SECONDS)

    return Process(run)
