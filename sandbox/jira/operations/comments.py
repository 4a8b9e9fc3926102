"""Comments on issues."""

from sandbox.jira.comments import comment_shape, new_comment
from sandbox.jira.messages import Refused
from sandbox.jira.operation import Answer, Call, Problem, operation
from sandbox.jira.operations.issues import issue_named
from sandbox.jira.operations.scopes import COMMENT, READ, WRITE
from sandbox.jira.paging import cut, page_bean
from sandbox.jira.permissions import may, sees

MOST_IDS = 1000


@operation("GET", "/issue/<key>/comment", classic=READ, granular=COMMENT)
def get_comments(call: Call) -> Answer:
    """All comments, oldest first unless `orderBy=-created`; with properties unless a knob says otherwise."""
    issue, order = issue_named(call), call.query("orderBy")
    if order.lstrip("+-") not in ("", "created"):
        raise Refused("order_by", value=order)
    comments = list(issue.comments)
    if order.startswith("-"):
        comments.reverse()
    page, facts = cut(call, comments, 100, 5000)
    shows = call.world.config.comments_show_properties
    shown = [comment_shape(call.place, issue.number, one, with_properties=shows) for one in page]
    return {**facts, "comments": shown}


@operation("POST", "/comment/list", classic=READ, granular=f"{COMMENT} delete:comment.property:jira")
def get_comments_by_ids(call: Call) -> Answer:
    """Comments by id that the caller sees, at most 1000; their properties when expanded."""
    ids = call.body().get("ids")
    if not isinstance(ids, list) or not 0 < len(ids) <= MOST_IDS or not all(isinstance(n, int) for n in ids):
        raise Refused("no_comments", limit=MOST_IDS)
    wanted, with_properties = {str(number) for number in ids}, "properties" in call.listed("expand")
    found = [
        comment_shape(call.place, issue.number, one, with_properties=with_properties)
        for issue in call.jira.issues_of(call.site_id)
        if sees(call.place, issue)
        for one in issue.comments
        if one.id in wanted
    ]
    return page_bean(call, "/comment/list", found, default=MOST_IDS)


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
