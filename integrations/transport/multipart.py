"""A file as the body of a form upload, read while it is sent, so it needs no memory. Source: RFC 7578."""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from urllib3.fields import format_multipart_header_param

_CHUNK = 64 * 1024
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+", re.ASCII)
_UNKNOWN_TYPE = "application/octet-stream"


@dataclass(frozen=True)
class Upload:
    """One file as the part *part* of a form. *size*: the bytes of *file*, counted from its beginning."""

    name: str
    content_type: str
    file: BinaryIO = field(repr=False)
    size: int
    part: str = "file"


class Body:
    """The bytes of a `multipart/form-data` body. Its length is known in advance.

    Each iteration starts at the beginning of the file, so a refused call can be sent again.
    """

    def __init__(self, upload: Upload) -> None:
        self._upload = upload
        self._boundary = secrets.token_hex(16)
        # As browsers do: raw UTF-8, with quotes and line breaks percent-encoded.
        part = format_multipart_header_param("name", upload.part)
        name = format_multipart_header_param("filename", upload.name)
        kind = upload.content_type if _MEDIA_TYPE.fullmatch(upload.content_type) else _UNKNOWN_TYPE
        head = f"--{self._boundary}\r\nContent-Disposition: form-data; {part}; {name}\r\nContent-Type: {kind}\r\n\r\n"
        self._head = head.encode("utf-8", "replace")
        self._tail = f"\r\n--{self._boundary}--\r\n".encode()

    @property
    def content_type(self) -> str:
        """The value of the request's Content-Type."""
        return f"multipart/form-data; boundary={self._boundary}"

    def __len__(self) -> int:
        return len(self._head) + self._upload.size + len(self._tail)

    def __iter__(self) -> Iterator[bytes]:
        """Raises OSError where the file is shorter than announced. The server then waits for the rest."""
        self._upload.file.seek(0)
        yield self._head
        left = self._upload.size
        while left:
            chunk = self._upload.file.read(min(_CHUNK, left))
            if not chunk:
                raise OSError("the file is shorter than announced")
            left -= len(chunk)
            yield chunk
        yield self._tail
