"""Files of requests: uploaded for a service desk first, then attached, for customers or for agents alone.

Source: developer.atlassian.com, Jira Service Management Cloud REST API, "Attach temporary file", "Create attachment",
"Get attachments for request". How long a temporary file lives is not documented: here an hour, for one use.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from flask import Response, request
from werkzeug.datastructures import FileStorage

from sandbox.jira import object_json
from sandbox.jira.comments import new_comment
from sandbox.jira.messages import Refused
from sandbox.jira.model import JSON, Attachment, Comment, Issue
from sandbox.jira.operation import SERVICE_DESK, Answer, Call, operation
from sandbox.jira.operations.attachments import MOST_FILES, keep
from sandbox.jira.operations.service_desk_places import desk_named
from sandbox.jira.operations.service_requests import (
    READ,
    WRITE,
    comment_shape,
    licensed,
    moment,
    paged,
    refuse,
    request_named,
)
from sandbox.jira.permissions import may

_ATTACH = "write:request.attachment:jira-service-management read:user:jira"
_LIVES = timedelta(hours=1)


@dataclass
class Temporary:
    """A file that was uploaded for a desk and is on no request yet."""

    desk: str
    account_id: str
    until: datetime
    file: FileStorage
    data: bytes


@operation(
    "POST",
    "/servicedesk/<desk>/attachTemporaryFile",
    classic=WRITE,
    granular=_ATTACH,
    api=SERVICE_DESK,
)
@licensed
def attach_temporary_file(call: Call) -> Answer:
    """Keep the files of the part `file` for a while: 201 with their ids."""
    if request.headers.get("X-Atlassian-Token", "").lower() not in ("no-check", "nocheck"):
        return Response("XSRF check failed", 403, content_type="text/html;charset=UTF-8")
    desk, config = desk_named(call, call.path["desk"]), call.place.config
    if desk is None:
        return refuse(call, 404, Refused("no_project", key=call.path["desk"]))
    if not config.attachments_enabled:
        return refuse(call, 403, Refused("attachment_off"))
    files = [(one, one.stream.read()) for one in request.files.getlist("file")]
    if not files:
        return refuse(call, 400, Refused("attachment_none"))
    if len(files) > MOST_FILES:
        return refuse(call, 413, Refused("attachment_many"))
    for one, data in files:
        if len(data) > config.upload_limit:
            why = Refused("attachment_large", value=one.filename, limit=config.upload_limit)
            return refuse(call, 413, why)
    until, made = call.place.now + _LIVES, []
    for one, data in files:
        number = f"temp{uuid4()}"
        kept = FileStorage(filename=one.filename, content_type=one.mimetype)
        call.jira.temporary[number] = Temporary(
            desk.number, call.place.caller.id, until, kept, data
        )
        made.append({"temporaryAttachmentId": number, "fileName": one.filename})
    return {"temporaryAttachments": made}, 201


@operation("POST", "/request/<key>/attachment", classic=WRITE, granular=_ATTACH, api=SERVICE_DESK)
@licensed
def create_attachment(call: Call) -> Answer:
    """Attach temporary files, `{"temporaryAttachmentIds", "public", "additionalComment": {"body"}}`: 201.

    They come with a comment, whose readers are theirs. Customers attach for everybody only.
    """
    issue, body = request_named(call), call.body()
    if issue is None:
        return refuse(call, 404, Refused("no_issue"))
    here, public = call.place.about(issue), body.get("public", True)
    is_customer = here.caller.id in here.config.customers
    if not is_customer and not may(here, "CREATE_ATTACHMENTS", here.project):
        return refuse(call, 403, Refused("may_not_attach"))
    if is_customer and public is not True:
        return refuse(call, 403, Refused("may_not_attach"))
    found = temporary_files(call, issue.project_id, body.get("temporaryAttachmentIds"))
    if isinstance(found, Response) or not isinstance(public, bool):
        return found if isinstance(found, Response) else refuse(call, 400, Refused("bad_body"))
    kept = attach(call, issue, found, public=public)
    said = body.get("additionalComment")
    text = str(said.get("body") or "") if isinstance(said, dict) else ""
    made = _comment(call, issue, text, kept, public=public)
    values = [attachment_shape(call, one) for one in kept]
    page = {"size": len(values), "start": 0, "limit": len(values), "isLastPage": True}
    files = {**page, "values": values, "_links": {}}
    return {"comment": comment_shape(here, made), "attachments": files}, 201


@operation("GET", "/request/<key>/attachment", classic=READ, granular=_ATTACH, api=SERVICE_DESK)
@licensed
def get_attachments_for_request(call: Call) -> Answer:
    """The files of a request: customers see those for everybody."""
    issue = request_named(call)
    if issue is None:
        return refuse(call, 404, Refused("no_issue"))
    all_files = call.place.caller.id not in call.place.config.customers
    files = [call.jira.attachments.rows[number] for number in issue.attachments]
    return paged(call, [attachment_shape(call, one) for one in files if one.public or all_files])


def temporary_files(call: Call, desk: str, ids: JSON) -> list[Temporary] | Response:
    """The caller's own files for a desk, in the order of *ids*; or why not. Each serves once."""
    found = []
    for number in ids if isinstance(ids, list) and ids else [None]:
        one = call.jira.temporary.get(str(number))
        mine = one is not None and (one.desk, one.account_id) == (desk, call.place.caller.id)
        if one is None or not mine or one.until < call.place.now:
            return refuse(call, 400, Refused("no_attachment", value=str(number)))
        found.append(one)
    for number in ids:
        del call.jira.temporary[number]
    return found


def attach(
    call: Call, issue: Issue, files: list[Temporary], *, public: bool = True
) -> list[Attachment]:
    """Put temporary files on a request."""
    kept = [keep(call, issue, one.file, one.data) for one in files]
    for one in kept:
        one.public = public
        call.jira.attachments.put(one)
    issue.updated = call.place.now
    call.jira.keep(issue)
    return kept


def attachment_shape(call: Call, one: Attachment) -> dict[str, Any]:
    """An AttachmentDTO: it has no id of its own, but addresses that end in it."""
    place, author = call.place, call.place.jira.account(one.author)
    site = f"{place.site.url}/rest"
    return {
        "filename": one.filename,
        "author": object_json.user(place, author) if author else None,
        "created": moment(place, one.created),
        "size": len(one.data) if one.declared_size is None else one.declared_size,
        "mimeType": one.mime_type,
        "_links": {
            "jiraRest": f"{site}/api/2/attachment/{one.number}",
            "content": f"{place.site.url}/secure/attachment/{one.number}/{one.filename}",
        },
    }


def _comment(
    call: Call, issue: Issue, text: str, files: list[Attachment], *, public: bool
) -> Comment:
    names = "\n".join(f"[^{one.filename}]" for one in files)
    place = replace(call.place.about(issue), version=2)
    made = new_comment(place, {"body": f"{text}\n\n{names}".strip()})
    made.public = public
    issue.comments.append(made)
    call.jira.keep(issue)
    return made
