"""An address that takes deliveries of webhooks, and keeps them."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Received:
    """One delivery. Headers by their names in lower case."""

    headers: dict[str, str]
    body: dict[str, Any]


class Receiver:
    """Listens on a free port. `status` is what it answers."""

    def __init__(self) -> None:
        self.status = 204
        self.received: list[Received] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            """Keeps what comes."""

            def do_POST(self) -> None:
                """Read the delivery, and answer."""
                size = int(self.headers["Content-Length"])
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.received.append(Received(headers, json.loads(self.rfile.read(size))))
                self.send_response(receiver.status)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, count: int = 1, seconds: float = 10) -> list[Received]:
        """Wait for *count* deliveries, and forget them."""
        until = time.monotonic() + seconds
        while len(self.received) < count and time.monotonic() < until:
            time.sleep(0.01)
        found, self.received = self.received, []
        assert len(found) >= count, f"{len(found)} deliveries instead of {count}"
        return found

    def close(self) -> None:
        """Listen no longer."""
        self.server.shutdown()
        self.server.server_close()
