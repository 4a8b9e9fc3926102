"""Requests of service projects, as Jira Service Management's own API serves them: customers reach them here alone.

Its scopes are its own, its refusals have one message in `errorMessage`, and without a licence each call but `info`
answers 403 with a page. Source: developer.atlassian.com, Jira Service Management Cloud REST API, "Request".
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import wraps
from typing import Any

from flask import Response

from sandbox.jira import object_json
from sandbox.jira.comments import new_comment
from sandbox.jira.messages import Refused
from sandbox.jira.model import Comment, Issue
from sandbox.jira.operation import SERVICE_DESK, Answer, Call, operation, respond
from sandbox.jira.permissions import may, sees, sees_comment
from sandbox.jira.request_context import Place

READ, WRITE = "read:servicedesk-request", "write:servicedesk-request"
_COMMENT = "read:request.comment:jira-service-management read:user:jira"
_NO_LICENCE = "<!DOCTYPE html><html><body><h1>Forbidden</h1></body></html>"


def refuse(call: Call, status: int, why: Refused) -> Response:
    """A refusal in the shape of this API."""
    said = why.say(call.place.language)
    i18n: dict[str, Any] = {"i18nKey": "sd.refused", "parameters": []}
    return respond(({"errorMessage": said, "i18nErrorMessage": i18n}, status))


def licensed(function: Callable[[Call], Answer]) -> Callable[[Call], Answer]:
    """Refuses where the site has no licence for Jira Service Management."""

    @wraps(function)
    def served(call: Call) -> Answer:
        if not call.place.config.service_management:
            return Response(_NO_LICENCE, 403, content_type="text/html;charset=UTF-8")
        return function(call)

    return served


def request_named(call: Call) -> Issue | None:
    """The request in the path, if the caller sees it: agents as Jira says, customers what they reported."""
    issue = call.jira.issue(call.site_id, call.path["key"])
    project = call.jira.project(issue.site_id, issue.project_id) if issue else None
    if issue is None or project is None or project.kind != "service_desk":
        return None
    own = issue.reporter == call.place.caller.id and not issue.archived
    return issue if own or sees(call.place, issue) else None


@operation("GET", "/request/<key>/comment", classic=READ, granular=_COMMENT, api=SERVICE_DESK)
@licensed
def get_request_comments(call: Call) -> Answer:
    """The comments of a request, oldest first: customers see the public ones."""
    issue = request_named(call)
    if issue is None:
        return refuse(call, 404, Refused("no_issue"))
    here = call.place.about(issue)
    seen = [one for one in issue.comments if sees_comment(here, one)]
    return paged(call, [comment_shape(here, one) for one in seen])


@operation(
    "POST",
    "/request/<key>/comment",
    classic=WRITE,
    granular=f"{_COMMENT} write:request.comment:jira-service-management",
    api=SERVICE_DESK,
)
@licensed
def create_request_comment(call: Call) -> Answer:
    """Add a comment, `{"body": text, "public": true|false}`: 201. Customers write public ones only."""
    issue, body = request_named(call), call.body()
    if issue is None:
        return refuse(call, 404, Refused("no_issue"))
    here, public = call.place.about(issue), body.get("public", True)
    is_customer = here.caller.id in here.config.customers
    if not is_customer and not may(here, "ADD_COMMENTS", here.project):
        return refuse(call, 403, Refused("may_not_comment"))
    if is_customer and public is not True:
        return refuse(call, 403, Refused("may_not_comment"))
    text = body.get("body")
    if not isinstance(text, str) or not text.strip() or not isinstance(public, bool):
        return refuse(call, 400, Refused("comment_empty"))
    return comment_shape(here, _added(call, here, issue, text, public=public)), 201


def _added(call: Call, here: Place, issue: Issue, text: str, *, public: bool) -> Comment:
    """This API has no rich text but wiki markup."""
    made = new_comment(replace(here, version=2), {"body": text})
    made.public = public
    issue.comments.append(made)
    issue.updated = here.now
    call.jira.keep(issue)
    call.world.event(
        "comment_created", key=issue.key, cloud_id=call.site_id, account_id=here.caller.id
    )
    return made


def comment_shape(place: Place, one: Comment) -> dict[str, Any]:
    """A CommentDTO."""
    author = place.jira.account(one.author)
    return {
        "id": one.id,
        "body": one.body if isinstance(one.body, str) else "",
        "public": one.public,
        "author": object_json.user(place, author) if author else None,
        "created": moment(place, one.created),
        "_links": {"self": f"{place.base}/request/comment/{one.id}"},
    }


def moment(place: Place, at: datetime) -> dict[str, Any]:
    """A DateDTO."""
    return {"iso8601": place.stamp(at), "epochMillis": int(at.timestamp() * 1000)}


def paged(call: Call, items: list[Any]) -> dict[str, Any]:
    """A PagedDTO of *items*, as the caller asks."""
    start, limit = call.number("start", 0), min(call.number("limit", 50), 100)
    values = items[start : start + limit]
    last = start + limit >= len(items)
    facts = {"size": len(values), "start": start, "limit": limit, "isLastPage": last}
    return {**facts, "values": values, "_links": {}}
