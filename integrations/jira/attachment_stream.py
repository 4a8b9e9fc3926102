"""Reads a file of Jira while it arrives: asks where it is, then reads it from the media host.

The media host gets no token of ours. Its address is in no log and in no error. A Data Center sends its files itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.conf import settings

from integrations.errors import Denied, Unavailable
from integrations.jira import attachment_content, client
from integrations.jira.api_call import Call
from integrations.jira.data_center import is_data_center
from integrations.transport import OpenAnswer, Request, open_stream
from integrations.vault import Secret

# The longest time for one file, in seconds, and its largest size: ten times Jira's usual limit.
LONGEST, LARGEST = 900.0, 10 * 1024**3
_RANGE = re.compile(r"bytes=\d{0,19}-\d{0,19}", re.ASCII)
_PARTIAL, _NO_SUCH_RANGE = 206, 416


@dataclass(frozen=True)
class FileStream:
    """The bytes of a file, or a part of them.

    `status`: 200, 206 (a part, see `content_range`) or 416 (there is no such part). `length`: of this part, None where
    unknown. Close it in the end.
    """

    status: int
    length: int | None
    content_range: str
    _answer: OpenAnswer | None = field(repr=False, default=None)
    _body: bytes = field(repr=False, default=b"")

    def __iter__(self) -> Iterator[bytes]:
        """The bytes in pieces of at most 64 KB. Raises Unavailable when they end early."""
        if self._answer is not None:
            yield from self._answer.chunks()
        elif self._body:
            yield self._body

    def close(self) -> None:
        """End the call, wherever it is."""
        if self._answer is not None:
            self._answer.close()


def open_attachment(
    account_id: str, cloud_id: str, attachment_id: str, byte_range: str = ""
) -> FileStream:
    """The content of a file as this account. *byte_range*: a Range header with one range; others are ignored.

    Raises Denied when it is not there or not visible, Misconfigured when Jira keeps it at an unknown host.
    """
    wanted = attachment_content.content(attachment_id, settings.ATLASSIAN_MEDIA_URL)
    return _of_site(account_id, cloud_id, wanted, byte_range)


def open_thumbnail(account_id: str, cloud_id: str, attachment_id: str) -> FileStream:
    """A small picture of a file. Raises as `open_attachment` does."""
    wanted = attachment_content.thumbnail(attachment_id, settings.ATLASSIAN_MEDIA_URL)
    return _of_site(account_id, cloud_id, wanted, "")


def _of_site(
    account_id: str, cloud_id: str, wanted: Call[Secret | bytes], byte_range: str
) -> FileStream:
    """Data Center sends a file itself, with our token. Cloud says where it is."""
    headers = {"Accept": "*/*"}
    if _RANGE.fullmatch(byte_range):
        headers["Range"] = byte_range
    if is_data_center(cloud_id):
        own = replace(wanted, headers=headers, largest=LARGEST)
        return _read(client.open_at_site(account_id, cloud_id, own, deadline=LONGEST))
    where = client.call(account_id, cloud_id, wanted)
    if isinstance(where, bytes):
        return FileStream(200, len(where), "", None, where)
    asked = Request("GET", where, headers=headers, deadline=LONGEST, largest=LARGEST)
    return _read(open_stream(asked))


def _read(answer: OpenAnswer) -> FileStream:
    failure = _failure(answer)
    if failure is not None:
        answer.close()
        raise failure
    length = answer.headers.get("Content-Length", "")
    content_range = answer.headers.get("Content-Range", "")
    if answer.status == _NO_SUCH_RANGE:
        answer.close()
        return FileStream(_NO_SUCH_RANGE, 0, content_range)
    return FileStream(
        answer.status, int(length) if length.isdecimal() else None, content_range, answer
    )


def _failure(answer: OpenAnswer) -> Denied | Unavailable | None:
    """The error for what the media host answered, if it is one."""
    if answer.status in {401, 403, 404, 410}:
        return Denied(status=404)
    if answer.status not in {200, _PARTIAL, _NO_SUCH_RANGE}:
        return Unavailable(f"the media host answered {answer.status}")
    if "Content-Encoding" in answer.headers:
        return Unavailable("the media host packed the file")
    return None
