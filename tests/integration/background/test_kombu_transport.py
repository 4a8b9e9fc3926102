"""Celery's broker on the table: what is spoilt is set aside, what was not finished comes again."""

import json
from collections.abc import Iterator
from datetime import timedelta
from queue import Empty
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kombu import Connection

from accounts.mailing import enqueue
from background import dead_letter, message_queue
from background.models import Message
from config.celery import app
from tests.support.mails import delivered

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _alarms_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """No task that has them mailed comes between, on the same queue."""
    monkeypatch.setattr(enqueue, "wake", lambda: None)


@pytest.fixture
def broker() -> Iterator[Any]:
    """A connection through the table, whatever broker these tests run with."""
    with Connection("database://localhost") as opened:
        yield opened


def publish(broker: Any, name: str = "issues.tasks.sweep", **options: Any) -> dict[str, Any]:
    """Send a task, as `delay()` does; the message as it lies in the table."""
    app.send_task(name, (), {}, connection=broker, **options)
    payload: dict[str, Any] = json.loads(Message.objects.latest("pk").payload)
    return payload


def take(broker: Any) -> Any:
    """The next message, or None."""
    return broker.default_channel.basic_get("celery")


def test_a_task_is_read_as_it_was_sent_and_gone_when_it_is_done(broker: Any) -> None:
    sent = publish(broker)
    message = take(broker)
    assert message.headers["id"] == sent["headers"]["id"]
    assert message.decode() == [
        [],
        {},
        {"callbacks": None, "errbacks": None, "chain": None, "chord": None},
    ]
    assert take(broker) is None
    message.ack()
    assert not Message.objects.exists()


def test_a_worker_that_stops_in_order_gives_back_what_it_did_not_finish(broker: Any) -> None:
    for _each in range(3):
        publish(broker)
    with Connection("database://localhost") as other:
        take(other).ack()
        take(other)
        take(other)
    assert [take(broker) is not None for _each in range(3)] == [True, True, False]
    assert set(Message.objects.values_list("taken", flat=True)) == {1}


def test_lease_is_extended_while_a_task_runs(broker: Any) -> None:
    publish(broker)
    channel = broker.default_channel
    message = take(broker)
    Message.objects.update(visible_at=timezone.now() + timedelta(seconds=1))
    with pytest.raises(Empty):
        channel.drain_events()
    assert _held_for(30) is False, "not at each look"
    channel.qos._extended_at -= 30
    with pytest.raises(Empty):
        channel.drain_events()
    assert _held_for(30) is True
    message.ack()
    channel.qos._extended_at -= 30
    with pytest.raises(Empty):
        channel.drain_events()


def _held_for(seconds: int) -> bool:
    return Message.objects.filter(
        visible_at__gt=timezone.now() + timedelta(seconds=seconds)
    ).exists()


def test_unknown_task_becomes_a_dead_letter(broker: Any) -> None:
    publish(broker, "nobody.knows")
    take(broker).reject()
    row = Message.objects.get()
    assert row.visible_at is None
    assert "does not know this task" in row.set_aside_why
    publish(broker)
    take(broker).requeue()
    assert take(broker) is not None


def test_message_that_kills_workers_becomes_a_dead_letter(broker: Any) -> None:
    publish(broker)
    for _worker in range(message_queue.MOST_TAKEN):
        assert take(broker) is not None
        Message.objects.update(visible_at=timezone.now())  # killed
    assert take(broker) is None
    assert "none said that it was done" in Message.objects.get().set_aside_why


def _without(message: Any, path: list[str]) -> Any:
    """*message* without the member at *path*."""
    changed = json.loads(json.dumps(message))
    inner = changed
    for name in path[:-1]:
        inner = inner[name]
    del inner[path[-1]]
    return changed


SPOILT = st.one_of(
    st.floats(0, 0.99).map(
        lambda share: lambda whole: json.dumps(whole)[: int(share * len(json.dumps(whole)))]
    ),
    st.sampled_from(
        ["headers", "headers.id", "headers.task", "body", "properties", "content-type"]
    ).map(lambda path: lambda whole: json.dumps(_without(whole, path.split(".")))),
    st.recursive(
        st.none() | st.booleans() | st.text(), lambda inner: st.lists(inner, max_size=3)
    ).map(lambda value: lambda whole: json.dumps({**whole, "body": value})),
    st.sampled_from(["null", "[]", "{}", "7", '"text"', "\x00", "é", ""]).map(
        lambda text: lambda _whole: text
    ),
    st.sampled_from(["application/x-python-serialize", "text/plain", None]).map(
        lambda kind: lambda whole: json.dumps({**whole, "content-type": kind})
    ),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(spoil=SPOILT)
def test_unreadable_message_becomes_a_dead_letter(broker: Any, spoil: Any) -> None:
    Message.objects.all().delete()
    text = spoil(publish(broker))
    if "\x00" in text and connection.vendor == "postgresql":
        text = "no zero byte fits into a text there"
    Message.objects.update(payload=text)
    whole = publish(broker)
    assert take(broker).headers["id"] == whole["headers"]["id"]
    spoilt = Message.objects.get(visible_at=None)
    assert (spoilt.payload, spoilt.set_aside_why) == (text, "It cannot be read.")


def test_admins_are_told_once_an_hour_and_nothing_is_quoted(
    broker: Any, caplog: pytest.LogCaptureFixture
) -> None:
    for _each in range(3):
        Message.objects.filter(pk=_put_spoilt()).update(payload="secret-of-somebody")
        assert take(broker) is None
    assert [record.name for record in caplog.records] == [
        "lodge.alarm",
        *["background.dead_letter"] * 2,
    ]
    [told] = delivered()
    assert "secret-of-somebody" not in f"{caplog.text}{told.body}"
    Message.objects.update(set_aside_at=timezone.now() - timedelta(hours=2))
    _put_spoilt()
    take(broker)
    assert len(delivered()) == 2
    assert dead_letter.forget() == 0
    Message.objects.update(set_aside_at=timezone.now() - timedelta(days=31))
    assert dead_letter.forget() == 4


def _put_spoilt() -> int:
    message_queue.put("celery", "{")
    return Message.objects.latest("pk").pk


def test_a_task_of_the_schedule_that_nobody_does_leaves_no_row_for_each_tick(broker: Any) -> None:
    for _tick in range(10):
        publish(broker, expires=timezone.now() - timedelta(seconds=1))
    assert Message.objects.count() == 1


def test_each_of_the_schedules_tasks_ends_before_it_could_pile_up() -> None:
    for name, entry in app.conf.beat_schedule.items():
        assert 60 <= entry["options"]["expires"] <= 86_400, name


def test_after_the_database_was_away_the_next_look_finds_it(broker: Any) -> None:
    publish(broker)
    if connection.vendor != "postgresql":
        pytest.skip("a file is not away")
    with connection.cursor() as cursor, pytest.raises(OperationalError):
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    with pytest.raises(OperationalError):
        take(broker)
    assert take(broker) is not None
