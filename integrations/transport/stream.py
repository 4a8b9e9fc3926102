"""Sends one request and hands its answer on as it arrives, so that a large file needs no memory."""

import logging
from collections.abc import Iterator, Mapping
from time import monotonic

from integrations.errors import Unavailable
from integrations.transport import deadline, watched_connection
from integrations.transport.connection_pool import OpenResponse
from integrations.transport.deadline import Call
from integrations.transport.preconditions import refuse_from_a_copy, refuse_inside_a_transaction
from integrations.transport.request_response import Request
from integrations.transport.send import FAILURES, named, prepare, respond, template

logger = logging.getLogger(__name__)
STALL = 20.0  # seconds without a byte after which the other side is taken for dead


class OpenAnswer:
    """An answer whose body is still to come. `close` it, whether or not the body was read."""

    def __init__(self, call: Call, carried: OpenResponse) -> None:
        self._call, self._carried = call, carried
        self._closed = False

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self._carried.answer.status

    @property
    def headers(self) -> Mapping[str, str]:
        """The header fields, by name in any case."""
        return self._carried.answer.headers

    def chunks(self) -> Iterator[bytes]:
        """The body in pieces of at most 64 KB. Raises Unavailable when it ends early or takes too long."""
        try:
            yield from self._carried.answer.pieces(STALL)
            if self._call.cut:
                raise Unavailable("the file did not arrive in time")
        except FAILURES as error:
            raise named(error, self._call) from None
        finally:
            self.close()

    def close(self) -> None:
        """Give the connection back, or end it in the middle of the body."""
        if not self._closed:
            self._closed = True
            self._call.finish()
            self._carried.release()


def open_stream(request: Request) -> OpenAnswer:
    """Send *request*, a read, and return its answer once the head is there. Its deadline covers the body too.

    Raises as `send` does.
    """
    refuse_inside_a_transaction()
    refuse_from_a_copy()
    prepared = prepare(request)
    call = Call(request.deadline, guarded=prepared.guarded)
    started, outcome = monotonic(), "nothing"
    watched_connection.current.call = call
    deadline.watchdog.look_after(call)
    try:
        answer = OpenAnswer(call, respond(prepared, call, request.largest))
        outcome = str(answer.status)
    except FAILURES as error:
        outcome = type(error).__name__
        call.finish()
        raise named(error, call) from None
    finally:
        milliseconds = (monotonic() - started) * 1000
        logger.info(
            "%s %s %s %.0f ms", request.method, template(request.url), outcome, milliseconds
        )
    return answer
