"""Entity properties of issues."""

from sandbox.jira import properties
from sandbox.jira.messages import Refused
from sandbox.jira.operation import Answer, Call, Problem, operation
from sandbox.jira.operations.issues import issue_named
from sandbox.jira.operations.scopes import READ, WRITE
from sandbox.jira.permissions import may


@operation("GET", "/issue/<key>/properties", classic=READ, granular="read:issue.property:jira")
def get_issue_property_keys(call: Call) -> Answer:
    """The keys of all properties."""
    issue = issue_named(call)
    address = f"{call.place.base}/issue/{issue.number}/properties"
    return {"keys": [{"self": f"{address}/{key}", "key": key} for key in issue.properties]}


@operation(
    "GET", "/issue/<key>/properties/<name>", classic=READ, granular="read:issue.property:jira"
)
def get_issue_property(call: Call) -> Answer:
    """One property."""
    name, issue = call.path["name"], issue_named(call)
    if name not in issue.properties:
        raise Problem(404, Refused("no_property", key=name))
    return {"key": name, "value": issue.properties[name]}


@operation(
    "PUT", "/issue/<key>/properties/<name>", classic=WRITE, granular="write:issue.property:jira"
)
def set_issue_property(call: Call) -> Answer:
    """Set a property: 201 when it is new, else 200. Needs Edit Issues."""
    name, issue = call.path["name"], issue_named(call)
    refused = call.world.config.properties_refused
    if refused or not may(call.place, "EDIT_ISSUES", call.place.about(issue).project):
        raise Problem(403, Refused("may_not_edit"))
    value = properties.checked(name, call.any_body())
    status = 200 if name in issue.properties else 201
    issue.properties[name] = value
    call.jira.keep(issue)
    return {}, status
