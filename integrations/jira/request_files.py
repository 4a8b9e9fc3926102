"""Files of requests: each is uploaded for the desk first, and then attached for customers or the team alone. Pure.

Source: developer.atlassian.com, Jira Service Management Cloud REST API, "Attach temporary file", "Create attachment",
"Get attachments for request".
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from integrations.jira import json_readers
from integrations.jira.api_call import Call, path_of
from integrations.jira.attachments import RemoteFile
from integrations.jira.cloud_dialect import SERVICE_DESK_PATH
from integrations.jira.service_desk_comments import SCOPE as WRITE
from integrations.jira.service_desk_requests import PAGE_SIZE, READ
from integrations.transport import Upload


def temporary(desk_id: str, name: str, content_type: str, file: BinaryIO, size: int) -> Call[str]:
    """Upload a file for a desk. The id of what Jira keeps for a while, and shows to nobody. 413: too large."""
    return Call(
        operation="attachTemporaryFile",
        method="POST",
        path=path_of("servicedesk", desk_id, "attachTemporaryFile", below=SERVICE_DESK_PATH),
        headers={"X-Atlassian-Token": "no-check"},
        upload=Upload(name, content_type, file, size),
        scope=WRITE,
        write=True,
        read=_read_temporary,
    )


def attach(issue: str, temporary_id: str, *, public: bool) -> Call[RemoteFile]:
    """Attach an uploaded file to a request (id or key); not idempotent. It comes with a comment that names it.

    403: customers attach public files only.
    """
    return Call(
        operation="createAttachment",
        method="POST",
        path=path_of("request", issue, "attachment", below=SERVICE_DESK_PATH),
        json={"temporaryAttachmentIds": [temporary_id], "public": public},
        scope=WRITE,
        write=True,
        read=_read_attached,
    )


def of_request(issue: str, start: int = 0) -> Call[tuple[tuple[RemoteFile, ...], bool]]:
    """Some files of a request that this account sees, and whether these are the last."""
    return Call(
        operation="getAttachmentsForRequest",
        method="GET",
        path=path_of("request", issue, "attachment", below=SERVICE_DESK_PATH),
        query={"start": start, "limit": PAGE_SIZE},
        scope=READ,
        read=_read_page,
    )


def _read_temporary(answer: Any) -> str:
    made = list(json_readers.objects(json_readers.mapping(answer), "temporaryAttachments"))
    if len(made) != 1:
        raise json_readers.MalformedError("the answer does not name the one file")
    return json_readers.text(made[0], "temporaryAttachmentId")


def _read_attached(answer: Any) -> RemoteFile:
    """Reads the one file of the answer, since one was attached. Jira documents a page of them."""
    files, _last = _read_page(json_readers.mapping(answer).get("attachments"))
    if len(files) != 1:
        raise json_readers.MalformedError("the answer does not name the one file")
    return files[0]


def _read_page(answer: Any) -> tuple[tuple[RemoteFile, ...], bool]:
    data = json_readers.mapping(answer)
    files = tuple(_file(each) for each in json_readers.objects(data, "values"))
    return files, data.get("isLastPage") is not False


def _file(data: Mapping[str, Any]) -> RemoteFile:
    """An AttachmentDTO. It has no id: its address in Jira's own API ends in it, whatever the host."""
    links = json_readers.optional_object(data, "_links")
    address = urlsplit(json_readers.text(links, "jiraRest")).path.rstrip("/")
    created = json_readers.optional_object(data, "created").get("epochMillis")
    if not isinstance(created, int) or isinstance(created, bool):
        raise json_readers.MalformedError("a file has no time")
    return RemoteFile(
        id=address.rpartition("/")[2],
        filename=json_readers.text(data, "filename"),
        size=json_readers.number(data, "size"),
        author_id=json_readers.optional_text(
            json_readers.optional_object(data, "author"), "accountId"
        ),
        created=datetime.fromtimestamp(created / 1000, UTC),
    )
