"""Who says that it is alive, how often, and what is made of it when nobody does."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery.beat import PersistentScheduler
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from kombu import Connection

from background import heartbeats
from background.celery_signals import Scheduler
from background.heartbeats import Name, Silence
from background.models import Heartbeat
from config.celery import app
from issues import tasks
from tests.integration.background.simulate_missing_heartbeats import silent

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def test_a_heartbeat_costs_one_statement_every_few_seconds() -> None:
    heartbeats.beat(Name.WORKER)
    heartbeats.forget()
    with CaptureQueriesContext(connection) as said:
        for _turn in range(1000):
            heartbeats.beat(Name.WORKER)
    assert len(said) == 1
    assert timezone.now() - Heartbeat.objects.get().at < timedelta(minutes=1)


def test_concurrent_first_heartbeats_create_one_row() -> None:
    together = threading.Barrier(4)

    def begin() -> None:
        together.wait(30)
        heartbeats._create(Name.WORKER)
        connection.close()

    threads = [threading.Thread(target=begin) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert Heartbeat.objects.count() == 1


def test_work_goes_on_without_a_database_for_heartbeats(caplog: pytest.LogCaptureFixture) -> None:
    with connection.execute_wrapper(_refused):
        heartbeats.beat(Name.WORKER)
    assert "the heartbeat of worker could not be written" in caplog.text


def _refused(*_call: Any) -> Any:
    from django.db import OperationalError

    raise OperationalError("away")


def test_missing_heartbeat_counts_from_the_first_check() -> None:
    assert heartbeats.silences() == []
    Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=2))
    heartbeats.forget()
    assert [silence.name for silence in heartbeats.silences()] == list(Name)


@pytest.mark.parametrize(
    ("names", "cause"),
    [
        ((), None),
        ((Name.WORKER, Name.SWEEP), Name.WORKER),
        ((Name.SCHEDULE, Name.SWEEP), Name.SCHEDULE),
        ((Name.SWEEP,), Name.SWEEP),
        (tuple(Name), Name.WORKER),
    ],
)
def test_silence_has_one_cause(names: tuple[Name, ...], cause: Name | None) -> None:
    silent(*names)
    found = heartbeats.cause()
    assert (found and found.name) == cause


def test_new_silence_is_reported_again() -> None:
    silent(Name.WORKER)
    at = Heartbeat.objects.get(pk=Name.WORKER).at
    for told_at, told in ((at - timedelta(minutes=1), False), (at + timedelta(minutes=1), True)):
        Heartbeat.objects.filter(pk=Name.WORKER).update(told_at=told_at)
        heartbeats.forget()
        assert heartbeats.silences() == [Silence(Name.WORKER, at, told)]


def test_heartbeats_are_read_once_for_a_hundred_rows() -> None:
    silent(*Name)
    with CaptureQueriesContext(connection) as said:
        for _row in range(100):
            heartbeats.cause()
    assert len(said) == 1


def test_schedule_and_sweep_send_heartbeats(tmp_path: Path) -> None:
    with Connection("database://localhost") as broker:
        scheduler = Scheduler(
            app=app, schedule_filename=str(tmp_path / "schedule"), producer=broker.Producer()
        )
        scheduler.tick()
        scheduler.close()
    assert set(Heartbeat.objects.values_list("name", flat=True)) == {Name.SCHEDULE}
    tasks.sweep()
    assert set(Heartbeat.objects.values_list("name", flat=True)) == {Name.SCHEDULE, Name.SWEEP}


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.95])
def test_a_schedule_that_was_killed_while_it_wrote_starts_again(
    tmp_path: Path, share: float
) -> None:
    name = str(tmp_path / "schedule")
    Scheduler(app=app, schedule_filename=name).close()
    for file in tmp_path.iterdir():
        whole = file.read_bytes()
        file.write_bytes(whole[: int(len(whole) * share)])
    scheduler = Scheduler(app=app, schedule_filename=name)
    assert set(app.conf.beat_schedule) <= set(scheduler.schedule)
    scheduler.close()
    assert issubclass(Scheduler, PersistentScheduler)
