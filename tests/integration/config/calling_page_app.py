"""Two pages: / works, then calls another server; /reports/ calls none. Each says how many callers it saw at work."""

import threading
import time
from collections.abc import Iterable
from typing import Any

from accounts import concurrency_limit
from config.wsgi import application as lodge

WORK_SECONDS, CALL_SECONDS = 0.15, 0.5
_lock = threading.Lock()
_at_work = 0


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Both are addresses of Lodge; all else is Lodge's."""
    if environ["PATH_INFO"] == "/":
        body = str(_caller()).encode()
    elif environ["PATH_INFO"] == "/reports/":
        body = str(_at_work).encode()
    else:
        return lodge(environ, start_response)
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


def _caller() -> int:
    global _at_work  # noqa: PLW0603  # of this process
    with _lock:
        _at_work += 1
        seen = _at_work
    time.sleep(WORK_SECONDS)
    with _lock:
        _at_work -= 1
    concurrency_limit.will_call()
    with concurrency_limit.while_waiting():
        time.sleep(CALL_SECONDS)
    return seen
