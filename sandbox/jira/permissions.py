"""Who may do what: by project access, by membership, by the site's list of those who may not create."""

from sandbox.jira.catalogue import PERMISSIONS
from sandbox.jira.messages import Refused
from sandbox.jira.model import Issue, Project
from sandbox.jira.place import Place

_READING = frozenset({"BROWSE_PROJECTS"})
_LEADING = frozenset({"ADMINISTER_PROJECTS", "DELETE_ISSUES", "SET_ISSUE_SECURITY"})
_LEAD_OF_OWN = frozenset({"MODIFY_REPORTER", "ASSIGN_ISSUES"})
_FOR_ALL_ON_SITE = frozenset({"USER_PICKER", "BULK_CHANGE", "CREATE_SHARED_OBJECTS"})


def may(place: Place, permission: str, project: Project | None = None) -> bool:
    """Whether the caller has a permission in a project, or anywhere when none is named."""
    if PERMISSIONS[permission][2]:
        return permission in _FOR_ALL_ON_SITE or _is_admin(place)
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
    """Whether the caller sees an issue: in "own" projects only those they created or reported."""
    project = place.jira.project(issue.site_id, issue.project_id)
    if project is None or project.access != "own":
        return project is not None
    return place.caller.id in (issue.creator, issue.reporter)


def visible_issue(place: Place, id_or_key: str) -> Issue:
    """The issue, if the caller sees it. Raises Refused as if it did not exist otherwise."""
    issue = place.jira.issue(place.site.id, id_or_key)
    if issue is None or not sees(place, issue):
        raise Refused("no_issue")
    return issue
