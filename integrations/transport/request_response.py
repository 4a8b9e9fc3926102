"""HTTP requests and answers. Their repr shows neither a secret nor a body."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from integrations.transport.multipart import Body, Upload
from integrations.vault import Secret

LARGEST_BODY = 32 * 1024 * 1024
# Source: RFC 9112, 3 and 5; RFC 9110, 5.
_HEAD = re.compile(
    r"[A-Z]+ [!-~]+ HTTP/1\.1\r\n(?:[\w!#$%&'*+.^`|~-]+: [\t -~\x80-\xff]*\r\n)+\r\n", re.ASCII
)


@dataclass(frozen=True)
class Request:
    """One HTTP request.

    *json* and *form* may hold Secrets, which are revealed when the bytes are made. *write*: it changes something on
    the server, so a lost answer means OutcomeUnknown. *deadline*: seconds for the whole call. A *url* that holds a
    token of its own is a Secret, and is sent to the media host alone. *site_url*: the address that the credential was
    entered for, as `check_address` returned it; below it, credentials may go besides the configured hosts.
    *trusted*: origins that get the credentials of this request instead of the configured ones.
    """

    method: str
    url: str | Secret = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = field(default=None, repr=False)
    form: Mapping[str, Any] | None = field(default=None, repr=False)
    upload: Upload | None = None
    bearer: Secret | None = None
    basic: tuple[str, Secret] | None = None
    site_url: str = ""
    deadline: float = 15.0
    write: bool = False
    largest: int = LARGEST_BODY
    trusted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prepared:
    """A request as sent, with secrets revealed. *target*: path and query. *guarded*: as of `Call`."""

    method: str
    origin: str
    target: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | Body | None = field(repr=False)
    guarded: bool = True

    def head(self, host: str) -> bytes:
        """Request line and header fields, as HTTP/1.1 writes them (RFC 9112, 2 to 5).

        Raises ValueError for anything that could be read as another line or request. The error quotes nothing.
        """
        fields = [f"{name}: {value}" for name, value in self.headers.items()]
        start = f"{self.method} {self.target} HTTP/1.1"
        lines = [start, f"Host: {host}", "Accept-Encoding: identity", *fields, "", ""]
        text = "\r\n".join(lines)
        if not _HEAD.fullmatch(text) or text.count("\n") != len(lines) - 1:
            raise ValueError("a header field or the target cannot be sent")
        return text.encode("latin-1")


class Headers(Mapping[str, str]):
    """The header fields of an answer, by name in any case. Parsed on first use, because few are used.

    Several fields of one name are joined by commas. Source: RFC 9110, 5.2.
    """

    def __init__(self, fields: Sequence[tuple[bytes, bytes]]) -> None:
        self._fields = fields

    def __getitem__(self, name: str) -> str:
        wanted = name.lower().encode("latin-1")
        found = [value for key, value in self._fields if key.lower() == wanted]
        if not found:
            raise KeyError(name)
        return ", ".join(value.decode("latin-1").strip(" \t") for value in found)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(key.lower().decode("latin-1") for key, _ in self._fields))

    def __len__(self) -> int:
        return len({key.lower() for key, _ in self._fields})


@dataclass(frozen=True)
class Answer:
    """A whole HTTP answer. *headers* are case-insensitive; *elapsed* in seconds."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    elapsed: float = 0.0

    def json(self) -> Any:
        """The body as JSON, or None: a proxy's HTML page must not cause a crash."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def is_page(self) -> bool:
        """Whether the body is HTML or XML. Then a proxy, a login page or a gateway sent it, never Jira's API."""
        return self.body[:100].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
