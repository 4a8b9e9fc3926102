"""Connections that send a byte at a time: some in the head of a request, others in a body."""

import contextlib
import socket
import ssl
import threading
from time import perf_counter
from urllib.parse import urlsplit

from tests.campaigns.attack.http_request import TRUSTING

EVERY = 0.5  # seconds


class Trickle(threading.Thread):
    """*heads* and *bodies* to *url*, these with *cookie*, until the server has ended them all or `stop`."""

    def __init__(self, url: str, heads: int, bodies: int, cookie: str) -> None:
        super().__init__(daemon=True)
        at = urlsplit(url)
        self._host, self._port, self._secure = (
            at.hostname or "",
            at.port or 80,
            at.scheme == "https",
        )
        self._cookie, self._heads, self._bodies = cookie, heads, bodies
        self._over = threading.Event()
        self.lasted: list[float] = []  # seconds of each that the server ended

    def run(self) -> None:
        """All at once."""
        began = perf_counter()
        held = [
            self._begun(body=number >= self._heads) for number in range(self._heads + self._bodies)
        ]
        while held and not self._over.wait(EVERY):
            for each in list(held):
                if not _goes_on(each):
                    held.remove(each)
                    self.lasted.append(perf_counter() - began)
                    each.close()
        for each in held:
            each.close()

    def _begun(self, *, body: bool) -> socket.socket:
        made = socket.create_connection((self._host, self._port))
        if self._secure:
            made = TRUSTING.wrap_socket(made)
        head = f"POST /account/preferences/ HTTP/1.1\r\nHost: {self._host}:{self._port}\r\n"
        if body:
            head += f"Cookie: {self._cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            head += "Content-Length: 1000\r\n\r\n"
        else:
            head += "X-Slow: "
        made.sendall(head.encode())
        return made

    def stop(self) -> int:
        """End those that are left; how many."""
        self._over.set()
        self.join()
        return self._heads + self._bodies - len(self.lasted)


def _goes_on(connection: socket.socket) -> bool:
    """Send one more byte, unless the server has hung up or answered."""
    try:
        connection.settimeout(0)
        connection.recv(1)
    except (BlockingIOError, ssl.SSLWantReadError):
        with contextlib.suppress(OSError):
            connection.settimeout(10)
            connection.sendall(b"a")
            return True
    except OSError:
        pass
    return False
