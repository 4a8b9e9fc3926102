"""Comments on issues."""

from sandbox.jira.comments import change_comment, comment_shape, new_comment
from sandbox.jira.messages import Refused
from sandbox.jira.model import Comment, Issue
from sandbox.jira.operation import Answer, Call, Problem, operation
from sandbox.jira.operations.issues import issue_named
from sandbox.jira.operations.scopes import COMMENT, READ, WRITE
from sandbox.jira.paging import cut, page_bean
from sandbox.jira.permissions import may, sees, sees_comment

MOST_IDS = 1000


@operation("GET", "/issue/<key>/comment", classic=READ, granular=COMMENT)
def get_comments(call: Call) -> Answer:
    """All comments, oldest first unless `orderBy=-created`; with properties unless a knob says otherwise."""
    issue, order = issue_named(call), call.query("orderBy")
    if order.strip() not in ("", "created", "-created", "+created"):
        raise Refused("order_by", value=order)
    here = call.place.about(issue)
    comments = [one for one in issue.comments if sees_comment(here, one)]
    if order.startswith("-"):
        comments.reverse()
    page, facts = cut(call, comments, 100, 5000)
    shows = call.world.config.comments_show_properties and not call.place.data_center
    html = "renderedBody" in call.listed("expand")
    shown = [
        comment_shape(call.place, issue.number, one, with_properties=shows, with_html=html)
        for one in page
    ]
    return {**facts, "comments": shown}


@operation(
    "POST", "/comment/list", classic=READ, granular=f"{COMMENT} delete:comment.property:jira"
)
def get_comments_by_ids(call: Call) -> Answer:
    """Comments by id that the caller sees, at most 1000; their properties when expanded."""
    ids = call.body().get("ids")
    if (
        not isinstance(ids, list)
        or not 0 < len(ids) <= MOST_IDS
        or not all(isinstance(n, int) for n in ids)
    ):
        raise Refused("no_comments", limit=MOST_IDS)
    wanted, with_properties = {str(number) for number in ids}, "properties" in call.listed("expand")
    html = "renderedBody" in call.listed("expand")
    found = [
        comment_shape(
            call.place, issue.number, one, with_properties=with_properties, with_html=html
        )
        for issue in call.jira.issues_of(call.site_id)
        if sees(call.place, issue)
        for one in issue.comments
        if one.id in wanted and sees_comment(call.place.about(issue), one)
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
        comment = new_comment(call.place.about(issue), body)
    except Refused as refused:
        raise Problem(400, errors={"comment": refused}) from None
    issue.comments.append(comment)
    issue.updated = call.place.now
    call.jira.keep(issue)
    call.world.event(
        "comment_created", key=issue.key, cloud_id=call.site_id, account_id=call.place.caller.id
    )
    return comment_shape(
        call.place, issue.number, comment, with_properties="properties" in body
    ), 201


def comment_named(call: Call) -> tuple[Issue, Comment]:
    """The issue and the comment in the path. Raises Problem 404."""
    issue, number = issue_named(call), call.path["number"]
    for one in issue.comments:
        if one.id == number and sees_comment(call.place.about(issue), one):
            return issue, one
    raise Problem(404, Refused("no_comment", value=number))


@operation("GET", "/issue/<key>/comment/<number>", classic=READ, granular=COMMENT)
def get_comment(call: Call) -> Answer:
    """One comment."""
    issue, one = comment_named(call)
    html, kept = "renderedBody" in call.listed("expand"), "properties" in call.listed("expand")
    return comment_shape(call.place, issue.number, one, with_properties=kept, with_html=html)


@operation(
    "PUT", "/issue/<key>/comment/<number>", classic=WRITE, granular=f"{COMMENT} write:comment:jira"
)
def update_comment(call: Call) -> Answer:
    """Change a comment: one's own, or as the project's lead anybody's. 400 where not allowed."""
    issue, one = comment_named(call)
    here = call.place.about(issue)
    own = one.author == here.caller.id and may(here, "ADD_COMMENTS", here.project)
    if not own and not may(here, "ADMINISTER_PROJECTS", here.project):
        raise Problem(400, Refused("may_not_edit_comment"))
    body = call.body()
    try:
        change_comment(here, one, body)
    except Refused as refused:
        raise Problem(400, errors={"comment": refused}) from None
    issue.updated = here.now
    call.jira.keep(issue)
    call.world.event(
        "comment_updated", key=issue.key, cloud_id=call.site_id, account_id=here.caller.id
    )
    return comment_shape(here, issue.number, one, with_properties="properties" in body)


@operation(
    "DELETE",
    "/issue/<key>/comment/<number>",
    classic=WRITE,
    granular="delete:comment:jira delete:comment.property:jira",
)
def delete_comment(call: Call) -> Answer:
    """Delete a comment: one's own, or as the project's lead anybody's: 204. 400 where not allowed."""
    issue, one = comment_named(call)
    here = call.place.about(issue)
    right = "DELETE_OWN_COMMENTS" if one.author == here.caller.id else "DELETE_ALL_COMMENTS"
    if not may(here, right, here.project):
        raise Problem(400, Refused("may_not_delete_comment"))
    issue.comments.remove(one)
    issue.updated = here.now
    call.jira.tell("comment_deleted", issue, comment=one)
    call.jira.tell("jira:issue_updated", issue, comment=one)
    call.jira.keep(issue)
    call.world.event(
        "comment_deleted", key=issue.key, cloud_id=call.site_id, account_id=here.caller.id
    )
    return None, 204
