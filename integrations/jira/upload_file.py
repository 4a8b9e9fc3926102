"""Uploading a file to an issue, and finding it again."""

from typing import BinaryIO

from integrations.errors import Misconfigured
from integrations.jira import attachments, client
from integrations.jira.attachments import RemoteFile


def upload_seconds(size: int) -> float:
    """How long `upload_attachment` may take for *size* bytes. A caller with a lease needs a longer one."""
    return attachments.seconds_for(size, client.DEADLINE)


def upload_attachment(  # noqa: PLR0917  # where, then what
    account_id: str,
    cloud_id: str,
    issue_id: str,
    name: str,
    content_type: str,
    file: BinaryIO,
    size: int,
) -> RemoteFile:
    """Attach *file*, read from its beginning while it is sent, to an issue (id or key) under *name*.

    Raises OutcomeUnknown when it may have been attached (check with `attachments_of`), Rejected when it is too large
    for Jira, Denied when files are not allowed there, Misconfigured when *file* does not hold *size* bytes; any other
    error when it certainly was not attached.
    """
    if file.seek(0, 2) != size:
        raise Misconfigured("the size of the stored file has changed")
    wanted = attachments.add(issue_id, name, content_type, file, size)
    return client.call(account_id, cloud_id, wanted, deadline=upload_seconds(size))


def attachments_of(account_id: str, cloud_id: str, issue_id: str) -> tuple[RemoteFile, ...]:
    """Every file on an issue (id or key). Raises Denied when the account does not see the issue."""
    return client.call(account_id, cloud_id, attachments.of_issue(issue_id))


def attachment_bytes(account_id: str, cloud_id: str, attachment_id: str, limit: int) -> bytes:
    """The content of a file. Raises Unavailable above *limit* bytes, Denied when it is not visible."""
    wanted = attachments.content(attachment_id, limit)
    return client.call(account_id, cloud_id, wanted, deadline=upload_seconds(limit))
