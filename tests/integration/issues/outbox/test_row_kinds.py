"""One engine for every kind of row: reports, and what belongs to them."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from issues.models import Attachment, IssueLink, State, Submission
from issues.outbox import backoff, create_issue, engine, parts
from issues.outbox.outcomes import (
    CantTell,
    Done,
    FindOutcome,
    NotDone,
    NotNow,
    Refused,
    Stuck,
    Unknown,
)
from issues.outbox.registry import SENDERS, name_of, sender_of
from issues.outbox.states import Reason, move, record
from tests.integration.issues.outbox.conftest import Make, Script


class FileScript(Script):
    """A sender of files without Jira."""

    model = Attachment


class ManyScript(Script):
    """A sender whose one look answers for many."""

    def __init__(self, answers: Mapping[str, FindOutcome]) -> None:
        super().__init__()
        self.outcomes = answers
        self.asked: list[set[str]] = []

    def company(self, row: Submission) -> Q:
        """All of one site."""
        return Q(cloud_id=row.cloud_id)

    def find_many(self, rows: Sequence[Submission]) -> dict[UUID, FindOutcome]:
        """What the test says, by summary."""
        self.asked.append({row.summary for row in rows})
        return {row.pk: self.outcomes[row.summary] for row in rows if row.summary in self.outcomes}


def a_file(report: Submission, state: State = State.QUEUED, **more: Any) -> Attachment:
    return Attachment.objects.create(
        submission=report, name="log.txt", size=5, sha256="0" * 64, state=state, **more
    )


def lines(report: Submission) -> list[tuple[str, str]]:
    return [(event.what, event.detail) for event in report.events.all()]


@pytest.mark.parametrize("state", [s for s in State if s != State.FILED])
def test_a_part_is_not_due_before_its_report_is_filed(make: Make, state: State) -> None:
    row = a_file(make(state))
    draft = a_file(row.submission, State.DRAFT)
    sender = FileScript()
    assert parts.wake() == 0
    assert engine.due(Attachment) == []
    engine.run(row.pk, sender)
    assert sender.sent == 0
    record(row.submission_id, Done("10000", "DEMO-1"))
    assert parts.wake() == 1
    assert set(engine.due(Attachment)) == {row.pk, draft.pk}


def test_what_becomes_of_a_file_is_on_its_reports_receipt(make: Make) -> None:
    report = make(State.FILED)
    row = a_file(report)
    sender = FileScript(NotNow("not_reached"), Unknown(), Done("77"), finds=(NotDone(),))
    engine.attempt(row.pk, sender)
    engine.attempt(row.pk, sender)
    Attachment.objects.update(state_since=timezone.now() - timedelta(seconds=backoff.grace() + 1))
    engine.look(row.pk, sender)
    engine.attempt(row.pk, sender)
    row.refresh_from_db()
    assert (row.state, row.remote_id, row.tries, row.resent) == (State.FILED, "77", 3, True)
    assert lines(report) == [
        ("file_not_reached", "log.txt"),
        ("file_no_answer", "log.txt"),
        ("file_not_there", "log.txt"),
        ("file_filed", "log.txt"),
    ]


def test_a_look_that_says_nothing_new_adds_no_line(make: Make) -> None:
    report = make(State.FILED)
    row = a_file(report, State.UNCONFIRMED, tries=1)
    sender = FileScript(finds=(NotDone(), NotDone(), NotNow("look_failed"), NotDone()))
    for _ in range(4):
        engine.look(row.pk, sender)
    said = [what for what, _detail in lines(report)]
    assert said == ["file_not_seen_yet", "file_look_failed", "file_not_seen_yet"]


def test_a_refused_file_keeps_jiras_words(make: Make) -> None:
    report = make(State.FILED)
    row = a_file(report)
    engine.attempt(row.pk, FileScript(Refused({}, ("Zu groß",))))
    row.refresh_from_db()
    assert (row.state, row.messages) == (State.REJECTED, ["Zu groß"])
    assert lines(report) == [("file_rejected", "log.txt: Zu groß")]


def test_a_row_that_is_told_nowhere_moves_without_a_line(make: Make) -> None:
    row = a_file(make(State.FILED))
    engine.attempt(row.pk, FileScript(NotNow("")))
    row.refresh_from_db()
    assert (row.state, lines(row.submission)) == (State.QUEUED, [])


def test_a_second_one_in_jira_does_not_replace_the_first(make: Make) -> None:
    report = make(State.FILED)
    row = a_file(report, State.FILED, remote_id="77", resent=True, recheck_at=timezone.now())
    engine.run(row.pk, FileScript(finds=(Done("78"),)))
    row.refresh_from_db()
    assert row.remote_id == "77"
    assert lines(report) == [("file_filed_twice", "log.txt")]


def test_what_was_never_named_is_not_taken_for_a_second_one(make: Make) -> None:
    """Jira does not say what it called a link."""
    report = make(State.FILED)
    link = IssueLink.objects.create(
        submission=report, type_id="1", words="blocks", other_key="DEMO-2", state=State.QUEUED
    )
    assert record(link.pk, Done(""), model=IssueLink)
    assert not record(link.pk, Done("5"), model=IssueLink)
    assert lines(report) == [("link_filed", "blocks DEMO-2")]


def test_a_long_upload_has_a_longer_lease(make: Make) -> None:
    row, sender = a_file(make(State.FILED)), FileScript(Unknown())
    seen: list[float] = []

    def look_at_the_lease() -> None:
        until = Attachment.objects.get().lease_until
        assert until is not None
        seen.append((until - timezone.now()).total_seconds())

    sender.before_answer = look_at_the_lease
    engine.attempt(row.pk, sender, seconds=1000.0)
    assert seen[0] > 1900


def test_one_look_answers_for_all_that_can_be_looked_for_along(make: Make) -> None:
    past = timezone.now() - timedelta(seconds=backoff.before_asking_owner() + 5)
    rows: dict[str, dict[str, Any]] = {
        "found": {},
        "absent": {},
        "dead": {},
        "unread": {},
        "elsewhere": {"cloud_id": "another"},
        "later": {"next_attempt_at": timezone.now() + timedelta(minutes=5)},
        "looked for": {"lease_owner": "x", "lease_until": timezone.now() + timedelta(minutes=1)},
    }
    doubtful = {
        name: make(State.UNCONFIRMED, state_since=past, summary=name, **more)
        for name, more in rows.items()
    }
    sender = ManyScript(
        {
            "found": Done("1", "DEMO-1"),
            "absent": NotDone(),
            "dead": Stuck(Reason.LINK),
            "later": NotDone(),
        }
    )
    assert engine.look(doubtful["found"].pk, sender)
    assert sender.asked == [{"found", "absent", "dead", "unread"}]
    now = {row.summary: (row.state, row.blocked_reason) for row in Submission.objects.all()}
    assert now == {
        "found": (State.FILED, ""),
        "absent": (State.QUEUED, ""),
        "dead": (State.UNCONFIRMED, Reason.LINK),
        "unread": (State.UNCONFIRMED, ""),
        "elsewhere": (State.UNCONFIRMED, ""),
        "later": (State.UNCONFIRMED, ""),
        "looked for": (State.UNCONFIRMED, ""),
    }


def test_unconfirmed_row_asks_and_keeps_looking(make: Make) -> None:
    past = timezone.now() - timedelta(seconds=backoff.before_asking_owner() + 5)
    row = make(State.UNCONFIRMED, state_since=past)
    engine.look(row.pk, Script(finds=(CantTell("index_may_lag", 3000.0),)))
    row.refresh_from_db()
    assert (row.state, row.blocked_reason) == (State.UNCONFIRMED, Reason.ASK)
    assert row.next_attempt_at is not None
    assert (row.next_attempt_at - timezone.now()).total_seconds() > 2900
    engine.look(row.pk, Script(finds=(NotDone(),)))
    row.refresh_from_db()
    assert (row.state, row.blocked_reason, row.resent) == (State.QUEUED, "", True)


def test_every_kind_has_one_sender_that_its_name_finds() -> None:
    names = [name_of(sender.model) for sender in SENDERS]
    assert len(set(names)) == len(names)
    assert [sender_of(name) for name in names] == list(SENDERS)


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_of_many_who_claim_a_file_at_once_one_sends_it(make: Make) -> None:
    row, start, wins = a_file(make(State.FILED)), Barrier(6), []

    def claim(name: str) -> None:
        start.wait()
        if move(row.pk, State.QUEUED, State.SENDING, model=Attachment, lease_owner=name):
            wins.append(name)
        connection.close()

    threads = [Thread(target=claim, args=(f"worker {n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(wins) == 1


def test_the_newest_line_of_a_part_is_found_behind_any_number_of_others(make: Make) -> None:
    """Else a file whose look says the same again gets one more line each time."""
    report = make(State.FILED)
    row, other = a_file(report), a_file(report)
    Attachment.objects.filter(pk=other.pk).update(name="other.txt")
    Attachment.note(row.pk, "not_seen_yet")
    for _ in range(150):
        Attachment.note(other.pk, "no_answer")
    assert Attachment.last_noted(row.pk) == "not_seen_yet"
    assert Attachment.last_noted(other.pk) == "no_answer"


def test_the_highest_key_is_known_whatever_was_marked_as_filed_since(make: Make) -> None:
    """Fifty reports of long ago, marked by hand, hide no newer one; and 10 is more than 9."""
    now = timezone.now()
    make(State.FILED, issue_key="DEMO-1009", state_since=now - timedelta(hours=1))
    for number in range(60):
        make(State.FILED, issue_key=f"DEMO-{900 + number}", state_since=now)
    make(State.FILED, issue_key="DEMONS-5000")
    make(State.FILED, issue_key="DEMO-x")
    assert create_issue.highest_known("c", "DEMO") == 1009
    assert create_issue.highest_known("c", "OTHER") is None
