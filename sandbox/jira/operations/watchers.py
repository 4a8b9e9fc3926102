"""Watchers of an issue."""

from flask import request

from sandbox.jira import object_json
from sandbox.jira.messages import Refused
from sandbox.jira.operation import Answer, Call, Problem, operation
from sandbox.jira.operations.issues import issue_named
from sandbox.jira.operations.scopes import READ, WRITE
from sandbox.jira.permissions import may


@operation(
    "GET",
    "/issue/<key>/watchers",
    classic=READ,
    granular="read:issue.watcher:jira read:user:jira read:avatar:jira",
)
def get_issue_watchers(call: Call) -> Answer:
    """How many watch, and who. Without the permission to see the others, the caller alone."""
    issue = issue_named(call)
    accounts = [found for one in issue.watchers if (found := call.jira.account(one)) is not None]
    all_of_them = may(call.place, "VIEW_VOTERS_AND_WATCHERS", call.place.about(issue).project)
    shown = [one for one in accounts if all_of_them or one.id == call.place.caller.id]
    return {
        "self": f"{call.place.base}/issue/{issue.key}/watchers",
        "isWatching": call.place.caller.id in issue.watchers,
        "watchCount": len(accounts),
        "watchers": [object_json.user(call.place, one) for one in shown],
    }


@operation("POST", "/issue/<key>/watchers", classic=WRITE, granular="write:issue.watcher:jira")
def add_watcher(call: Call) -> Answer:
    """Add the account whose id is the body, a JSON string; without a body the caller: 204."""
    issue = issue_named(call)
    who = call.any_body() if request.get_data() else call.place.caller.id
    if not isinstance(who, str):
        raise Refused("bad_body")
    if who != call.place.caller.id and not may(
        call.place, "ADMINISTER_PROJECTS", call.place.about(issue).project
    ):
        raise Problem(403, Refused("may_not_watch"))
    if who not in {one.id for one in call.jira.members(call.site_id)}:
        raise Problem(404, Refused("no_user"))
    if who not in issue.watchers:
        issue.watchers.append(who)
        call.jira.keep(issue)
    return None, 204


@operation("DELETE", "/issue/<key>/watchers", classic=WRITE, granular="write:issue.watcher:jira")
def remove_watcher(call: Call) -> Answer:
    """Remove the account in the query: 204. Repeating it changes nothing."""
    issue, who = issue_named(call), call.query("accountId")
    if not who:
        raise Refused("account_needed")
    if who != call.place.caller.id and not may(
        call.place, "ADMINISTER_PROJECTS", call.place.about(issue).project
    ):
        raise Problem(403, Refused("may_not_watch"))
    if who not in {one.id for one in call.jira.members(call.site_id)}:
        raise Problem(404, Refused("no_user"))
    if who in issue.watchers:
        issue.watchers.remove(who)
        call.jira.keep(issue)
    return None, 204
