"""Adding a file to a request of a service project, and finding it again."""

from typing import BinaryIO

from integrations.errors import Misconfigured, OutcomeUnknown, Unavailable
from integrations.jira import attachments, client, request_files, request_forms
from integrations.jira.attachments import RemoteFile

_MOST_PAGES = 10


def upload_for_request(  # noqa: PLR0917  # where, then what
    account_id: str,
    cloud_id: str,
    project_key: str,
    name: str,
    content_type: str,
    file: BinaryIO,
    size: int,
) -> str:
    """Upload *file* for the desk of a project: the id for `attach_to_request`. No request has it yet.

    Raises Rejected when it is too large, Denied where there is no desk or it takes no files, Misconfigured when *file*
    does not hold *size* bytes; any other error may be tried again.
    """
    if file.seek(0, 2) != size:
        raise Misconfigured("the size of the stored file has changed")
    desk_id = request_forms.desk_id_of(account_id, cloud_id, project_key)
    wanted = request_files.temporary(desk_id, name, content_type, file, size)
    seconds = attachments.seconds_for(size, client.DEADLINE)
    try:
        return client.call(account_id, cloud_id, wanted, deadline=seconds)
    except OutcomeUnknown as error:  # whatever became of it, it is on no request
        raise Unavailable("the upload had no answer") from error


def attach_to_request(
    account_id: str, cloud_id: str, issue: str, temporary_id: str, *, public: bool
) -> RemoteFile:
    """Attach what was uploaded to a request (id or key). *public*: customers see it.

    Raises OutcomeUnknown when it may have been attached: check with `files_of_request`.
    """
    wanted = request_files.attach(issue, temporary_id, public=public)
    return client.call(account_id, cloud_id, wanted)


def files_of_request(account_id: str, cloud_id: str, issue: str) -> tuple[RemoteFile, ...]:
    """The files of a request (id or key) that the account sees. Raises Denied when it does not see the request."""
    found: list[RemoteFile] = []
    for _page in range(_MOST_PAGES):
        page, is_last = client.call(
            account_id, cloud_id, request_files.of_request(issue, len(found))
        )
        found += page
        if is_last or not page:
            return tuple(found)
    raise Unavailable("the files of the request have no end")
