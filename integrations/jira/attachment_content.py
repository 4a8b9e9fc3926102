"""Where the bytes of a file are. Pure.

Source: developer.atlassian.com, Jira Cloud platform REST API v3, "Get attachment content", "Get attachment thumbnail".
Jira answers 303 with an address at the media host, which carries a token of its own: it is a secret. It is never built
from `attachment.content`, whose host does not take our token.
"""

from typing import Any
from urllib.parse import urlsplit

from integrations.errors import Misconfigured
from integrations.jira import json_readers
from integrations.jira.api_call import Call, path_of
from integrations.vault import Secret

SMALL = 1024 * 1024  # bytes: the icon that Jira sends itself for a file without a picture


def content(attachment_id: str, media_origin: str) -> Call[Secret | bytes]:
    """The address of a file. *media_origin*: the only host that is accepted."""
    return _where("getAttachmentContent", "content", attachment_id, media_origin, {})


def thumbnail(attachment_id: str, media_origin: str) -> Call[Secret | bytes]:
    """The address of a small picture of a file. 404 where there is none."""
    size: dict[str, str | int] = {"fallbackToDefault": "false", "width": 400, "height": 400}
    return _where("getAttachmentThumbnail", "thumbnail", attachment_id, media_origin, size)


def _where(
    operation: str, kind: str, attachment_id: str, media_origin: str, size: dict[str, str | int]
) -> Call[Secret | bytes]:
    return Call(
        operation=operation,
        method="GET",
        path=path_of("attachment", kind, attachment_id),
        query=size,
        headers={"Accept": "*/*"},
        binary=True,
        largest=SMALL,
        read=_bytes,
        located=lambda address: media_address(address, media_origin),
    )


def media_address(address: str, media_origin: str) -> Secret:
    """*address*, if it is at *media_origin*. Raises Misconfigured, which names the other host and nothing more.

    Raises MalformedError for what is no address.
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        raise json_readers.MalformedError("the address of the file cannot be read") from None
    if f"{parts.scheme}://{parts.netloc}".lower() != media_origin.lower() or not host:
        raise Misconfigured(f"Jira keeps files at {host or 'no host'}, not at ATLASSIAN_MEDIA_URL")
    return Secret(address)


def _bytes(body: Any) -> bytes:
    return bytes(body)
