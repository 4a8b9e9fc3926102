"""One call and its answer, for the call log, the events and the HAR file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment
    from flask import Request

KEY = "sandbox.recorded_call"


@dataclass
class Exchange:
    """Filled in while the call is processed. `status` 0: no answer."""

    n: int
    at: datetime
    method: str
    path: str
    query: str
    resets: int = 0  # how often the world was reset before the call
    request_headers: list[tuple[str, str]] = field(default_factory=list)
    request_body: bytes = b""
    account_id: str | None = None
    cloud_id: str | None = None
    operation: str | None = None
    fault: str | None = None
    committed: bool = False
    points: int = 1  # of the hourly quota
    processed_status: int | None = None
    status: int = 0
    response_headers: list[tuple[str, str]] = field(default_factory=list)
    response_body: bytes = b""
    milliseconds: float = 0.0

    @staticmethod
    def of(request: Request) -> Exchange:
        """The exchange of a request; a fresh one for calls that are not recorded."""
        found = request.environ.get(KEY)
        if found is None:
            found = request.environ[KEY] = Exchange(
                0, datetime.now(UTC), request.method, request.path, ""
            )
        return cast("Exchange", found)

    def begin(self, environ: WSGIEnvironment) -> None:
        """Make this the exchange of the request that `environ` describes."""
        environ[KEY] = self
