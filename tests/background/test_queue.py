"""Messages in and out of the table: whole or not there, held by one, read again when their holder is gone."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from background import queue
from background.models import Message

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

MINUTE = timedelta(minutes=1)
OVER = timedelta(seconds=-1)  # a lease that has ended already


def test_what_is_done_is_gone() -> None:
    queue.put("work", "one")
    taken = queue.take("work", MINUTE)
    assert taken is not None
    assert (taken.payload, taken.taken) == ("one", 1)
    queue.done(taken.pk)
    assert not Message.objects.exists()


def test_they_come_in_the_order_in_which_they_were_put_and_to_their_queue_only() -> None:
    for name in ("one", "two", "three"):
        queue.put("work", name)
    queue.put("other", "four")
    taken = [queue.take("work", MINUTE) for _each in range(4)]
    assert [each and each.payload for each in taken] == ["one", "two", "three", None]


def test_what_somebody_holds_is_read_by_others_only_when_its_lease_is_over() -> None:
    queue.put("work", "one")
    queue.take("work", MINUTE)
    assert queue.take("work", MINUTE) is None
    Message.objects.update(visible_at=timezone.now())
    again = queue.take("work", MINUTE)
    assert again is not None
    assert (again.payload, again.taken) == ("one", 2)


def test_who_goes_on_working_goes_on_holding() -> None:
    for name in ("mine", "theirs"):
        queue.put("work", name)
    mine, theirs = queue.take("work", MINUTE), queue.take("work", MINUTE)
    assert mine is not None
    assert theirs is not None
    Message.objects.filter(pk=mine.pk).update(visible_at=timezone.now())
    other = queue.take("work", OVER)
    assert other is not None
    assert other.pk == mine.pk
    queue.extend({mine.pk: mine.lease, theirs.pk: theirs.lease}, MINUTE)
    free = queue.take("work", MINUTE)
    assert free is not None
    assert free.pk == mine.pk, "nobody holds on to what somebody else has taken over"
    assert queue.take("work", MINUTE) is None


def test_what_is_put_back_can_be_read_at_once_and_does_not_count() -> None:
    queue.put("work", "one")
    first = queue.take("work", MINUTE)
    assert first is not None
    queue.put_back(first.pk, first.lease)
    second = queue.take("work", MINUTE)
    assert second is not None
    assert second.taken == 1
    queue.put_back(first.pk, first.lease)
    assert queue.take("work", MINUTE) is None, "it is not theirs to put back any more"


def test_of_many_who_take_at_once_each_message_goes_to_one() -> None:
    for number in range(40):
        queue.put("work", str(number))
    got: list[str] = []
    together = threading.Barrier(6)

    def taker() -> None:
        together.wait(30)
        while taken := queue.take("work", MINUTE):
            got.append(taken.payload)
        connection.close()

    threads = [threading.Thread(target=taker) for _each in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(got, key=int) == [str(number) for number in range(40)]


def test_what_is_of_no_use_any_more_goes_when_more_of_its_kind_is_put() -> None:
    now = timezone.now()
    for number in range(5):
        queue.put("work", f"old {number}", now - timedelta(seconds=number))
    queue.put("work", "lasting")
    aside = queue.take("work", MINUTE)
    assert aside is not None
    queue.set_aside(aside.pk, aside.lease, "Why not.")
    queue.put("work", "new", now + MINUTE)
    assert set(Message.objects.values_list("payload", flat=True)) == {aside.payload, "lasting", "new"}


def test_what_is_set_aside_is_nobodys_until_it_is_put_back() -> None:
    queue.put("work", "one")
    taken = queue.take("work", MINUTE)
    assert taken is not None
    assert queue.set_aside(taken.pk, taken.lease, "Why not.")
    assert not queue.set_aside(taken.pk, taken.lease, "Again.")
    queue.extend({taken.pk: taken.lease}, OVER)
    queue.put_back(taken.pk, taken.lease)
    assert (queue.take("work", MINUTE), queue.size("work")) == (None, 0)
    assert queue.try_again([taken.pk]) == 1
    again = queue.take("work", MINUTE)
    assert again is not None
    assert again.taken == 1


def test_a_message_goes_with_the_transaction_in_which_it_was_put() -> None:
    with transaction.atomic():
        queue.put("work", "one")
        transaction.set_rollback(True)
    assert queue.size("work") == 0


def test_what_each_act_costs() -> None:
    with CaptureQueriesContext(connection) as said:
        queue.take("work", MINUTE)
    assert len(said) == 1, "nothing is due, which is most of the time"
    for number in range(50):
        queue.put("work", str(number))
    with CaptureQueriesContext(connection) as said:
        taken = queue.take("work", MINUTE)
        assert taken is not None
        queue.done(taken.pk)
    statements = [each["sql"] for each in said if each["sql"].split()[0] in {"SELECT", "UPDATE", "DELETE"}]
    assert len(statements) == 3
    with CaptureQueriesContext(connection) as said:
        queue.put("work", "one more")
    assert len(said) == 1
