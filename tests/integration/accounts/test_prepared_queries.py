"""Statements that are compiled once find, and store, what Django's own do."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import CharField, DateTimeField, F, UUIDField
from django.utils import timezone

from accounts.models import User
from accounts.prepared_queries import Prepared, PreparedRow, PreparedUpdate, insert
from accounts.session_store import SessionStore
from issues.models import Submission
from issues.models.submission import Event

by_name = Prepared(
    lambda name: User.objects.filter(username=name).values_list("pk", "is_active", "date_joined"),
    name=CharField(),
)
by_id = PreparedRow(Submission, lambda key: Submission.objects.filter(pk=key), key=UUIDField())
since = PreparedRow(
    Session, lambda now: Session.objects.filter(expire_date__gt=now), now=DateTimeField()
)


rename = PreparedUpdate(
    lambda key, name: (
        Submission.objects.filter(pk=key),
        {"summary": name, "tries": F("tries") + 1, "lease_until": None, "messages": []},
    ),
    key=UUIDField(),
    name=CharField(),
)


def stored(owner: User, **more: Any) -> Submission:
    """A report, stored by a compiled statement."""
    row = Submission(owner=owner, account_id="a", values={"summary": ["It “breaks”"]}, **more)
    insert(row)
    return row


@pytest.mark.database
def test_a_row_is_found_with_values_of_pythons_kinds(alice: User, bob: User) -> None:
    assert by_name(name="alice") == [(alice.pk, True, alice.date_joined)]
    assert by_name(name="bob") == [(bob.pk, True, bob.date_joined)]
    assert by_name(name="nobody") == []


@pytest.mark.database
def test_only_the_sql_is_cached(alice: User) -> None:
    assert by_name(name="alice")[0][1] is True
    User.objects.update(is_active=False)
    assert by_name(name="alice")[0][1] is False


@pytest.mark.database
def test_what_was_inserted_is_what_django_reads(alice: User) -> None:
    row = stored(alice, lease_until=timezone.now(), messages=["ä"], tries=3)
    read = Submission.objects.get()
    for field in Submission._meta.concrete_fields:
        assert getattr(read, field.attname) == getattr(row, field.attname), field.attname


@pytest.mark.database
def test_a_whole_row_is_read_as_django_reads_it(alice: User) -> None:
    row = stored(alice)
    read = by_id(key=row.pk)
    assert read is not None
    for field in Submission._meta.concrete_fields:
        assert getattr(read, field.attname) == getattr(row, field.attname), field.attname
    read.summary = "changed"
    read.save()
    assert Submission.objects.get().summary == "changed"
    assert by_id(key=uuid4()) is None


@pytest.mark.database
def test_a_key_that_is_there_is_refused(alice: User) -> None:
    row = stored(alice)
    with transaction.atomic():
        assert not insert(Submission(pk=row.pk, owner=alice, summary="another"))
        assert Submission.objects.get().summary == ""  # and the transaction goes on


@pytest.mark.database
def test_an_update_changes_what_it_says_and_counts(alice: User) -> None:
    row, other = stored(alice, lease_until=timezone.now(), tries=3), stored(alice)
    assert rename(key=row.pk, name="renamed") == 1
    row.refresh_from_db()
    assert (row.summary, row.tries, row.lease_until, row.messages) == ("renamed", 4, None, [])
    other.refresh_from_db()
    assert other.summary == ""
    assert rename(key=uuid4(), name="renamed") == 0


def lines(row: Submission) -> list[str]:
    return [event.what for event in row.events.all()]


@pytest.mark.database
def test_along_row_is_inserted_only_with_a_change(alice: User) -> None:
    row = Submission(owner=alice, summary="new")
    assert insert(row, along=Event(submission_id=row.pk, what="stored"))
    assert not insert(
        Submission(pk=row.pk, owner=alice), along=Event(submission_id=row.pk, what="again")
    )
    assert (
        rename(key=row.pk, name="renamed", along=Event(submission_id=row.pk, what="ä, {}, %s")) == 1
    )
    assert (
        rename(key=uuid4(), name="renamed", along=Event(submission_id=row.pk, what="nothing")) == 0
    )
    assert lines(row) == ["stored", "ä, {}, %s"]
    row.refresh_from_db()
    assert row.summary == "renamed"


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_failed_along_row_rolls_back_the_change(alice: User) -> None:
    row = stored(alice)
    with pytest.raises(IntegrityError):
        rename(key=row.pk, name="renamed", along=Event(submission_id=uuid4(), what="of no report"))
    row.refresh_from_db()
    assert (row.summary, lines(row)) == ("", [])
    with pytest.raises(IntegrityError):
        insert(Submission(owner=alice), along=Event(submission_id=uuid4(), what="of no report"))
    assert Submission.objects.count() == 1


def test_a_key_that_the_database_makes_is_made(alice: User) -> None:
    row = stored(alice)
    insert(Event(submission=row, what="sent"))
    insert(Event(submission=row, what="filed"))
    assert [event.what for event in row.events.all()] == ["sent", "filed"]


@pytest.mark.database
def test_a_session_ends_when_its_time_is_over(db: None) -> None:
    session = SessionStore()
    session["word"] = "kept"
    session.create()
    assert SessionStore(session.session_key).get("word") == "kept"
    assert since(now=timezone.now()) is not None
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert since(now=timezone.now()) is None
    late = SessionStore(session.session_key)
    assert late.get("word") is None
    assert late.session_key is None


def test_deactivated_user_is_signed_out(alice: User, sign_in: Any) -> None:
    client = sign_in(alice)
    assert client.get("/").status_code == 200
    User.objects.update(is_active=False)
    assert client.get("/").status_code == 302
