"""WSGI middleware that reads each call completely, applies its fault, and records it.

A call is in the log and in the HAR file before its answer is sent.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sandbox.apply_faults import CUT, Answer, spoil
from sandbox.authentication import caller_of_jira
from sandbox.faults import Fault, take_fault
from sandbox.har import HarFile
from sandbox.log import CallLog
from sandbox.recorded_call import Exchange
from sandbox.server import CutConnection
from sandbox.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

WORDS = {200: "OK", 429: "Too Many Requests", 502: "Bad Gateway", 503: "Service Unavailable"}
UNRECORDED = ("/_sandbox/", "/_static/", "/favicon.ico")
NOT_PROTOCOL = ("/browse/", "/file/", "/secure/")
"""Logged, but no part of any contract: kept out of the HAR. Pages, and the bytes of files, at Cloud's media host and at
Data Center's address of an attachment's `content`."""


class Recorder:
    """WSGI middleware around the Flask app."""

    def __init__(
        self, app: WSGIApplication, world: World, log: CallLog, har: HarFile | None
    ) -> None:
        self.app, self.world, self.log, self.har = app, world, log, har

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body = read_body(environ)
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
        if path == "/" or path.startswith(UNRECORDED):
            return self.app(environ, start_response)
        method = environ["REQUEST_METHOD"]
        exchange = self.log.open(method, path, environ.get("QUERY_STRING", ""))
        exchange.begin(environ)
        exchange.request_body = body
        self.world.event("request_received", call=exchange.n, method=method, path=path)
        return self.answer(environ, exchange, take_fault(self.world, method, path), start_response)

    def answer(
        self,
        environ: WSGIEnvironment,
        exchange: Exchange,
        fault: Fault | None,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        """Process the call, or apply its fault, and send the answer."""
        started = time.perf_counter()
        if fault is None:
            answer = self.process(environ, exchange)
        else:
            exchange.fault = fault.kind
            known_as = caller_of_jira(
                self.world, exchange.path, environ.get("HTTP_AUTHORIZATION", "")
            )
            answer = spoil(self.world, fault, lambda: self.process(environ, exchange), known_as)
        exchange.milliseconds = (time.perf_counter() - started) * 1000
        exchange.status = answer.status
        exchange.response_headers, exchange.response_body = answer.headers, answer.body
        self.log.write(exchange, answer.status)
        if self.har is not None and not any(part in exchange.path for part in NOT_PROTOCOL):
            self.har.append(exchange, environ)
        if answer.cut:
            self.world.event("connection_cut", call=exchange.n, fault=exchange.fault)
            raise CutConnection
        start_response(f"{answer.status} {WORDS.get(answer.status, 'Status')}", answer.headers)
        return self.sent(exchange, answer)

    def process(self, environ: WSGIEnvironment, exchange: Exchange) -> Answer:
        """Run the real handler. After a reset in between, the connection is cut."""
        if exchange.resets != self.world.resets:
            return CUT
        answer = run(self.app, {**environ, "wsgi.input": io.BytesIO(exchange.request_body)})
        exchange.processed_status = answer.status
        exchange.committed = answer.status < 400
        late = exchange.fault == "commit_late"
        if late:
            self.log.write(exchange, 0)
        facts = {"method": exchange.method, "path": exchange.path, "operation": exchange.operation}
        self.world.event("processed", call=exchange.n, status=answer.status, late=late, **facts)
        return answer

    def sent(self, exchange: Exchange, answer: Answer) -> Iterator[bytes]:
        """The answer's bytes, and an event after the last one."""
        if answer.wire is None:
            yield answer.body
        else:
            yield from answer.wire(answer.body)
        self.world.event("answer_sent", call=exchange.n, status=answer.status, path=exchange.path)


def read_body(environ: WSGIEnvironment) -> bytes:
    """The whole body of a call, so that the connection is at the next call. The body stays readable."""
    if environ.get("wsgi.input_terminated"):
        body = environ["wsgi.input"].read()
        environ["CONTENT_LENGTH"] = str(len(body))
    else:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return bytes(body)


def run(app: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    """An app's answer, collected."""
    answer = Answer(500)

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        answer.status, answer.headers = int(status.split(" ", 1)[0]), headers
        return lambda data: None

    chunks = app(environ, start_response)
    try:
        answer.body = b"".join(chunks)
    finally:
        close = getattr(chunks, "close", None)
        if close is not None:
            close()
    return answer
