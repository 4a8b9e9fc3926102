"""Lodge with a page that takes a while and says how many of it are being made, for one known session."""

import os
import threading
import time
from collections.abc import Iterable
from typing import Any

from accounts.concurrency_limit import SESSION_OWNERS
from config.wsgi import application as lodge
from tests.integration.config.slow_http_clients import KNOWN_SESSION, PAGE_SECONDS

SESSION_OWNERS.keep(KNOWN_SESSION, "person 1")
_lock = threading.Lock()
_under_way = 0


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """/slow/ and /master/ are the test's; all else is Lodge's."""
    if environ["PATH_INFO"] == "/slow/":
        body = str(_slow_page()).encode()
    elif environ["PATH_INFO"] == "/master/":
        body = str(os.getppid()).encode()
    else:
        return lodge(environ, start_response)
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


def _slow_page() -> int:
    global _under_way  # noqa: PLW0603  # of this process
    with _lock:
        _under_way += 1
        seen = _under_way
    time.sleep(PAGE_SECONDS)
    with _lock:
        _under_way -= 1
    return seen
