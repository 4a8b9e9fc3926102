"""Queues tasks without making the request wait.

A thread of its own talks to the queue, so a slow or unreachable queue neither delays nor fails a request. The sweep
finds what was not queued: the rows say what is due.
"""

import logging
import os
import threading
from collections.abc import Callable
from functools import partial
from queue import Full, Queue

from django.db import transaction

logger = logging.getLogger(__name__)

# While the queue is unreachable, at most this many calls are kept.
_MOST = 1000
_waiting: Queue[Callable[[], object]] = Queue(_MOST)
_starting = threading.Lock()
_threads: list[threading.Thread] = []


def after_commit(hand_over: Callable[[], object]) -> None:
    """Call *hand_over* shortly after the transaction commits, at most once."""
    transaction.on_commit(partial(in_thread, hand_over), robust=True)


def in_thread(hand_over: Callable[[], object]) -> None:
    """Call *hand_over* in the thread now, whatever happens to the transaction, at most once."""
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
        except Exception as error:  # the queue and the cache raise errors of their own
            logger.warning("not queued, left to the sweep: %s", error)


def _after_fork() -> None:
    """Start afresh in the child: threads do not survive a fork, and a lock of the parent would stay locked."""
    global _waiting, _starting  # one queue in each process
    _waiting, _starting = Queue(_MOST), threading.Lock()
    _threads.clear()


os.register_at_fork(after_in_child=_after_fork)
