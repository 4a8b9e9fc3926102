"""What is on its way to Jira while its writer is erased comes to an end first, or is told of."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from threading import Thread
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.db.models.signals import pre_delete
from django.test import Client
from django.utils import timezone

from accounts import tasks
from accounts.erasing import erasure_request, erasure_steps
from accounts.models import Erasure, User
from integrations.models import RefreshAttempt
from issues.models import Attachment, Comment, IssueLink, State, Submission
from issues.outbox import engine
from issues.outbox.outcomes import Done, Unknown
from tests.integration.issues.filing.conftest import CREATE, Desk, come_due, sweep
from tests.integration.issues.filing.test_comment_admin import written
from tests.integration.issues.filing.test_report_pages import stored
from tests.integration.issues.outbox.conftest import Script, make_row

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

LIST = "/admin/accounts/user/"


@pytest.fixture
def desk(sandbox: Any, alice: User, link: Any, sign_in: Callable[[User], Client]) -> Desk:
    """Alice, linked."""
    link(alice)
    return Desk(sign_in(alice), sandbox)


def test_erasure_waits_for_requests_under_way(alice: User) -> None:
    row = make_row(alice, State.QUEUED)
    erasure = erasure_request.ask(alice)
    assert erasure_steps.carry_out(Erasure.objects.get(pk=erasure.pk))
    assert not Submission.objects.filter(pk=row.pk).exists()


def test_an_erasure_in_the_middle_of_a_send_lets_it_end(alice: User) -> None:
    row, done = make_row(alice, State.QUEUED), []
    script = Script(Done("10001", "DEMO-9"))

    def erase() -> None:
        done.append(erasure_steps.carry_out(erasure_request.ask(alice)))

    script.before_answer = erase
    assert engine.attempt(row.pk, script)
    assert done == [False]
    row.refresh_from_db()
    assert (row.state, row.issue_key) == (State.FILED, "DEMO-9")
    assert tasks.carry_out_erasures() == 1
    assert not User.objects.filter(pk=alice.pk).exists()


def test_queued_reports_are_never_sent_after_erasure(desk: Desk, alice: User) -> None:
    waiting = stored(desk, alice, State.QUEUED, next_attempt_at=timezone.now())
    blocked = stored(desk, alice, State.BLOCKED, blocked_reason="denied")
    sending = stored(desk, alice, State.SENDING, lease_until=timezone.now() + timedelta(minutes=1))
    filed = stored(desk, alice, State.FILED, issue_id="1", issue_key="DEMO-1")
    parts = [
        Attachment.objects.create(submission=filed, name="a", size=1, sha256=""),
        IssueLink.objects.create(
            submission=filed, type_id="1", other_key="DEMO-2", state=State.QUEUED
        ),
    ]
    comment = written(alice, State.QUEUED)
    erasure_request.ask(alice)
    come_due(doubt=False)
    for each in (waiting, blocked, comment, *parts):
        each.refresh_from_db()
        assert each.state == State.WITHDRAWN
    sending.refresh_from_db()
    assert sending.state == State.SENDING
    assert desk.creates() == []


def test_unconfirmed_reports_are_reconciled_before_erasure(
    desk: Desk, alice: User, sandbox: Any
) -> None:
    sandbox.fault("drop_after_commit", method="POST", path=CREATE, times=1)
    desk.file("Lost on the way")
    (row,) = Submission.objects.all()
    assert row.state == State.UNCONFIRMED
    erasure = erasure_request.ask(alice)
    assert not erasure_steps.carry_out(erasure)
    come_due()
    sweep()
    row.refresh_from_db()
    assert row.state == State.FILED
    assert erasure_steps.carry_out(erasure)
    erasure.refresh_from_db()
    assert erasure.unsettled == []
    assert len(desk.filed("Lost on the way")) == 1


def test_unknown_outcomes_are_reported_to_the_admin(
    alice: User, office: Client, boss: User
) -> None:
    sent = timezone.now()
    make_row(alice, State.UNCONFIRMED, first_sent_at=sent)
    make_row(alice, State.BLOCKED, blocked_reason="ask", first_sent_at=sent)
    asked = office.get(f"{LIST}{alice.pk}/delete/").text
    assert "One report that is on its way to Jira" in asked
    assert "One report that may be in Jira or not" in asked
    assert (
        "is being erased"
        in office.post(f"{LIST}{alice.pk}/delete/", {"post": "yes"}, follow=True).text
    )
    assert "one thing is on its way to Jira" in office.get("/admin/accounts/erasure/").text
    Erasure.objects.update(waits_until=timezone.now())
    assert tasks.carry_out_erasures() == 1
    erasure = Erasure.objects.get()
    at = sent.isoformat(timespec="minutes")
    assert erasure.unsettled == [["https://demo.example DEMO", at]] * 2
    assert erasure.asked_by == boss
    assert "https://demo.example DEMO" in office.get("/admin/accounts/erasure/").text


def test_erase_command_prints_what_it_waits_for(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = make_row(alice, State.UNCONFIRMED)

    def settled(_seconds: float) -> None:
        Submission.objects.filter(pk=row.pk).update(state=State.FILED)

    monkeypatch.setattr("accounts.management.commands.erase_person.sleep", settled)
    out = StringIO()
    call_command("erase_person", "alice", "--yes", stdout=out)
    assert "on its way to Jira" in out.getvalue()
    assert not User.objects.filter(pk=alice.pk).exists()


def test_filing_during_erasure_leaves_no_rows(alice: User) -> None:
    """A request that was let in before stores something at the last moment, in another process."""
    if connection.vendor != "postgresql":
        pytest.skip("one writer at a time")
    erasure, times = erasure_request.ask(alice), list[int]()

    def file_once(sender: Any, instance: User, **_more: Any) -> None:
        if not times:
            times.append(1)
            thread = Thread(target=_file, args=(instance.pk,))
            thread.start()
            thread.join()

    pre_delete.connect(file_once, sender=User)
    try:
        assert erasure_steps.carry_out(erasure)
    finally:
        pre_delete.disconnect(file_once, sender=User)
    assert times
    assert not Submission.objects.exists()
    assert not User.objects.filter(pk=alice.pk).exists()


def _file(user_id: int) -> None:
    try:
        make_row(User(pk=user_id), State.DRAFT)
    finally:
        connection.close()


def test_user_erased_during_a_request_is_redirected_to_sign_in(
    desk: Desk, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not to a page that says that Lodge broke, and the people who run it get no mail."""
    page, form = desk.open_form()

    def gone(*_arguments: Any, **_more: Any) -> None:
        User.objects.get(pk=alice.pk).delete()
        raise IntegrityError("violates foreign key constraint")

    monkeypatch.setattr("issues.filing.submit.store", gone)
    answer = desk.send(page, form, summary="Too late")
    assert answer.url.startswith("/account/sign-in/")
    assert "This account is being erased." in answer.text
    assert desk.creates() == []


def test_integrity_error_of_an_existing_user_stays_an_error(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, form = desk.open_form()

    def broken(*_arguments: Any, **_more: Any) -> None:
        raise IntegrityError("something else")

    monkeypatch.setattr("issues.filing.submit.store", broken)
    with pytest.raises(IntegrityError):
        desk.send(page, form, summary="Here")


def test_late_response_for_a_deleted_report_stores_nothing(alice: User) -> None:
    row = make_row(alice, State.QUEUED)
    script = Script(Unknown())
    script.before_answer = User.objects.get(pk=alice.pk).delete
    assert engine.attempt(row.pk, script)
    assert not Submission.objects.exists()
    assert not Comment.objects.exists()


def test_token_refreshed_during_erasure_is_dropped(
    alice: User, link: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from integrations import connections
    from integrations.connections import lease
    from integrations.errors import NotConnected

    held, take = link(alice), lease.take

    def take_and_lose(row: Any) -> Any:
        claim = take(row)
        User.objects.get(pk=alice.pk).delete()
        return claim

    monkeypatch.setattr(lease, "take", take_and_lose)
    with pytest.raises(NotConnected):
        connections.refresh(held.pk, asked_by="web")
    assert not RefreshAttempt.objects.exists()
