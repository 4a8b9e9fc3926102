"""Whoever has many pictures cleaned keeps nobody else from having one cleaned, and no thread of `web` for long."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep

import pytest

from issues import attachments
from issues.attachments import remove_picture_metadata
from issues.attachments.picture_cleaning_turns import FairQueue
from issues.models import Submission
from tests.integration.issues.attachments.conftest import opened, upload

PATIENTLY = 120.0


@contextmanager
def greedy(turns: FairQueue, threads: int, work: float) -> Iterator[list[str]]:
    """Until the block ends: one person takes turns again and again, in several threads; who had how many."""
    over, had = threading.Event(), list[str]()

    def go_on() -> None:
        while not over.is_set():
            with turns.taken("greedy", PATIENTLY):
                had.append("greedy")
                sleep(work)

    started = [threading.Thread(target=go_on) for _ in range(threads)]
    for each in started:
        each.start()
    try:
        yield had
    finally:
        over.set()
        for each in started:
            each.join(PATIENTLY)


def test_other_user_waits_for_one_picture_at_most() -> None:
    turns = FairQueue()
    with greedy(turns, 8, 0.05) as had:
        for _ in range(5):
            while not had:
                sleep(0.01)
            before = len(had)
            with turns.taken("another", PATIENTLY):
                assert len(had) - before <= 2, "the one under way, and one that began as we came"


def test_waiting_in_the_fair_queue_has_a_time_limit() -> None:
    turns = FairQueue()
    with turns.taken("a", 1):
        for who in ("a", "b"):
            with pytest.raises(TimeoutError), turns.taken(who, 0.01):
                pass
    with turns.taken("b", 0.01), pytest.raises(TimeoutError), turns.taken("c", -1):
        pass


def test_one_after_the_other() -> None:
    turns, inside, most = FairQueue(), 0, 0

    def come(who: int) -> None:
        nonlocal inside, most
        with turns.taken(who % 3, PATIENTLY):
            inside += 1
            most = max(most, inside)
            sleep(0.005)
            inside -= 1

    started = [threading.Thread(target=come, args=[number]) for number in range(20)]
    for each in started:
        each.start()
    for each in started:
        each.join(PATIENTLY)
    assert (inside, most) == (0, 1)


def test_a_post_of_pictures_that_are_nothing_but_parts_ends_in_time(
    report: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remove_picture_metadata, "_A_POST", 0.2)
    comments = b"\x21\xfe\x01c\0" * 100_000
    frame = b"\x2c\0\0\0\0\x0a\0\x0a\0\0\x02\x02xx\0"
    picture = b"GIF89a\x0a\0\x0a\0\x80\0\0" + b"\0" * 6 + comments + frame + b";"
    chosen = [upload(f"{number}.gif", picture + bytes([number])) for number in range(10)]
    with opened(report):
        kept, refused = attachments.keep(report, chosen)
    late = [name for name, why in refused.items() if "one at a time" in why]
    assert len(late) >= 5, "the rest is asked for again"
    assert len(kept) + len(refused) == 10
