"""Records the traffic as HAR 1.2, without secrets. The file is valid after every entry."""

from __future__ import annotations

import fcntl
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from sandbox.clock import isoformat
from sandbox.mask_secrets import mask_body, mask_header, mask_query
from sandbox.recorded_call import Exchange

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

HEAD = b'{"log": {"version": "1.2", "creator": {"name": "sandbox", "version": "1"}, "entries": ['
TAIL = b"\n]}}\n"


class HarFile:
    """Appends entries to a file. Continues a file that ends as ours do.

    Several processes may write into one file: each append takes the file's lock and finds its end.
    """

    def __init__(self, path: Path, base_url: str) -> None:
        self.base_url = base_url
        self.lock = threading.Lock()
        path.touch()
        self.file = path.open("r+b", buffering=0)
        with self.locked():
            if not path.read_bytes().endswith(TAIL):
                self.file.truncate(0)
                self.file.write(HEAD + TAIL)

    def append(self, exchange: Exchange, environ: WSGIEnvironment) -> None:
        """Record one call and its answer."""
        text = json.dumps(entry(exchange, environ, self.base_url)).encode()
        with self.locked():
            end = self.file.seek(-len(TAIL), os.SEEK_END)
            self.file.write((b"\n" if end == len(HEAD) else b",\n") + text + TAIL)

    def close(self) -> None:
        """Close the file."""
        with self.lock:
            self.file.close()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """A lock against other threads and other processes."""
        with self.lock:
            fcntl.flock(self.file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self.file, fcntl.LOCK_UN)


def entry(exchange: Exchange, environ: WSGIEnvironment, base_url: str) -> dict[str, Any]:
    """One HAR entry."""
    query = mask_query(exchange.query)
    url = base_url + exchange.path + (f"?{query}" if query else "")
    record: dict[str, Any] = {
        "startedDateTime": isoformat(exchange.at),
        "time": exchange.milliseconds,
        "request": request_part(exchange, environ, url, query),
        "response": response_part(exchange),
        "cache": {},
        "timings": {"send": 0, "wait": exchange.milliseconds, "receive": 0},
    }
    if exchange.fault is not None:
        record["_fault"] = exchange.fault
    return record


def request_part(
    exchange: Exchange, environ: WSGIEnvironment, url: str, query: str
) -> dict[str, Any]:
    """The request."""
    mime = environ.get("CONTENT_TYPE", "")
    part: dict[str, Any] = {
        "method": exchange.method,
        "url": url,
        "httpVersion": environ.get("SERVER_PROTOCOL", "HTTP/1.1"),
        "cookies": [],
        "headers": pairs(
            [(name, mask_header(name, value)) for name, value in request_headers(environ)]
        ),
        "queryString": pairs(parse_qsl(urlsplit(url).query, keep_blank_values=True)),
        "headersSize": -1,
        "bodySize": len(exchange.request_body),
    }
    if exchange.request_body:
        part["postData"] = {
            "mimeType": mime,
            "text": mask_body(exchange.path, mime, exchange.request_body),
        }
    return part


def response_part(exchange: Exchange) -> dict[str, Any]:
    """The response."""
    headers = [(name, mask_header(name, value)) for name, value in exchange.response_headers]
    mime = next((value for name, value in headers if name.lower() == "content-type"), "")
    location = next((value for name, value in headers if name.lower() == "location"), "")
    return {
        "status": exchange.status,
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": pairs(headers),
        "content": {
            "size": len(exchange.response_body),
            "mimeType": mime,
            "text": mask_body(exchange.path, mime, exchange.response_body),
        },
        "redirectURL": location,
        "headersSize": -1,
        "bodySize": len(exchange.response_body),
    }


def request_headers(environ: WSGIEnvironment) -> list[tuple[str, str]]:
    """The headers of a call, with their usual spelling."""
    found = [
        (name[5:].replace("_", "-").title(), str(value))
        for name, value in environ.items()
        if name.startswith("HTTP_")
    ]
    for name, header in (("CONTENT_TYPE", "Content-Type"), ("CONTENT_LENGTH", "Content-Length")):
        if environ.get(name):
            found.append((header, str(environ[name])))
    return found


def pairs(items: list[tuple[str, str]]) -> list[dict[str, str]]:
    """Names and values in HAR's format."""
    return [{"name": name, "value": value} for name, value in items]
