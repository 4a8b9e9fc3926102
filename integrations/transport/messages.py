"""What goes out and what comes back. Neither shows a secret or a body in its repr."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from typing import Any

from integrations.transport.uploads import Body, Upload
from integrations.vault import Secret

LARGEST_BODY = 32 * 1024 * 1024


@dataclass(frozen=True)
class Request:
    """One HTTP request.

    *json* and *form* may hold Secrets, which are revealed when the bytes are made. *write*: it changes something
    at the far side, so that a lost answer means OutcomeUnknown. *deadline*: seconds for the whole call.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = field(default=None, repr=False)
    form: Mapping[str, Any] | None = field(default=None, repr=False)
    upload: Upload | None = None
    bearer: Secret | None = None
    basic: tuple[str, Secret] | None = None
    deadline: float = 15.0
    write: bool = False
    largest: int = LARGEST_BODY


@dataclass(frozen=True)
class Prepared:
    """A request as it goes out, secrets revealed. *target*: path and query."""

    method: str
    origin: str
    target: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | Body | None = field(repr=False)


class Headers(Mapping[str, str]):
    """The header fields of an answer, by name in any case; read when asked for, as hardly any is.

    Several of one name are one with commas between. Source: RFC 9110, 5.2.
    """

    def __init__(self, message: Message) -> None:
        self._message = message

    def __getitem__(self, name: str) -> str:
        found = self._message.get_all(name)
        if not found:
            raise KeyError(name)
        return ", ".join(found)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(self._message.keys()))

    def __len__(self) -> int:
        return len(set(self._message.keys()))


@dataclass(frozen=True)
class Answer:
    """A whole HTTP answer. *headers* are case-insensitive; *elapsed* in seconds."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    elapsed: float = 0.0

    def json(self) -> Any:
        """The body as JSON, or None when it is none: a proxy's HTML page is no reason to crash."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None
