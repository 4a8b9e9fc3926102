"""Issues: create, read, edit, bulk fetch, link."""

from flask import request

from sandbox.jira.create import create, edit
from sandbox.jira.issue_json import Selection, issue_shape
from sandbox.jira.links import Wanted, link, link_type, other_end
from sandbox.jira.messages import Refused
from sandbox.jira.model import JSON, Issue
from sandbox.jira.operation import Answer, Call, Problem, operation
from sandbox.jira.operations.scopes import ISSUE, READ, WRITE
from sandbox.jira.permissions import may, sees, visible_issue

MOST_FETCHED = 100


def issue_named(call: Call) -> Issue:
    """The issue in the path. Raises Problem 404 unless the caller sees it."""
    try:
        return visible_issue(call.place, call.path["key"])
    except Refused as refused:
        raise Problem(404, refused) from None


@operation(
    "POST",
    "/issue",
    classic=WRITE,
    granular="write:issue:jira write:comment:jira write:comment.property:jira write:attachment:jira"
    " read:issue:jira",
)
def create_issue(call: Call) -> Answer:
    """Create an issue: 201 with id, key and self, and no Location."""
    issue = create(call.place, call.body())
    address = f"{call.place.base}/issue/{issue.number}"
    return {"id": str(issue.number), "key": issue.key, "self": address}, 201


NOT_VISIBLE = (Problem(404, Refused("no_issue")).body("en"), 404)


@operation("GET", "/issue/<key>", classic=READ, granular=ISSUE, anonymous=NOT_VISIBLE)
def get_issue(call: Call) -> Answer:
    """An issue by key, former key or id."""
    selection = Selection(call.listed("fields"))
    issue, lost = issue_named(call), call.world.config.unloadable_fields or []
    if call.flag("failFast") and any(selection.has(name) for name in lost):
        raise Problem(500, Refused("unreadable"))
    if call.flag("updateHistory"):
        facts = {"cloud_id": call.site_id, "account_id": call.place.caller.id}
        call.world.event("issue_viewed", key=issue.key, **facts)
    shape = issue_shape(
        call.place, issue, selection, call.listed("properties"), call.listed("expand")
    )
    return {"key": issue.key, **shape}


@operation("PUT", "/issue/<key>", classic=WRITE, granular="write:issue:jira")
def edit_issue(call: Call) -> Answer:
    """Change fields: 204, or 200 with the issue when `returnIssue=true`."""
    issue = issue_named(call)
    edit(call.place, issue, call.body())
    if request.args.get("returnIssue") == "true":
        return issue_shape(call.place, issue, Selection([]), [], call.listed("expand"))
    return None, 204


@operation("POST", "/issue/bulkfetch", classic=READ, granular=ISSUE)
def bulk_fetch_issues(call: Call) -> Answer:
    """Up to 100 issues, by id. Missing and invisible ones are left out. Does not use the index."""
    body = call.body()
    names = body.get("issueIdsOrKeys")
    if not isinstance(names, list) or not names or not all(isinstance(one, str) for one in names):
        raise Refused("bad_body")
    if len(names) > MOST_FETCHED:
        raise Refused("many_issues", limit=MOST_FETCHED)
    found: dict[int, Issue] = {}
    for name in names:
        issue = call.jira.issue(call.site_id, name)
        if issue is not None and sees(call.place, issue):
            found[issue.number] = issue
    failed = [
        {"id": number, "errorMessage": "The issue could not be loaded."}
        for number in call.world.config.unreadable_issues or ()
        if found.pop(int(number), None) is not None
    ]
    selection = Selection(strings(body.get("fields")), default="*navigable")
    properties, expand = strings(body.get("properties")), strings(body.get("expand"))
    if len(properties) > 5:
        raise Refused("many_properties")
    shown = [
        issue_shape(call.place, found[n], selection, properties, expand) for n in sorted(found)
    ]
    return {"issues": shown, "issueErrors": failed}


def strings(value: JSON) -> list[str]:
    """A list of strings that was sent, or an empty one. Raises Refused."""
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Refused("bad_body")
    return value


@operation(
    "POST",
    "/issueLink",
    classic=WRITE,
    granular="write:comment:jira write:issue:jira write:issue-link:jira",
)
def link_issues(call: Call) -> Answer:
    """Link two issues: 201 without a body."""
    body, place = call.body(), call.place
    try:
        inward, outward = (
            other_end(place, body.get("inwardIssue")),
            other_end(place, body.get("outwardIssue")),
        )
        kind = link_type(body.get("type"))
    except Refused as refused:
        raise Problem(404, refused) from None
    for one in (inward, outward):
        if not may(place, "LINK_ISSUES", place.about(one).project):
            raise Problem(401, Refused("may_not_link", key=one.key))
    link(place, Wanted(kind.id, outward, outward=True), inward)
    return None, 201
