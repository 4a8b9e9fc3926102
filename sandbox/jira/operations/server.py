"""This Jira, and what the caller may do in it."""

from sandbox.jira.messages import Refused
from sandbox.jira.model import Project
from sandbox.jira.operation import Answer, Call, Problem, operation
from sandbox.jira.operations.scopes import READ
from sandbox.jira.permissions import may, visible_issue
from sandbox.jira.standard_objects import PERMISSIONS
from sandbox.people import DataCenter


@operation("GET", "/serverInfo")
def get_server_info(call: Call) -> Answer:
    """Facts about the site; needs no scope."""
    site = call.place.site
    own = site.release if isinstance(site, DataCenter) else ""
    version = own or "1001.0.0-SNAPSHOT"
    return {
        "baseUrl": site.url,
        **({} if own else {"displayUrl": site.url}),
        "version": version,
        "versionNumbers": [int(part) for part in version.partition("-")[0].split(".")],
        "deploymentType": "Server" if own else "Cloud",
        "buildNumber": 100287,
        "buildDate": "2026-09-01T00:00:00.000+0000",
        "serverTime": call.place.stamp(call.place.now),
        "scmInfo": "0000000000000000000000000000000000000000",
        "serverTitle": site.name,
    }


@operation("GET", "/mypermissions", classic=READ, granular="read:permission:jira")
def get_my_permissions(call: Call) -> Answer:
    """`permissions` (needed) in a project, for an issue, or anywhere."""
    names = list(PERMISSIONS) if call.place.data_center else call.listed("permissions")
    if not names:
        raise Refused("permissions_needed")
    unknown = [name for name in names if name not in PERMISSIONS]
    if unknown:
        raise Refused("permission_unknown", value=unknown[0])
    project = project_asked(call)
    shown = {}
    for name in names:
        number, title, of_site = PERMISSIONS[name]
        shown[name] = {
            "id": number,
            "key": name,
            "name": title,
            "type": "GLOBAL" if of_site else "PROJECT",
            "description": title,
            "havePermission": may(call.place, name, project),
        }
    return {"permissions": shown}


def project_asked(call: Call) -> Project | None:
    """The project in the query, given directly or by an issue. Raises Problem when it does not exist."""
    key = call.query("projectKey") or call.query("projectId")
    issue = call.query("issueKey") or call.query("issueId")
    if issue:
        try:
            key = visible_issue(call.place, issue).project_id
        except Refused as refused:
            raise Problem(404, refused) from None
    project = call.jira.project(call.site_id, key) if key else None
    if key and project is None:
        raise Problem(404, Refused("no_project", key=key))
    return project


@operation("GET", "/attachment/meta", classic=READ, granular="read:instance-configuration:jira")
def get_attachment_meta(call: Call) -> Answer:
    """Whether files may be attached, and how large one may be."""
    config = call.place.config
    return {"enabled": config.attachments_enabled, "uploadLimit": config.upload_limit}
