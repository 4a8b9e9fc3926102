"""Helpers of this room's tests: threads that act at once, and rows put into a state."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from time import monotonic
from typing import Any

from django.db import connection as database
from django.utils import timezone

from integrations import connections, limits
from integrations.models import Connection, RefreshAttempt, Token
from tests.support.sandbox import Sandbox


def at_once(count: int, act: Callable[[], Any]) -> list[Any]:
    """What *count* threads, each with a database connection of its own, got or raised from *act*."""
    results: list[Any] = []
    barrier = threading.Barrier(count)

    def run() -> None:
        barrier.wait(10)
        try:
            results.append(act())
        except Exception as error:
            results.append(error)
        finally:
            database.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def beside(act: Callable[[], Any]) -> Callable[[], Any]:
    """Start *act* in a thread; the result waits for it and gives what it got or raised."""
    got: list[Any] = []

    def run() -> None:
        try:
            got.append(act())
        except Exception as error:
            got.append(error)
        finally:
            database.close()

    thread = threading.Thread(target=run)
    thread.start()

    def result() -> Any:
        thread.join(60)
        return got[0]

    return result


def in_another_process(act: Callable[[], Any]) -> None:
    """Do what another process does to the pauses, while this one goes on believing the copy that it has just made."""
    pauses = limits.pauses
    pauses.check("")
    copy = pauses._copy
    assert copy is not None
    act()
    pauses._copy = replace(copy, at=monotonic())


def await_exchanges() -> None:
    """Until no exchange goes on without who asked for it."""
    for thread in threading.enumerate():
        if thread.name == "exchange":
            thread.join(60)


def change(connection: Connection, **values: Any) -> None:
    """Put the row into a state that only time would bring; a timedelta counts from now."""
    now = timezone.now()
    moved = {
        key: now + value if isinstance(value, timedelta) else value for key, value in values.items()
    }
    Connection.objects.filter(pk=connection.pk).update(**moved)


def expire(connection: Connection, seconds: float = -1) -> None:
    """Let the stored access token end so many seconds from now."""
    now = timezone.now()
    Token.objects.filter(connection=connection).update(
        saved_at=now - timedelta(hours=1), expires_at=now + timedelta(seconds=seconds)
    )


def over(connection: Connection) -> Connection:
    """The cool-down is over; the row as it is now."""
    change(connection, cool_down_until=None, refresh_after=timedelta(seconds=-1))
    connection.refresh_from_db()
    return connection


def outcomes(connection: Connection) -> list[str]:
    """The ledger's outcomes, oldest first."""
    attempts = RefreshAttempt.objects.filter(connection=connection).order_by("pk")
    return list(attempts.values_list("outcome", flat=True))


def exchanges(sandbox: Sandbox) -> int:
    """How many refreshes the sandbox answered or was asked for: all but the first exchange, of the code."""
    return len(sandbox.calls(method="POST", path="/oauth/token$")) - 1


def works(connection: Connection, sandbox: Sandbox) -> bool:
    """Whether the stored access token opens Atlassian."""
    token = connections.access(connection.pk).token.reveal()
    return sandbox.get("/me", token).status_code == 200
