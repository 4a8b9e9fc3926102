"""Hands work to the worker behind the back of whoever made it.

It goes out of a thread of its own: a queue that is slow, or away, keeps nobody waiting and fails nobody. What is not
handed over so is found by the sweep, as it is written in the rows.
"""

import logging
import os
import threading
from collections.abc import Callable
from functools import partial
from queue import Full, Queue

from django.db import transaction

logger = logging.getLogger(__name__)

# While the queue is away, so much is remembered and no more.
_MOST = 1000
_waiting: Queue[Callable[[], object]] = Queue(_MOST)
_starting = threading.Lock()
_threads: list[threading.Thread] = []


def soon(hand_over: Callable[[], object]) -> None:
    """Call *hand_over* a moment after the transaction's end, once, if at all."""
    transaction.on_commit(partial(aside, hand_over), robust=True)


def aside(hand_over: Callable[[], object]) -> None:
    """Call *hand_over* in that thread now, whatever becomes of the transaction; once, if at all."""
    try:
        _waiting.put_nowait(hand_over)
    except Full:
        return
    with _starting:
        if not any(each.is_alive() for each in _threads):
            _threads[:] = [threading.Thread(target=_work, name="handing over", daemon=True)]
            _threads[0].start()


def _work() -> None:
    while True:
        hand_over = _waiting.get()
        try:
            hand_over()
        except Exception as error:  # of the queue's or the cache's own kinds
            logger.warning("left to the sweep: %s", error)


def _after_fork() -> None:
    """Threads do not survive a fork, and the parent's locks may be held for ever. What waits, the parent hands over."""
    global _waiting, _starting  # one queue a process
    _waiting, _starting = Queue(_MOST), threading.Lock()
    _threads.clear()


os.register_at_fork(after_in_child=_after_fork)
