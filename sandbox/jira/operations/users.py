"""Users: the caller, members, assignable users, and groups."""

from html import escape
from typing import Any

from flask import request

from sandbox.jira import object_json
from sandbox.jira.fields.people import assignable
from sandbox.jira.messages import Refused
from sandbox.jira.model import Issue
from sandbox.jira.operation import Answer, Call, Problem, operation
from sandbox.jira.operations.scopes import PERSON, USERS
from sandbox.jira.paging import cut
from sandbox.jira.permissions import may, visible_issue
from sandbox.people import Account


def full_user(call: Call, account: Account) -> dict[str, Any]:
    """A user with what `expand` asks for."""
    shape = object_json.user(call.place, account) | {"locale": account.locale.replace("-", "_")}
    groups = [name for name, members in call.place.config.groups.items() if account.id in members]
    expand = call.listed("expand")
    if "groups" in expand:
        items = [object_json.group(call.place, name) for name in groups]
        shape["groups"] = {"size": len(items), "items": items}
    if "applicationRoles" in expand:
        shape["applicationRoles"] = {"size": 0, "items": []}
    return shape | {"expand": "groups,applicationRoles"}


@operation("GET", "/myself", classic=USERS, granular=PERSON)
def get_current_user(call: Call) -> Answer:
    """The caller."""
    return full_user(call, call.place.caller)


@operation("GET", "/user", classic=USERS, granular=PERSON)
def get_user(call: Call) -> Answer:
    """A member of the site by `accountId` (Data Center: `username` or `key`)."""
    names = ("username", "key") if call.place.data_center else ("accountId",)
    wanted = next((call.query(name) for name in names if call.query(name)), "")
    for account in call.jira.members(call.site_id):
        shape = object_json.user(call.place, account)
        if wanted and wanted in (shape.get("accountId"), shape.get("name"), shape.get("key")):
            return full_user(call, account)
    raise Problem(404, Refused("no_user"))


@operation("GET", "/user/search", classic=USERS, granular=f"{PERSON} read:user.property:jira")
def find_users(call: Call) -> Answer:
    """Members whose name or visible e-mail address begins with `query`. Empty without the permission."""
    asked = [
        name for name in ("query", "username", "accountId", "property") if name in request.args
    ]
    if not asked or {"query", "accountId"} <= set(asked):
        raise Refused("query_needed")
    if not may(call.place, "USER_PICKER"):
        return []
    return people(call, call.jira.members(call.site_id))


@operation(
    "GET",
    "/user/assignable/search",
    classic=USERS,
    granular=f"{PERSON} read:issue:jira read:project:jira",
)
def find_assignable_users(call: Call) -> Answer:
    """Members who can be assigned in `project`, or to `issueKey` or `issueId`."""
    project_key = call.query("project")
    issue: Issue | None = None
    if not project_key:
        named = call.query("issueKey") or call.query("issueId")
        issue = visible_issue(call.place, named) if named else None
        project_key = issue.project_id if issue else ""
    project = call.jira.project(call.site_id, project_key) if project_key else None
    if project is None:
        raise Problem(404, Refused("no_project", key=project_key))
    place = call.place.within(project)
    return people(call, [one for one in call.jira.members(call.site_id) if assignable(place, one)])


def people(call: Call, accounts: list[Account]) -> list[dict[str, Any]]:
    """One page of accounts that match `query`, `username` or `accountId`."""
    wanted = (call.query("query") or call.query("username")).lower()
    account_id = call.query("accountId")
    found = [
        one
        for one in accounts
        if (account_id == one.id if account_id else matches(one, wanted)) and one.active
    ]
    page, _ = cut(call, found, 50, 1000)
    return [object_json.user(call.place, one) for one in page]


def matches(account: Account, wanted: str) -> bool:
    """Whether a word of the name, or the e-mail address if visible, begins with `wanted`."""
    name = account.name.lower()
    if name.startswith(wanted) or any(word.startswith(wanted) for word in name.split()):
        return True
    return not account.email_hidden and account.email.lower().startswith(wanted)


@operation("GET", "/groups/picker", classic=USERS, granular="read:group:jira")
def find_groups(call: Call) -> Answer:
    """Groups whose name contains `query`."""
    wanted, exclude = call.query("query"), call.listed("exclude")
    any_case = call.query("caseInsensitive") == "true"
    names = [
        name
        for name in sorted(call.place.config.groups)
        if (wanted.lower() in name.lower() if any_case else wanted in name) and name not in exclude
    ]
    shown = names[: call.number("maxResults", 20)]
    groups = []
    for name in shown:
        group = object_json.group(call.place, name)
        marked = (
            escape(name).replace(escape(wanted), f"<b>{escape(wanted)}</b>")
            if wanted
            else escape(name)
        )
        known = {"groupId": group["groupId"]} if "groupId" in group else {}
        groups.append({"name": name, "html": marked, "labels": [], **known})
    return {
        "header": f"Showing {len(shown)} of {len(names)} matching groups",
        "total": len(names),
        "groups": groups,
    }
