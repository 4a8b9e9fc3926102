"""What this Jira is and what the caller may do in it."""

from sandbox.jira.catalogue import PERMISSIONS
from sandbox.jira.messages import Refused
from sandbox.jira.model import Project
from sandbox.jira.operation import Answer, Call, Problem, operation
from sandbox.jira.operations.scopes import READ
from sandbox.jira.permissions import may, visible_issue


@operation("GET", "/serverInfo")
def get_server_info(call: Call) -> Answer:
    """Facts about the site; needs no scope."""
    site = call.place.site
    version, deployment = ("10.3.17", "Server") if call.place.data_center else ("1001.0.0-SNAPSHOT", "Cloud")
    numbers = [10, 3, 17] if call.place.data_center else [1001, 0, 0]
    return {
        "baseUrl": site.url,
        "displayUrl": site.url,
        "version": version,
        "versionNumbers": numbers,
        "deploymentType": deployment,
        "buildNumber": 100287,
        "buildDate": "2026-09-01T00:00:00.000+0000",
        "serverTime": call.place.stamp(call.place.now),
        "scmInfo": "0000000000000000000000000000000000000000",
        "serverTitle": site.name,
    }


@operation("GET", "/mypermissions", classic=READ, granular="read:permission:jira")
def get_my_permissions(call: Call) -> Answer:
    """`permissions` (needed) in a project, for an issue, or anywhere."""
    names = call.listed("permissions") or (list(PERMISSIONS) if call.place.data_center else [])
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
    """The project that the query names, by itself or by an issue. Raises Problem when it is not there."""
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
