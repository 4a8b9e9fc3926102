"""Comments on issues."""

from sandbox.jira.comments import comment_shape, new_comment
from sandbox.jira.messages import Refused
from sandbox.jira.operation import Answer, Call, Problem, operation
from sandbox.jira.operations.issues import issue_named
from sandbox.jira.operations.scopes import COMMENT, READ, WRITE
from sandbox.jira.paging import cut
from sandbox.jira.permissions import may


@operation("GET", "/issue/<key>/comment", classic=READ, granular=COMMENT)
def get_comments(call: Call) -> Answer:
    """All comments, oldest first unless `orderBy=-created`; properties come along."""
    issue = issue_named(call)
    comments = list(issue.comments)
    if call.query("orderBy").startswith("-"):
        comments.reverse()
    page, facts = cut(call, comments, 100, 5000)
    shown = [comment_shape(call.place, issue.number, one, with_properties=True) for one in page]
    return {**facts, "comments": shown}


@operation("POST", "/issue/<key>/comment", classic=WRITE, granular=f"{COMMENT} write:comment:jira")
def add_comment(call: Call) -> Answer:
    """Add a comment: 201 with the comment."""
    issue = issue_named(call)
    if not may(call.place, "ADD_COMMENTS", call.place.about(issue).project):
        raise Problem(403, Refused("may_not_comment"))
    body = call.body()
    try:
        comment = new_comment(call.place, body)
    except Refused as refused:
        raise Problem(400, errors={"comment": refused}) from None
    issue.comments.append(comment)
    issue.updated = call.place.now
    call.jira.keep(issue)
    call.world.event("comment_created", key=issue.key, cloud_id=call.site_id, account_id=call.place.caller.id)
    return comment_shape(call.place, issue.number, comment, with_properties="properties" in body), 201
