"""One request over a connection of its own, as each click is behind a proxy; spends as little CPU as can be."""

import http.client
import ssl
from dataclasses import dataclass, field
from time import perf_counter
from urllib.parse import urlsplit

PATIENCE = 120.0  # seconds: longer than anything may last
TRUSTING = ssl._create_unverified_context()  # the certificate is one that nobody vouches for
BROKEN = 0  # the status of what was not answered


@dataclass(frozen=True)
class Shot:
    """A request."""

    path: str
    method: str = "GET"
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What came of it; *began* as perf_counter counts, the same in all processes of a host."""

    status: int
    began: float
    took: float
    location: str = ""
    text: str = ""


def fetch(url: str, shot: Shot, patience: float = PATIENCE) -> Answer:
    """Send it; status 0 where no whole answer came."""
    at = urlsplit(url)
    if at.scheme == "https":
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            at.netloc, timeout=patience, context=TRUSTING
        )
    else:
        connection = http.client.HTTPConnection(at.netloc, timeout=patience)
    began = perf_counter()
    try:
        connection.request(shot.method, shot.path, shot.body or None, shot.headers)
        answer = connection.getresponse()
        text = answer.read()
    except (OSError, http.client.HTTPException) as error:
        return Answer(BROKEN, began, perf_counter() - began, text=type(error).__name__)
    finally:
        connection.close()
    took = perf_counter() - began
    return Answer(
        answer.status,
        began,
        took,
        answer.headers.get("Location", ""),
        text.decode("utf-8", "replace"),
    )
