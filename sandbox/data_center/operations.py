"""Operations that Data Center alone has, or has in another shape than Cloud."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from flask import request

from sandbox.jira import object_json
from sandbox.jira.fields import KINDS
from sandbox.jira.fields.people import assignable
from sandbox.jira.issue_json import Selection, issue_shape
from sandbox.jira.jql.parser import parse
from sandbox.jira.jql.search import find
from sandbox.jira.messages import Refused
from sandbox.jira.operation import DATA_CENTER, Answer, Call, Problem, operation
from sandbox.jira.operations import jql_reference
from sandbox.jira.operations.issues import issue_named, strings
from sandbox.jira.operations.users import matches
from sandbox.jira.permissions import may, visible_issue
from sandbox.people import Account

USER_BEAN = frozenset(
    {
        "active",
        "applicationRoles",
        "avatarUrls",
        "deleted",
        "displayName",
        "emailAddress",
        "expand",
        "groups",
        "key",
        "lastLoginTime",
        "locale",
        "name",
        "self",
        "timeZone",
    }
)
SEARCH = ("search_by_get", "search_by_post")
LARGEST_PAGE = 1000
"""More is cut to this without an error."""


@operation("GET", "/search", api=DATA_CENTER)
def search_by_get(call: Call) -> Answer:
    """Search with its arguments in the query."""
    wanted = {name: call.query(name) for name in ("jql", "validateQuery") if name in request.args}
    page = {
        name: call.number(name, default) for name, default in (("startAt", 0), ("maxResults", 50))
    }
    return search(
        call, {**wanted, **page, "fields": call.listed("fields"), "expand": call.listed("expand")}
    )


@operation("POST", "/search", api=DATA_CENTER)
def search_by_post(call: Call) -> Answer:
    """Search with its arguments in the body."""
    return search(call, call.body())


def search(call: Call, wanted: dict[str, Any]) -> dict[str, Any]:
    """A page by startAt, with the total. `validateQuery` false: what a query names need not exist."""
    lenient = str(wanted.get("validateQuery", True)).lower() == "false"
    place = replace(call.place, lenient=lenient)
    jql = str(wanted.get("jql") or "")
    warnings: list[Refused] | None = [] if lenient else None
    found = find(place, parse(jql if jql.strip() else "created > -36500d"), frozenset(), warnings)
    start, size = int(wanted.get("startAt") or 0), wanted.get("maxResults")
    size = min(50 if size is None else int(size), LARGEST_PAGE)
    selection = Selection(strings(wanted.get("fields")), default="*navigable")
    expand = strings(wanted.get("expand"))
    page = [issue_shape(place, one, selection, [], expand) for one in found[start : start + size]]
    shape = {"startAt": start, "maxResults": size, "total": len(found), "issues": page}
    said = [one.say(place.language) for one in warnings or ()]
    return shape | ({"warningMessages": said} if said else {})


@operation("GET", "/user/search", api=DATA_CENTER)
def find_users_by_name(call: Call) -> Answer:
    """People whose username, name or e-mail address begins with `username`."""
    if not call.query("username"):
        raise Refused("query_needed")
    return _people(call, call.jira.members(call.site_id), 1000)


@operation("GET", "/user/assignable/search", api=DATA_CENTER)
def find_assignable_users_by_name(call: Call) -> Answer:
    """People who can be assigned in `project`, or to `issueKey`."""
    key = call.query("project")
    if call.query("issueKey"):
        key = visible_issue(call.place, call.query("issueKey")).project_id
    project = call.jira.project(call.site_id, key) if key else None
    if project is None:
        raise Problem(404, Refused("no_project", key=key))
    place = call.place.within(project)
    members = call.jira.members(call.site_id)
    return _people(call, [one for one in members if assignable(place, one)], 100)


@operation("GET", "/user/assignable/multiProjectSearch", api=DATA_CENTER)
def find_bulk_assignable_users(call: Call) -> Answer:
    """People who can be assigned in all of `projectKeys`."""
    projects = [call.jira.project(call.site_id, key) for key in call.listed("projectKeys")]
    places = [call.place.within(one) for one in projects if one is not None]
    if not places or len(places) < len(projects):
        raise Problem(404, Refused("no_project", key=call.query("projectKeys")))
    members = call.jira.members(call.site_id)
    found = [one for one in members if all(assignable(place, one) for place in places)]
    return _people(call, found, 1000)


def _people(call: Call, accounts: list[Account], most: int) -> list[dict[str, Any]]:
    wanted = call.query("username").lower()
    start, size = call.number("startAt", 0), min(call.number("maxResults", 50), most)
    found = [
        one
        for one in accounts
        if one.active and (wanted == "." or matches(one, wanted) or one.username.startswith(wanted))
    ]
    return [object_json.user(call.place, one) for one in found[start : start + size]]


@operation("PUT", "/issue/<key>/assignee", api=DATA_CENTER)
def assign_by_name(call: Call) -> Answer:
    """Assign to `{"name"}`, or to nobody where there is none or it is null: 204."""
    issue = issue_named(call)
    place, body = call.place.about(issue), call.body()
    if body.keys() - USER_BEAN or not isinstance(body.get("name", ""), str | None):
        raise Refused("bad_body")
    if not may(place, "ASSIGN_ISSUES", place.project):
        raise Problem(401, Refused("may_not_assign"))
    field = place.jira.fields_of(place.site.id)["assignee"]
    try:
        issue.fields["assignee"] = KINDS["assignee"].check(field, {"name": body.get("name")}, place)
    except Refused as refused:
        raise Problem(400, errors={"assignee": refused}) from None
    issue.updated = place.now
    place.jira.keep(issue)
    return None, 204


@operation("GET", "/issue/<key>/watchers", api=DATA_CENTER)
def get_watchers(call: Call) -> Answer:
    """All watchers."""
    issue = issue_named(call)
    found = [each for one in issue.watchers if (each := call.jira.account(one)) is not None]
    return {
        "self": f"{call.place.base}/issue/{issue.key}/watchers",
        "isWatching": call.place.caller.id in issue.watchers,
        "watchCount": len(found),
        "watchers": [object_json.user(call.place, one) for one in found],
    }


@operation("POST", "/issue/<key>/watchers", api=DATA_CENTER)
def add_watcher_by_name(call: Call) -> Answer:
    """Add the person whose username is the body, a JSON string; without a body the caller: 204."""
    issue = issue_named(call)
    named = call.any_body() if request.get_data() else call.place.caller.username
    account = _watcher(call, named)
    if account.id not in issue.watchers:
        issue.watchers.append(account.id)
        call.jira.keep(issue)
    return None, 204


@operation("DELETE", "/issue/<key>/watchers", api=DATA_CENTER)
def remove_watcher_by_name(call: Call) -> Answer:
    """Remove the person in the query: 204."""
    issue = issue_named(call)
    account = _watcher(call, call.query("username") or call.query("userName"))
    if account.id in issue.watchers:
        issue.watchers.remove(account.id)
        call.jira.keep(issue)
    return None, 204


def _watcher(call: Call, named: object) -> Account:
    """The person called *named*. Raises Problem, with 401 where the caller may not choose others."""
    if not isinstance(named, str) or not named:
        raise Refused("account_needed")
    for one in call.jira.members(call.site_id):
        if one.username != named:
            continue
        if one.id != call.place.caller.id and not may(
            call.place, "ADMINISTER_PROJECTS", call.place.about(issue_named(call)).project
        ):
            raise Problem(401, Refused("may_not_watch"))
        return one
    raise Problem(404, Refused("no_user"))


@operation("GET", "/comment/<number>/properties/<name>", api=DATA_CENTER)
def get_comment_property(call: Call) -> Answer:
    """A property of a comment. The comments of an issue are listed without theirs."""
    for issue in call.jira.issues_of(call.site_id):
        for one in issue.comments:
            if one.id == call.path["number"]:
                visible_issue(call.place, issue.key)
                if call.path["name"] in one.properties:
                    return {"key": call.path["name"], "value": one.properties[call.path["name"]]}
    raise Problem(404, Refused("no_comment", value=call.path["number"]))


@operation("GET", "/jql/autocompletedata", api=DATA_CENTER)
def get_auto_complete_as_texts(call: Call) -> Answer:
    """What may stand in a query: each field and function as the text of an object, as the document's schema says."""
    found = jql_reference.reference(call)
    listed = ("visibleFieldNames", "visibleFunctionNames")
    return found | {name: [json.dumps(each) for each in found[name]] for name in listed}
