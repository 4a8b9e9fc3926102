"""Messages in and out of the table: whole or not there, held by one, read again when their holder is gone."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from background import message_queue
from background.models import Message

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

MINUTE = timedelta(minutes=1)
OVER = timedelta(seconds=-1)  # a lease that has ended already


def test_finished_message_is_deleted() -> None:
    message_queue.put("work", "one")
    taken = message_queue.take("work", MINUTE)
    assert taken is not None
    assert (taken.payload, taken.taken) == ("one", 1)
    message_queue.done(taken.pk)
    assert not Message.objects.exists()


def test_they_come_in_the_order_in_which_they_were_put_and_to_their_queue_only() -> None:
    for name in ("one", "two", "three"):
        message_queue.put("work", name)
    message_queue.put("other", "four")
    taken = [message_queue.take("work", MINUTE) for _each in range(4)]
    assert [each and each.payload for each in taken] == ["one", "two", "three", None]


def test_leased_message_is_invisible_until_the_lease_ends() -> None:
    message_queue.put("work", "one")
    message_queue.take("work", MINUTE)
    assert message_queue.take("work", MINUTE) is None
    Message.objects.update(visible_at=timezone.now())
    again = message_queue.take("work", MINUTE)
    assert again is not None
    assert (again.payload, again.taken) == ("one", 2)


def test_extended_lease_keeps_the_message() -> None:
    for name in ("mine", "theirs"):
        message_queue.put("work", name)
    mine, theirs = message_queue.take("work", MINUTE), message_queue.take("work", MINUTE)
    assert mine is not None
    assert theirs is not None
    Message.objects.filter(pk=mine.pk).update(visible_at=timezone.now())
    other = message_queue.take("work", OVER)
    assert other is not None
    assert other.pk == mine.pk
    message_queue.extend({mine.pk: mine.lease, theirs.pk: theirs.lease}, MINUTE)
    free = message_queue.take("work", MINUTE)
    assert free is not None
    assert free.pk == mine.pk, "nobody holds on to what somebody else has taken over"
    assert message_queue.take("work", MINUTE) is None


def test_what_is_put_back_can_be_read_at_once_and_does_not_count() -> None:
    message_queue.put("work", "one")
    first = message_queue.take("work", MINUTE)
    assert first is not None
    message_queue.put_back(first.pk, first.lease)
    second = message_queue.take("work", MINUTE)
    assert second is not None
    assert second.taken == 1
    message_queue.put_back(first.pk, first.lease)
    assert message_queue.take("work", MINUTE) is None, "it is not theirs to put back any more"


def test_concurrent_takers_get_different_messages() -> None:
    for number in range(40):
        message_queue.put("work", str(number))
    got: list[str] = []
    together = threading.Barrier(6)

    def taker() -> None:
        together.wait(30)
        while taken := message_queue.take("work", MINUTE):
            got.append(taken.payload)
        connection.close()

    threads = [threading.Thread(target=taker) for _each in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(got, key=int) == [str(number) for number in range(40)]


def test_expired_messages_are_deleted_on_put() -> None:
    now = timezone.now()
    for number in range(5):
        message_queue.put("work", f"old {number}", now - timedelta(seconds=number))
    message_queue.put("work", "lasting")
    aside = message_queue.take("work", MINUTE)
    assert aside is not None
    message_queue.set_aside(aside.pk, aside.lease, "Why not.")
    message_queue.put("work", "new", now + MINUTE)
    assert set(Message.objects.values_list("payload", flat=True)) == {
        aside.payload,
        "lasting",
        "new",
    }


def test_dead_letter_is_not_delivered_until_it_is_retried() -> None:
    message_queue.put("work", "one")
    taken = message_queue.take("work", MINUTE)
    assert taken is not None
    assert message_queue.set_aside(taken.pk, taken.lease, "Why not.")
    assert not message_queue.set_aside(taken.pk, taken.lease, "Again.")
    message_queue.extend({taken.pk: taken.lease}, OVER)
    message_queue.put_back(taken.pk, taken.lease)
    assert (message_queue.take("work", MINUTE), message_queue.size("work")) == (None, 0)
    assert message_queue.try_again([taken.pk]) == 1
    again = message_queue.take("work", MINUTE)
    assert again is not None
    assert again.taken == 1


def test_a_message_goes_with_the_transaction_in_which_it_was_put() -> None:
    with transaction.atomic():
        message_queue.put("work", "one")
        transaction.set_rollback(True)
    assert message_queue.size("work") == 0


def test_each_queue_operation_costs_one_statement() -> None:
    with CaptureQueriesContext(connection) as said:
        message_queue.take("work", MINUTE)
    assert len(said) == 1, "nothing is due, which is most of the time"
    for number in range(50):
        message_queue.put("work", str(number))
    with CaptureQueriesContext(connection) as said:
        taken = message_queue.take("work", MINUTE)
        assert taken is not None
        message_queue.done(taken.pk)
    statements = [
        each["sql"] for each in said if each["sql"].split()[0] in {"SELECT", "UPDATE", "DELETE"}
    ]
    assert len(statements) == 3
    with CaptureQueriesContext(connection) as said:
        message_queue.put("work", "one more")
    assert len(said) == 1
