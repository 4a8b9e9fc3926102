"""Sends one request once, and names its failure by what certainly did or did not happen."""

import base64
import io
import json
import logging
import re
from collections.abc import Iterable, Mapping
from http.client import HTTPException
from time import monotonic
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from django.conf import settings
from django.db import Error, connections
from httptools import HttpParserError
from urllib3 import HTTPHeaderDict, HTTPResponse
from urllib3.exceptions import HTTPError, LocationValueError

from installation import gate
from integrations.errors import Copied, IntegrationError, Misconfigured, OutcomeUnknown, Unavailable
from integrations.transport import deadline, wire
from integrations.transport.deadline import Call
from integrations.transport.messages import Answer, Prepared, Request
from integrations.transport.reading import CHUNK
from integrations.transport.uploads import Body
from integrations.vault import Secret

logger = logging.getLogger(__name__)

# ValueError: a header with a line break.
_FAILURES = (requests.RequestException, HTTPError, HTTPException, HttpParserError, OSError, ValueError)
_MALFORMED = (
    requests.exceptions.InvalidURL,
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidSchema,
    requests.exceptions.InvalidHeader,
    requests.exceptions.InvalidJSONError,
    LocationValueError,
)
_EXPECT_A_BODY = ("POST", "PUT", "PATCH")
_ID = re.compile(r"(?<=/)(?:[0-9a-f]{8}-[0-9a-f-]{27}|\d{2,}|[A-Z][A-Z0-9_]+(?:-\d+)?)(?=/|$)")


def send(request: Request) -> Answer:
    """Send *request* once; any whole answer, whatever its status, is returned.

    Raises Unavailable when certainly nothing was done (nothing left, or it was no write), OutcomeUnknown when
    a write left and no whole answer came, Misconfigured when credentials would go to a host that is not
    configured, Copied in a copy of the database. Raises RuntimeError inside an open transaction: a slow answer would
    hold its locks.
    """
    refuse_inside_a_transaction()
    refuse_from_a_copy()
    prepared = _prepare(request)
    call = Call(request.deadline, write=request.write)
    started = monotonic()
    wire.current.call = call
    deadline.watchdog.look_after(call)
    outcome: int | str = "nothing"
    try:
        status, headers, body = _exchange(prepared, call, request.largest)
        outcome = status
    except _FAILURES as error:
        outcome = type(error).__name__
        # "from None": the library's messages quote headers.
        raise named(error, call) from None
    finally:
        call.finish()
        elapsed = monotonic() - started
        logger.info("%s %s %s %.0f ms", request.method, template(request.url), outcome, elapsed * 1000)
    return Answer(status, headers, body, elapsed)


def named(error: Exception, call: Call) -> IntegrationError:
    """The error of our tree for a failure of the library, by what had left when it came."""
    late = call.cut or monotonic() >= call.ends_at
    why = "no whole answer in time" if late else type(error).__name__
    if call.left:
        return OutcomeUnknown(why) if call.write else Unavailable(why)
    malformed = isinstance(error, _MALFORMED) or not isinstance(
        error, (requests.RequestException, HTTPError, OSError)
    )
    return Misconfigured(f"the request could not be made: {why}") if malformed else Unavailable(why)


def template(url: str) -> str:
    """Host and path for the log: ids and keys as {id}, no query."""
    parts = urlsplit(url)
    return f"{parts.netloc}{_ID.sub('{id}', parts.path)}"


def _exchange(prepared: Prepared, call: Call, largest: int) -> tuple[int, Mapping[str, str], bytes]:
    carried = _respond(prepared, call, largest)
    answer = carried.answer
    try:
        body = _decoded(answer.read_body(), answer.headers, largest)
        if call.cut:  # without a length, a cut body looks like a whole one
            raise TimeoutError("the call's time is over")
    except _FAILURES:
        if answer.status == 408 or not 400 <= answer.status < 500:
            raise
        body = b""  # the status alone says that nothing was done
    finally:
        call.finish()  # first: this call's end must not cut the one that rides the connection next
        carried.release()
    return answer.status, answer.headers, body


