"""Sends one request once. The error says whether something may have been done."""

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
from httptools import HttpParserError
from urllib3 import HTTPHeaderDict, HTTPResponse
from urllib3.exceptions import HTTPError, LocationValueError

from integrations.errors import IntegrationError, Misconfigured, OutcomeUnknown, Unavailable
from integrations.transport import (
    connection_pool,
    deadline,
    observation,
    origins,
    typed_address,
    watched_connection,
)
from integrations.transport.deadline import Call
from integrations.transport.multipart import Body
from integrations.transport.preconditions import refuse_from_a_copy, refuse_inside_a_transaction
from integrations.transport.request_response import Answer, Prepared, Request
from integrations.transport.response_reader import CHUNK
from integrations.vault import Secret

logger = logging.getLogger(__name__)
# ValueError: a header with a line break.
FAILURES = (
    requests.RequestException,
    HTTPError,
    HTTPException,
    HttpParserError,
    OSError,
    ValueError,
)
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
    """Send *request* once, and return any complete answer, whatever its status.

    Raises Unavailable when certainly nothing was done (nothing was sent, or it was no write), OutcomeUnknown when a
    write was sent and no complete answer came, Misconfigured when credentials would go to a host that is not
    configured, Copied in a copy of the database. Raises RuntimeError inside an open transaction, because a slow
    answer would hold its locks.
    """
    refuse_inside_a_transaction()
    refuse_from_a_copy()
    prepared = prepare(request)
    call = Call(request.deadline, write=request.write, guarded=prepared.guarded)
    started = monotonic()
    watched_connection.current.call = call
    deadline.watchdog.look_after(call)
    outcome: int | str = "nothing"
    try:
        status, headers, body = _exchange(prepared, call, request.largest)
        outcome = status
    except FAILURES as error:
        outcome = type(error).__name__
        # "from None": the library's messages quote headers.
        raise named(error, call) from None
    finally:
        call.finish()
        elapsed = monotonic() - started
        address = template(request.url)
        logger.info("%s %s %s %.0f ms", request.method, address, outcome, elapsed * 1000)
        if isinstance(outcome, str):
            why = "Timeout" if call.cut or monotonic() >= call.ends_at else outcome
            observation.note(request, address, None, why, elapsed)
    answer = Answer(status, headers, body, elapsed)
    observation.note(request, address, answer, "", elapsed)
    return answer


def named(error: Exception, call: Call) -> IntegrationError:
    """The error of `integrations.errors` for a failure of the library, by what had been sent by then."""
    late = call.cut or monotonic() >= call.ends_at
    why = "no whole answer in time" if late else type(error).__name__
    if call.left:
        return OutcomeUnknown(why) if call.write else Unavailable(why)
    malformed = isinstance(error, _MALFORMED) or not isinstance(
        error, (requests.RequestException, HTTPError, OSError)
    )
    return Misconfigured(f"the request could not be made: {why}") if malformed else Unavailable(why)


def template(url: str | Secret) -> str:
    """Host and path for the log: ids and keys as {id}, no query."""
    parts = urlsplit(url.reveal() if isinstance(url, Secret) else url)
    return f"{parts.netloc}{_ID.sub('{id}', parts.path)}"


def _exchange(prepared: Prepared, call: Call, largest: int) -> tuple[int, Mapping[str, str], bytes]:
    carried = respond(prepared, call, largest)
    answer = carried.answer
    try:
        body = _decoded(answer.read_body(), answer.headers, largest)
        if call.cut:  # without a length, a body that was cut off looks complete
            raise TimeoutError("the call's time is over")
    except FAILURES:
        if answer.status == 408 or not 400 <= answer.status < 500:
            raise
        body = b""  # the status alone shows that nothing was done
    finally:
        call.finish()  # first, so that the watchdog cannot end the connection's next call
        carried.release()
    return answer.status, answer.headers, body


def respond(prepared: Prepared, call: Call, largest: int) -> connection_pool.OpenResponse:
    """Send the request and read the head of the answer.

    A read on a connection that the server had just closed is sent once more, on a fresh one (RFC 9112, 9.3.1). A
    write never is.
    """
    try:
        return connection_pool.wire.carry(prepared, call, largest)
    except FAILURES:
        if call.write or not call.reused or call.cut:
            raise
        call.wants_fresh = True
        return connection_pool.wire.carry(prepared, call, largest)


def _joined(chunks: Iterable[bytes], largest: int) -> bytes:
    """All of *chunks*. Raises OSError above *largest* bytes."""
    kept, size = [], 0
    for chunk in chunks:
        kept.append(chunk)
        size += len(chunk)
        if size > largest:
            raise OSError("the answer is too large")
    return b"".join(kept)


def _decoded(body: bytes, headers: Mapping[str, str], largest: int) -> bytes:
    """*body* without its Content-Encoding. Lodge asks for none, but accepts what comes."""
    if "Content-Encoding" not in headers:
        return body
    packed = HTTPResponse(io.BytesIO(body), HTTPHeaderDict(headers), preload_content=False)
    return _joined(packed.stream(CHUNK, decode_content=True), largest)


def prepare(request: Request) -> Prepared:
    """The bytes to send. Credentials are in our own header, which nothing here replaces."""
    revealed = _Revealer()
    headers = {"Accept": "application/json", "User-Agent": "Lodge", **request.headers}
    if request.bearer is not None:
        headers["Authorization"] = f"Bearer {revealed(request.bearer)}"
    elif request.basic is not None:
        name, secret = request.basic
        headers["Authorization"] = (
            "Basic " + base64.b64encode(f"{name}:{revealed(secret)}".encode()).decode()
        )
    body: bytes | Body | None = None
    if request.json is not None:
        body = json.dumps(
            request.json, default=revealed, separators=(",", ":"), allow_nan=False
        ).encode()
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
    origin, target = _split(request.url if isinstance(request.url, str) else request.url.reveal())
    known = origin.lower()
    if revealed.any:
        if request.trusted and known not in request.trusted:
            raise _not_configured(origin)
        if not request.trusted and known not in origins.for_credentials():
            _refuse_foreign_site(origin, target, request.site_url)
    elif isinstance(request.url, Secret) and known not in origins.for_media():
        raise _not_configured(origin)
    guarded = known not in origins.configured()
    return Prepared(request.method, origin, target, headers, body, guarded)


def _split(url: str) -> tuple[str, str]:
    """(origin, path and query). Raises Misconfigured."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise Misconfigured("the request could not be made: its address is malformed") from None
    path = parts.path or "/"
    return f"{parts.scheme}://{parts.netloc}", f"{path}?{parts.query}" if parts.query else path


class _Revealer:
    """Reveals Secrets and records that it did."""

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


def _refuse_foreign_site(origin: str, target: str, site_url: str) -> None:
    """Credentials go to configured origins, and below the address that they were entered for.

    That address is read again: a row of the database may be older than a rule. Raises AddressRefused, Misconfigured.
    """
    if not site_url:
        raise _not_configured(origin)
    place = typed_address.read(site_url)
    below = place.path or "/"
    if origin.lower() != place.origin or not f"{target.partition('?')[0]}/".startswith(
        f"{place.path}/"
    ):
        raise Misconfigured(
            f"credentials for {place.host}{below} are not sent to {urlsplit(origin).netloc}"
        )


def _not_configured(origin: str) -> Misconfigured:
    where = urlsplit(origin).netloc
    return Misconfigured(f"credentials are not sent to {where}: it is not configured")
