"""Files on issues: limits, sending one, reading back what is there. Pure.

Source: developer.atlassian.com, Jira Cloud platform REST API v3, "Get Jira attachment settings", "Add attachment",
"Get issue", "Get attachment content".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, Self

from integrations.jira import json_readers
from integrations.jira.api_call import Call, path_of
from integrations.transport import Upload

# The slowest upload that gets enough time, in bytes a second, and the longest time that one may take.
SLOWEST, LONGEST_SECONDS = 256 * 1024, 900.0


@dataclass(frozen=True)
class AttachmentLimits:
    """Whether the site takes files, and the largest size of one in bytes (None: unknown)."""

    enabled: bool
    upload_limit: int | None

    @classmethod
    def from_json(cls, answer: Any) -> Self:
        """Read an AttachmentSettings."""
        data = json_readers.mapping(answer)
        return cls(
            json_readers.flag(data, "enabled"), json_readers.optional_number(data, "uploadLimit")
        )


@dataclass(frozen=True)
class RemoteFile:
    """A file as Jira keeps it. `filename` may differ from the name that was sent. `author_id`: "" where hidden."""

    id: str
    filename: str
    size: int
    author_id: str
    created: datetime

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read an Attachment bean."""
        return cls(
            id=json_readers.text(data, "id"),
            filename=json_readers.text(data, "filename"),
            size=json_readers.number(data, "size"),
            author_id=json_readers.optional_text(
                json_readers.optional_object(data, "author"), "accountId"
            ),
            created=json_readers.moment(data, "created"),
        )


def seconds_for(size: int, usual: float) -> float:
    """How long an upload of *size* bytes may take; *usual*: what a call without one may."""
    return min(usual + size / SLOWEST, LONGEST_SECONDS)


def limits() -> Call[AttachmentLimits]:
    """What the site allows; a project may still refuse files to this user."""
    return Call(
        operation="getAttachmentMeta",
        method="GET",
        path=path_of("attachment", "meta"),
        read=AttachmentLimits.from_json,
    )


def add(issue_id: str, name: str, content_type: str, file: BinaryIO, size: int) -> Call[RemoteFile]:
    """Attach one file; not idempotent. 403: not allowed; 404: no such issue, or files are off; 413: too large."""
    return Call(
        operation="addAttachment",
        method="POST",
        path=path_of("issue", issue_id, "attachments"),
        # Jira's protection from forged forms asks for it
        headers={"X-Atlassian-Token": "no-check"},
        upload=Upload(name, content_type, file, size),
        scope="write:jira-work",
        write=True,
        read=_read_added,
    )


def of_issue(issue_id: str) -> Call[tuple[RemoteFile, ...]]:
    """Every file on an issue, read from the database and not from the search index."""
    return Call(
        operation="getIssue",
        method="GET",
        path=path_of("issue", issue_id),
        query={"fields": "attachment"},
        read=_read_of_issue,
    )


def content(attachment_id: str, limit: int) -> Call[bytes]:
    """The bytes of a file, at most *limit*. Jira is told to send them itself, because no redirect is followed."""
    return Call(
        operation="getAttachmentContent",
        method="GET",
        path=path_of("attachment", "content", attachment_id),
        query={"redirect": "false"},
        headers={"Accept": "*/*"},
        binary=True,
        largest=limit,
        read=bytes,
    )


def _read_added(answer: Any) -> RemoteFile:
    """Reads the one file of the answer, since one was sent."""
    if not isinstance(answer, list) or len(answer) != 1:
        raise json_readers.MalformedError("the answer does not name the one file")
    return RemoteFile.from_json(json_readers.mapping(answer[0], "the file"))


def _read_of_issue(answer: Any) -> tuple[RemoteFile, ...]:
    fields = json_readers.mapping(json_readers.mapping(answer).get("fields"), "'fields'")
    return tuple(RemoteFile.from_json(each) for each in json_readers.objects(fields, "attachment"))
