"""The sweep hands what is due to workers, each thing once at a time."""

import socket
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from issues import tasks
from issues.models import State
from tests.integration.issues.outbox.conftest import Make


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was handed to workers, in place of a broker."""
    cache.clear()
    handed: list[str] = []
    monkeypatch.setattr(tasks.send_one, "delay", lambda row_id, _kind: handed.append(row_id))
    return handed


def test_due_rows_are_queued_once_until_processed(make: Make, queue: list[Any]) -> None:
    row = make(State.QUEUED)
    make(State.QUEUED, next_attempt_at=timezone.now() + timedelta(minutes=1))
    assert (tasks.sweep(), tasks.sweep()) == (1, 0)
    assert queue == [str(row.pk)]
    tasks.send_one(str(row.pk))  # nobody is linked here, so it comes to rest
    row.refresh_from_db()
    assert row.state == State.BLOCKED


def test_unreachable_queue_leaves_rows_to_the_next_sweep(
    make: Make, queue: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = make(State.QUEUED)
    with monkeypatch.context() as away:
        away.setattr(
            tasks.send_one, "delay", lambda *_call: socket.create_connection(("127.0.0.1", 9))
        )
        with pytest.raises(OSError):
            tasks.hand_over(str(row.pk), "submission")
    assert tasks.sweep() == 1
    assert queue == [str(row.pk)]


def test_sweep_makes_rows_with_expired_leases_unconfirmed(make: Make, queue: list[Any]) -> None:
    row = make(State.SENDING, lease_owner="dead", lease_until=timezone.now() - timedelta(seconds=1))
    tasks.sweep()
    row.refresh_from_db()
    assert row.state == State.UNCONFIRMED
    assert queue == []  # looked for in a few seconds
