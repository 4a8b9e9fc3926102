"""A Kombu transport on the message table, so that Celery can use it as a broker: `database://`, see config/celery.py.

The base class emulates AMQP and asks for putting, getting and counting. Messages that are being processed stay in their
rows, so they survive the death of a worker. There is no fanout, so Celery has no remote control; nothing here uses it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from queue import Empty
from time import monotonic
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from django.utils.dateparse import parse_datetime
from kombu.transport import virtual
from kombu.utils.json import dumps, loads

from background import dead_letter
from background import message_queue as table

_REFUSED = "A worker refused it: it does not know this task, or not with this content."
VISIBILITY_TIMEOUT = 60.0  # seconds until the messages of a dead worker are delivered again


@contextmanager
def _fresh_after_loss() -> Iterator[None]:
    """Reconnect after a database error: no request ends here that would do it."""
    try:
        yield
    except (OperationalError, InterfaceError):
        if not connection.in_atomic_block:
            connection.close()
        raise


class QoS(virtual.QoS):
    """The unacknowledged messages of this channel, in memory and in the rows. A tag is `key:lease`."""

    def __init__(self, channel: "Channel", prefetch_count: int = 0) -> None:
        super().__init__(channel, prefetch_count)
        self._timeout = channel.visibility_timeout
        self._extended_at = monotonic()
        self._held: dict[int, str] = {}

    def append(self, message: Any, delivery_tag: str) -> None:
        """Add a message."""
        super().append(message, delivery_tag)
        self._held[_key(delivery_tag)] = _lease(delivery_tag)

    def ack(self, delivery_tag: str) -> None:
        """Acknowledge: the work is done. If the database cannot be reached, the message is delivered again."""
        super().ack(delivery_tag)
        self._held.pop(_key(delivery_tag), None)
        with _fresh_after_loss():
            table.done(_key(delivery_tag))

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        """Requeue the message, or make it a dead letter where no worker knows its task."""
        super().reject(delivery_tag, requeue=False)  # only removes it from memory
        self._held.pop(_key(delivery_tag), None)
        with _fresh_after_loss():
            if requeue:
                table.put_back(_key(delivery_tag), _lease(delivery_tag))
            else:
                dead_letter.set_aside(_key(delivery_tag), _lease(delivery_tag), _REFUSED)

    def hold_on(self) -> None:
        """Extend the leases of all messages, once in a third of their length."""
        if monotonic() - self._extended_at < self._timeout / 3:
            return
        self._extended_at = monotonic()
        if held := self._held.copy():
            with _fresh_after_loss():
                table.extend(held, timedelta(seconds=self._timeout))


class Channel(virtual.Channel):
    """Puts and gets. The receiving thread calls it; acknowledgements come from the thread that did the work."""

    QoS = QoS
    visibility_timeout = VISIBILITY_TIMEOUT
    from_transport_options = (*virtual.Channel.from_transport_options, "visibility_timeout")

    def _put(self, queue: str, message: Any, **_more: Any) -> None:
        with _fresh_after_loss():
            table.put(queue, dumps(message), _expiry(message))

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        with _fresh_after_loss():
            while held := table.take(queue, timedelta(seconds=self.visibility_timeout)):
                if held.taken > table.MOST_TAKEN:
                    why = f"{table.MOST_TAKEN} workers took it, and none said that it was done."
                    dead_letter.set_aside(held.pk, held.lease, why)
                elif message := self._read(held):
                    return message
                else:
                    dead_letter.set_aside(held.pk, held.lease, "It cannot be read.")
        raise Empty

    def _read(self, held: table.Taken) -> dict[str, Any] | None:
        """Return a message with a tag for its lease; None where Celery cannot read it."""
        try:
            message: dict[str, Any] = loads(held.payload)
            message["properties"]["delivery_tag"] = f"{held.pk}:{held.lease}"
            content = self.Message(message, channel=self, accept={"application/json"}).decode()
            whole = [type(part) for part in content] == [list, dict, dict]
            named = all(isinstance(message["headers"][name], str) for name in ("id", "task"))
        except Exception:  # whatever is wrong with it, the next message must be read
            return None
        return message if whole and named else None

    def _size(self, queue: str) -> int:
        with _fresh_after_loss():
            return table.size(queue)

    def _purge(self, queue: str) -> int:
        with _fresh_after_loss():
            return table.purge(queue)

    def _restore(self, message: Any) -> None:
        """Called for messages that a worker returns as it stops."""
        with _fresh_after_loss():
            table.put_back(_key(message.delivery_tag), _lease(message.delivery_tag))

    def drain_events(self, timeout: float | None = None, callback: Any = None) -> Any:
        """Look for a message, and extend the leases of those under way."""
        if isinstance(self.qos, QoS):
            self.qos.hold_on()
        return super().drain_events(timeout=timeout, callback=callback)


class Transport(virtual.Transport):
    """The message table as a broker."""

    Channel = Channel
    default_port = 0
    driver_type = "sql"
    driver_name = "django"
    polling_interval = 0.1  # seconds between two looks while the queue is empty
    connection_errors = (OperationalError, InterfaceError)
    implements = virtual.Transport.implements.extend(exchange_type=frozenset(["direct", "topic"]))

    def driver_version(self) -> str:
        """Shown by `celery report`."""
        return "1"


def _key(delivery_tag: str) -> int:
    return int(delivery_tag.partition(":")[0])


def _lease(delivery_tag: str) -> str:
    return delivery_tag.partition(":")[2]


def _expiry(message: dict[str, Any]) -> datetime | None:
    """When Celery would discard the task."""
    expires = message.get("headers", {}).get("expires")
    return parse_datetime(expires) if isinstance(expires, str) else None
