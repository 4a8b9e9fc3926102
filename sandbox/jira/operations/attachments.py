"""Files on issues."""

import hashlib
from mimetypes import guess_type

from flask import Response, redirect, request
from werkzeug.datastructures import FileStorage

from sandbox.jira import object_json
from sandbox.jira.file_answer import content, thumbnail
from sandbox.jira.media import address_of
from sandbox.jira.messages import Refused
from sandbox.jira.model import Attachment, Issue
from sandbox.jira.operation import Answer, Call, Problem, operation
from sandbox.jira.operations.issues import issue_named
from sandbox.jira.operations.scopes import READ, WRITE
from sandbox.jira.permissions import may, sees

MOST_FILES = 60


@operation(
    "POST",
    "/issue/<key>/attachments",
    classic=WRITE,
    granular="read:user:jira write:attachment:jira read:attachment:jira read:avatar:jira",
)
def add_attachment(call: Call) -> Answer:
    """Attach the files of the part `file`, at most 60, each within the site's limit."""
    if request.headers.get("X-Atlassian-Token", "").lower() not in ("no-check", "nocheck"):
        return Response("XSRF check failed", 403, content_type="text/html;charset=UTF-8")
    issue, config = issue_named(call), call.place.config
    if not config.attachments_enabled:
        raise Problem(404, Refused("attachment_off"))
    if not may(call.place, "CREATE_ATTACHMENTS", call.place.about(issue).project):
        raise Problem(403, Refused("may_not_attach"))
    files = request.files.getlist("file")
    if not files:
        raise Refused("attachment_none")
    if len(files) > MOST_FILES:
        raise Problem(413, Refused("attachment_many"))
    contents = [(one, one.stream.read()) for one in files]
    for one, data in contents:
        if len(data) > config.upload_limit:
            raise Problem(
                413, Refused("attachment_large", value=one.filename, limit=config.upload_limit)
            )
    kept = [keep(call, issue, one, data) for one, data in contents]
    issue.updated = call.place.now
    call.jira.keep(issue)
    return [object_json.attachment(call.place, one) for one in kept]


def keep(call: Call, issue: Issue, file: FileStorage, data: bytes) -> Attachment:
    """Store one file on an issue."""
    config = call.place.config
    name = file.filename or "file"
    mime_type = file.mimetype or guess_type(name)[0] or "application/octet-stream"
    attachment = Attachment(
        site_id=call.site_id,
        number=str(config.next("attachment")),
        issue_number=issue.number,
        filename=name,
        mime_type=mime_type,
        author=call.place.caller.id,
        created=call.place.now,
        sha256=hashlib.sha256(data).hexdigest(),
        data=data,
    )
    call.jira.sites.put(config)
    call.jira.attachments.put(attachment)
    issue.attachments.append(attachment.id)
    facts = {"key": issue.key, "filename": name, "size": len(data), "sha256": attachment.sha256}
    call.world.event(
        "attachment_created", cloud_id=call.site_id, account_id=attachment.author, **facts
    )
    return attachment


def attachment_named(call: Call) -> Attachment:
    """The attachment in the path. Raises Problem 404 unless the caller sees its issue."""
    found = call.jira.attachments.get(f"{call.site_id}/{call.path['number']}")
    issue = call.jira.issues.get(f"{call.site_id}/{found.issue_number}") if found else None
    if found is None or issue is None or not sees(call.place, issue):
        raise Problem(404, Refused("no_attachment", value=call.path["number"]))
    return found


@operation(
    "GET", "/attachment/<number>", classic=READ, granular="read:attachment:jira read:user:jira"
)
def get_attachment(call: Call) -> Answer:
    """The metadata of a file."""
    found = attachment_named(call)
    return object_json.attachment(call.place, found) | {"id": int(found.number)}


@operation("GET", "/attachment/content/<number>", classic=READ, granular="read:attachment:jira")
def get_attachment_content(call: Call) -> Answer:
    """The bytes: 303 to the media host, or 200 with `redirect=false`."""
    found = attachment_for_reading(call)
    if call.flag("redirect", default=True):
        return redirect(address_of(call.world, found), 303)
    return content(found)


@operation("GET", "/attachment/thumbnail/<number>", classic=READ, granular="read:attachment:jira")
def get_attachment_thumbnail(call: Call) -> Answer:
    """A picture of the file: 303 to the media host, or 200. Without one an icon, or 404 by `fallbackToDefault`."""
    found = attachment_for_reading(call)
    call.number("width", 200)
    call.number("height", 200)
    picture = found.mime_type.startswith("image/")
    if not picture and not call.flag("fallbackToDefault", default=True):
        raise Problem(404, Refused("no_attachment", value=found.number))
    if picture and call.flag("redirect", default=True):
        return redirect(address_of(call.world, found), 303)
    return thumbnail(found)


def attachment_for_reading(call: Call) -> Attachment:
    """The file in the path. Raises Problem 404, also where the site has files switched off."""
    if not call.place.config.attachments_enabled:
        raise Problem(404, Refused("attachment_off"))
    return attachment_named(call)
