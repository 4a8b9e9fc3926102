"""Takes deliveries in a web process and hands them to a worker in batches: accepting one asks nobody.

A token that came before is refused by the process that saw it, and dropped by the others. What is lost with the
process is found by the polls.
"""

import json
import logging
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from time import time
from typing import Any

from celery import signature
from django.core.cache import cache

from integrations import jira

logger = logging.getLogger(__name__)

LARGEST = 25 * 1024 * 1024  # bytes; Jira delivers nothing larger
_MOST_WEBHOOKS = 100
_BATCH, _GATHER = 500, 0.1  # deliveries, seconds
_FULL = 20_000
# Tokens of one process, and seconds that the others know of one: Jira's live for minutes.
_REMEMBERED, _KEPT, _LEEWAY = 100_000, 4000, 120


class Malformed(ValueError):
    """A delivery that names no webhook or no issue."""


@dataclass(frozen=True)
class Delivery:
    """What a delivery names."""

    webhooks: tuple[int, ...]
    issue_id: str


def read(body: bytes) -> Delivery:
    """What is in the body. Everything but the webhooks' numbers and the issue's id is ignored. Raises Malformed."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed from None
    if not isinstance(data, dict):
        raise Malformed
    numbers, issue = _numbers(data.get("matchedWebhookIds")), data.get("issue")
    issue_id = str(issue.get("id", "")) if isinstance(issue, dict) else ""
    if not numbers or not (issue_id.isascii() and issue_id.isdigit()):
        raise Malformed
    return Delivery(numbers, issue_id[:32])


def _numbers(found: Any) -> tuple[int, ...]:
    """The webhooks' numbers; none where one of them is no number of the database."""
    if not isinstance(found, list):
        return ()
    fit = all(type(each) is int and 0 <= each < 2**63 for each in found)
    return tuple(found[:_MOST_WEBHOOKS]) if fit else ()


class SeenTokens:
    """The tokens that came to this process, until they have expired. Jira signs each try anew."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until: OrderedDict[str, float] = OrderedDict()

    def add(self, token: jira.DeliveryToken) -> bool:
        """Remember it. False: it came before."""
        now = time()
        with self._lock:
            if self._until.get(token.digest, 0) > now:
                return False
            self._until[token.digest] = token.expires_at.timestamp() + _LEEWAY
            while self._until and (
                len(self._until) > _REMEMBERED or next(iter(self._until.values())) < now
            ):
                self._until.popitem(last=False)
        return True


def fresh(digests: Sequence[str]) -> set[str]:
    """Those tokens that came to no other process either. All of them, where the cache does not answer."""
    keys = {f"webhook:{digest}": digest for digest in digests}
    known = cache.get_many(keys)
    cache.set_many({key: 1 for key in keys if key not in known}, timeout=_KEPT)
    return {digest for key, digest in keys.items() if key not in known}


class Buffer:
    """Deliveries that wait for the next batch."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[Delivery, str] = {}
        self._gathering = False

    def put(self, delivery: Delivery, token: jira.DeliveryToken) -> bool:
        """Keep it for the next batch. False: too many wait, and Jira is to try again."""
        with self._lock:
            if len(self._waiting) >= _FULL:
                return False
            self._waiting[delivery] = token.digest
            begins, self._gathering = not self._gathering, True
        if begins:
            timer = threading.Timer(_GATHER, self.hand_over)
            timer.daemon = True
            timer.start()
        return True

    def hand_over(self) -> None:
        """Give all that waits to workers. Without a queue it is left to the polls."""
        with self._lock:
            waiting, self._waiting, self._gathering = self._waiting, {}, False
        found = list(waiting.items())
        for start in range(0, len(found), _BATCH):
            batch = found[start : start + _BATCH]
            try:
                _give(batch)
            except Exception as error:  # queue and cache raise errors of their own
                logger.warning("deliveries of webhooks were left to the polls: %s", error)


def _give(batch: Sequence[tuple[Delivery, str]]) -> None:
    """Hand the deliveries, each with the digest of its token, to a worker."""
    once = fresh([digest for _delivery, digest in batch])
    pairs = [[list(each.webhooks), each.issue_id] for each, digest in batch if digest in once]
    if pairs:
        # By name, because the tasks module imports this package.
        signature("issues.tasks.work_off_deliveries", [pairs]).delay()


buffer, seen = Buffer(), SeenTokens()