def _respond(prepared: Prepared, call: Call, largest: int) -> wire.Carried:
    """The head of the answer. A read that met a connection which the far side had just closed goes out once more,
    on a fresh one (RFC 9112, 9.3.1); a write never does.
    """
    try:
        return wire.wire.carry(prepared, call, largest)
    except _FAILURES:
        if call.write or not call.reused or call.cut:
            raise
        call.wants_fresh = True
        return wire.wire.carry(prepared, call, largest)


def _joined(chunks: Iterable[bytes], largest: int) -> bytes:
    """All of *chunks*. Raises OSError when they are more than *largest* bytes."""
    kept, size = [], 0
    for chunk in chunks:
        kept.append(chunk)
        size += len(chunk)
        if size > largest:
            raise OSError("the answer is too large")
    return b"".join(kept)


def _decoded(body: bytes, headers: Mapping[str, str], largest: int) -> bytes:
    """*body* without its Content-Encoding: Lodge asks for none, and reads what comes all the same."""
    if "Content-Encoding" not in headers:
        return body
    packed = HTTPResponse(io.BytesIO(body), HTTPHeaderDict(headers), preload_content=False)
    return _joined(packed.stream(CHUNK, decode_content=True), largest)


def _prepare(request: Request) -> Prepared:
    """The bytes to send. Credentials stand in our own header, which nothing here replaces."""
    revealed = _Revealer()
    headers = {"Accept": "application/json", "User-Agent": "Lodge", **request.headers}
    if request.bearer is not None:
        headers["Authorization"] = f"Bearer {revealed(request.bearer)}"
    elif request.basic is not None:
        name, secret = request.basic
        headers["Authorization"] = "Basic " + base64.b64encode(f"{name}:{revealed(secret)}".encode()).decode()
    body: bytes | Body | None = None
    if request.json is not None:
        body = json.dumps(request.json, default=revealed, separators=(",", ":"), allow_nan=False).encode()
        headers["Content-Type"] = "application/json"
    elif request.upload is not None:
        body = Body(request.upload)
        headers["Content-Type"] = body.content_type
    elif request.form is not None:
        values = {name: revealed.text(value) for name, value in request.form.items()}
        body = urlencode(values, doseq=True).encode()
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    if body is not None or request.method in _EXPECT_A_BODY:
        headers["Content-Length"] = str(len(body or b""))
    origin, target = _split(request.url)
    if revealed.any:
        _refuse_unknown_host(origin)
    return Prepared(request.method, origin, target, headers, body)


def _split(url: str) -> tuple[str, str]:
    """(origin, path and query). Raises Misconfigured."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise Misconfigured("the request could not be made: its address is none") from None
    path = parts.path or "/"
    return f"{parts.scheme}://{parts.netloc}", f"{path}?{parts.query}" if parts.query else path


class _Revealer:
    """Reveals Secrets and remembers that it did."""

    def __init__(self) -> None:
        self.any = False

    def __call__(self, value: Any) -> str:
        if not isinstance(value, Secret):
            raise TypeError(f"{type(value).__name__} cannot be sent")
        self.any = True
        return value.reveal()

    def text(self, value: Any) -> Any:
        """*value* itself, or the text of a Secret."""
        return self(value) if isinstance(value, Secret) else value


def _refuse_unknown_host(origin: str) -> None:
    """Credentials go to the configured origins only, whatever a stored or received address says."""
    allowed = (settings.ATLASSIAN_AUTH_URL, settings.ATLASSIAN_API_URL)
    if origin.lower() not in {_split(each)[0].lower() for each in allowed}:
        raise Misconfigured(f"credentials are not sent to {urlsplit(origin).netloc}: it is not configured")


def refuse_inside_a_transaction() -> None:
    """Raise RuntimeError inside an open transaction.

    A test's own outer one does not count; Django marks it for its durable blocks.
    """
    for database in connections.all(initialized_only=True):
        blocks = getattr(database, "atomic_blocks", ())
        if any(not getattr(block, "_from_testcase", False) for block in blocks):
            raise RuntimeError("an HTTP call inside an open database transaction would hold its locks")


def refuse_from_a_copy() -> None:
    """Raise Copied where the database is another installation's; Unavailable where it does not say whose it is."""
    try:
        gate.check()
    except gate.CopyError as error:
        raise Copied(str(error)) from None
    except Error as error:
        raise Unavailable(f"the database does not say whose it is: {type(error).__name__}") from None
