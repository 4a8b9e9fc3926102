"""A site that does not answer: work in the background rests, one probe at a time goes out, people are not held back."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from integrations import jira, limits
from integrations.limits import circuit_breaker
from integrations.models import Pause
from tests.integration.integrations.conftest import Seat
from tests.integration.integrations.connections.concurrent_threads import at_once

pytestmark = pytest.mark.django_db

FAILURES: list[tuple[str, dict[str, Any]]] = [
    ("status", {"status": 502}),
    ("drop_before", {}),
    ("drop_after_commit", {}),
    ("html", {"status": 503}),
    ("html", {"status": 403}),
]


def fail(
    seat: Seat, times: int = circuit_breaker.OPENS_AFTER, kind: str = "status", **options: Any
) -> None:
    """So many calls in a row come to nothing."""
    fault = seat.sandbox.fault(kind, path="/rest/api/3/", times=None, **options)
    for _number in range(times):
        with pytest.raises(jira.Unavailable):
            jira.myself(*seat.at)
    seat.sandbox.control("DELETE", f"/faults/{fault}")


def time_passes() -> None:
    """The next probe is due."""
    Pause.objects.update(until=timezone.now() - timedelta(seconds=1))
    limits.pauses.forget()


def rests(seat: Seat, cloud_id: str = "") -> bool:
    """Whether a call in the background is kept from going out."""
    before = len(seat.sandbox.calls())
    try:
        with jira.at_work(jira.Work.REPORT):
            jira.myself(seat.account_id, cloud_id or seat.cloud_id)
    except jira.Unavailable:
        return len(seat.sandbox.calls()) == before
    return False


@pytest.mark.parametrize(("kind", "options"), FAILURES)
def test_background_work_pauses_after_consecutive_failures(
    alices: Seat, kind: str, options: dict[str, Any]
) -> None:
    fail(alices, kind=kind, **options)

    assert rests(alices)
    assert not rests(alices, alices.sandbox.site("web-shop")["cloud_id"])


def test_a_refusal_is_an_answer(alices: Seat) -> None:
    alices.sandbox.fault("status", status=404, path="/myself$", times=None)
    for _number in range(circuit_breaker.OPENS_AFTER):
        with pytest.raises(jira.Denied):
            jira.myself(*alices.at)

    alices.sandbox.control("DELETE", "/faults")
    assert not rests(alices)


def test_failures_that_are_not_in_a_row_do_not_count(alices: Seat) -> None:
    fail(alices, circuit_breaker.OPENS_AFTER - 1)
    jira.myself(*alices.at)
    fail(alices, circuit_breaker.OPENS_AFTER - 1)

    assert not rests(alices)


def test_a_person_is_not_held_back_and_an_answer_to_them_ends_the_rest(alices: Seat) -> None:
    fail(alices)
    assert rests(alices)

    alices.file()

    assert not rests(alices)
    assert not Pause.objects.exists()


def test_one_probe_that_is_answered_ends_the_rest(alices: Seat) -> None:
    fail(alices)
    time_passes()

    assert not rests(alices)
    assert not Pause.objects.exists()


def test_a_probe_that_fails_prolongs_the_rest(alices: Seat) -> None:
    fail(alices)
    time_passes()
    with jira.at_work(jira.Work.REPORT):
        fail(alices, 1)

    assert rests(alices)
    assert Pause.objects.get().until > timezone.now()


def test_an_outage_that_one_process_saw_is_known_to_all(alices: Seat) -> None:
    fail(alices)
    limits.forget()  # as in a process that has asked nothing yet

    assert rests(alices)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_is_the_probe(alices: Seat) -> None:
    fail(alices)
    time_passes()

    def probe() -> bool:
        with jira.at_work(jira.Work.REPORT):
            try:
                limits.check_circuit(alices.cloud_id)
            except jira.Unavailable:
                return False
        return True

    assert sum(at_once(6, probe)) == 1
