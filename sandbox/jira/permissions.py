"""Permissions: by a project's access, by membership, and by the site's `may_not_create` list."""

from sandbox.jira.messages import Refused
from sandbox.jira.model import Comment, Issue, Project
from sandbox.jira.request_context import Place
from sandbox.jira.standard_objects import PERMISSIONS

_READING = frozenset({"BROWSE_PROJECTS"})
_LEADING = frozenset(
    {
        "ADMINISTER_PROJECTS",
        "DELETE_ALL_COMMENTS",
        "DELETE_ISSUES",
        "EDIT_ALL_COMMENTS",
        "SET_ISSUE_SECURITY",
    }
)
_LEAD_OF_OWN = frozenset({"MODIFY_REPORTER", "ASSIGN_ISSUES", "VIEW_VOTERS_AND_WATCHERS"})
LEVELS = {"10000": "jira-developers", "10001": "site-admins"}
"""The group behind each security level."""
ROLES = {
    "Administrators": "site-admins",
    "Developers": "jira-developers",
    "Users": "jira-software-users",
}
"""The group behind each project role."""
_FOR_ALL_ON_SITE = frozenset({"USER_PICKER", "BULK_CHANGE", "CREATE_SHARED_OBJECTS"})


def may(place: Place, permission: str, project: Project | None = None) -> bool:
    """Whether the caller has a permission in a project, or anywhere when none is named."""
    if PERMISSIONS[permission][2]:
        return permission in _FOR_ALL_ON_SITE or _is_admin(place)
    if place.caller.id in place.config.customers:
        return place.portal and permission in ("BROWSE_PROJECTS", "CREATE_ISSUES")
    if project is None:
        return any(may(place, permission, one) for one in place.jira.projects_of(place.site.id))
    if project.access == "read-only":
        return permission in _READING
    if permission == "CREATE_ISSUES":
        return place.caller.id not in place.config.may_not_create
    if permission in _LEADING or (project.access == "own" and permission in _LEAD_OF_OWN):
        return project.lead == place.caller.id
    return True


def _is_admin(place: Place) -> bool:
    return place.caller.id in place.config.groups.get("site-admins", [])


def sees(place: Place, issue: Issue) -> bool:
    """Whether the caller sees an issue. In "own" projects only issues that they created or reported."""
    project = place.jira.project(issue.site_id, issue.project_id)
    if issue.archived or not _has_level(place, issue) or place.caller.id in place.config.customers:
        return False
    if project is None or project.access != "own":
        return project is not None
    return place.caller.id in (issue.creator, issue.reporter)


def _has_level(place: Place, issue: Issue) -> bool:
    """Whether the caller is in the security level of the issue, if it has one."""
    level = issue.fields.get("security")
    return level is None or place.caller.id in place.config.groups.get(LEVELS[level], [])


def sees_comment(place: Place, comment: Comment) -> bool:
    """Whether the caller is in the group or role that a comment is restricted to."""
    if not comment.public and place.caller.id in place.config.customers:
        return False
    restricted = comment.visibility
    if not restricted:
        return True
    named = {restricted.get("identifier"), restricted.get("value")}
    groups = place.config.groups
    if restricted.get("type") == "role":
        return any(place.caller.id in groups.get(ROLES.get(str(one), ""), []) for one in named)
    ids = {place.jira.world.uuid("group", place.site.slug, name): name for name in groups}
    return any(place.caller.id in groups.get(ids.get(str(one), str(one)), []) for one in named)


def visible_issue(place: Place, id_or_key: str) -> Issue:
    """The issue, if the caller sees it. Otherwise raises Refused as if it did not exist."""
    issue = place.jira.issue(place.site.id, id_or_key)
    if issue is None or not sees(place, issue):
        raise Refused("no_issue")
    return issue
