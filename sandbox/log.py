"""The call log: every call that is not a control call, with exact counts."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

from sandbox.clock import isoformat
from sandbox.mask_secrets import mask_query
from sandbox.recorded_call import Exchange
from sandbox.world import World


@dataclass
class Call:
    """One line of the log. `status` is None while the call is under way, and 0 without an answer."""

    id: str
    n: int
    at: str
    method: str
    path: str
    query: str
    status: int | None = None
    processed_status: int | None = None  # the handler's status, whether it was sent or not
    account_id: str | None = None
    cloud_id: str | None = None
    operation: str | None = None
    fault: str | None = None
    committed: bool = False  # the handler ran successfully
    points: int = 1  # of the hourly quota

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        facts = asdict(self)
        del facts["id"]
        return facts


class CallLog:
    """Numbers calls as they come, and records them as they end."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.last = max((call.n for call in world.table(Call).all()), default=0)

    def open(self, method: str, path: str, query: str) -> Exchange:
        """A call has come in."""
        with self.world.lock:
            self.last += 1
            exchange = Exchange(
                self.last, self.world.clock.now(), method, path, query, self.world.resets
            )
            self.write(exchange, status=None)
        return exchange

    def write(self, exchange: Exchange, status: int | None) -> None:
        """Record what is known of the call, unless the world was reset since it came in."""
        if exchange.resets != self.world.resets:
            return
        call = Call(
            id=str(exchange.n),
            n=exchange.n,
            at=isoformat(exchange.at),
            method=exchange.method,
            path=exchange.path,
            query=mask_query(exchange.query),
            status=status,
            processed_status=exchange.processed_status,
            account_id=exchange.account_id,
            cloud_id=exchange.cloud_id,
            operation=exchange.operation,
            fault=exchange.fault,
            committed=exchange.committed,
            points=exchange.points,
        )
        self.world.table(Call).put(call)

    def find(
        self,
        after: int = 0,
        method: str | None = None,
        path: str | None = None,
        status: int | None = None,
    ) -> list[Call]:
        """Calls after number `after`. `path` is a regular expression to search for. Raises re.error."""
        pattern = re.compile(path or "")
        return [
            call
            for call in self.world.table(Call).all()
            if call.n > after
            and (method is None or call.method == method.upper())
            and (status is None or call.status == status)
            and pattern.search(call.path)
        ]

    def clear(self) -> None:
        """Number from 1 again. The rows were deleted with the world."""
        self.last = 0
