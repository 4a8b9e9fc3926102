"""Several tabs, several workers: still one issue each. Committed transactions, real threads, a real socket."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from issues.models import State, Submission
from tests.integration.issues.filing.conftest import Desk, come_due, sweep

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def together(number: int, act: Callable[[], object]) -> None:
    """Let so many threads do *act* at the same moment."""
    start = Barrier(number)

    def begin() -> None:
        start.wait()
        try:
            act()
        finally:
            connection.close()

    threads = [Thread(target=begin) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_one_form_sent_from_five_tabs_at_once_files_once(
    desk: Desk, alice: User, sign_in: Callable[[User], Client]
) -> None:
    _page, form = desk.open_form()
    values = {**form.values(), "summary": "It broke"}
    clients = [sign_in(alice) for _ in range(5)]
    pages: list[str] = []

    def send() -> None:
        answer = clients.pop().post(form.action, values)
        pages.append(answer.headers.get("Location", str(answer.status_code)))

    together(5, send)
    row = Submission.objects.get()
    assert set(pages) == {f"/reports/{row.pk}/"}
    assert (row.state, len(desk.filed()), len(desk.creates())) == (State.FILED, 1, 1)


def test_many_workers_file_each_report_once(desk: Desk) -> None:
    desk.file("number 0")
    first = Submission.objects.get()
    for number in range(1, 9):
        row = Submission.objects.get(pk=first.pk)
        row.pk, row._state.adding = Submission._meta.pk.get_default(), True
        row.state, row.issue_id, row.issue_key, row.tries = State.QUEUED, "", "", 0
        row.summary, row.fields = f"number {number}", {"summary": f"number {number}"}
        row.save(force_insert=True)
    come_due()
    together(4, sweep)
    assert set(Submission.objects.values_list("state", flat=True)) == {State.FILED}
    assert [len(desk.filed(f"number {n}")) for n in range(9)] == [1] * 9
    assert len(desk.creates()) == 9
