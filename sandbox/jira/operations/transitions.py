"""Transitions of an issue, its edit metadata, and its assignee."""

from flask import request

from sandbox.jira.expand_parameter import edit_meta
from sandbox.jira.fields import KINDS
from sandbox.jira.messages import Refused
from sandbox.jira.operation import Answer, Call, Problem, operation
from sandbox.jira.operations.issues import issue_named
from sandbox.jira.operations.scopes import READ, WRITE
from sandbox.jira.permissions import may
from sandbox.jira.workflow import TRANSITIONS, offered, perform, transition_shape


@operation(
    "GET",
    "/issue/<key>/transitions",
    classic=READ,
    granular="read:issue.transition:jira read:status:jira read:field-configuration:jira",
)
def get_transitions(call: Call) -> Answer:
    """The transitions that the caller may perform: none is no error, nor is an unknown `transitionId`."""
    issue = issue_named(call)
    place, wanted = call.place.about(issue), call.query("transitionId")
    can = offered(place, issue)
    all_of = TRANSITIONS if can and call.flag("includeUnavailableTransitions") else can
    with_fields = "transitions.fields" in call.listed("expand")
    shown = [
        transition_shape(place, issue, one, with_fields=with_fields, available=one in can)
        for one in all_of
        if wanted in ("", one.id)
    ]
    return {"expand": "transitions", "transitions": shown}


@operation(
    "POST",
    "/issue/<key>/transitions",
    classic=WRITE,
    granular="write:issue:jira write:issue.property:jira",
)
def do_transition(call: Call) -> Answer:
    """Perform a transition, with the fields of its screen: 204."""
    perform(call.place, issue_named(call), call.body())
    return None, 204


@operation(
    "GET",
    "/issue/<key>/editmeta",
    classic=READ,
    granular="read:issue-meta:jira read:field-configuration:jira",
)
def get_edit_issue_meta(call: Call) -> Answer:
    """The fields that the caller may change."""
    return edit_meta(call.place.about(issue_named(call)))


@operation("PUT", "/issue/<key>/assignee", classic=WRITE, granular="write:issue:jira")
def assign_issue(call: Call) -> Answer:
    """Assign to `{"accountId"}`, or to nobody where it is null: 204."""
    issue = issue_named(call)
    place, body = call.place.about(issue), call.body()
    if not may(place, "ASSIGN_ISSUES", place.project):
        raise Problem(403, Refused("may_not_assign"))
    if "accountId" not in body:
        raise Refused("account_needed")
    field = place.jira.fields_of(place.site.id)["assignee"]
    try:
        issue.fields["assignee"] = KINDS["assignee"].check(field, body, place)
    except Refused as refused:
        raise Problem(400, errors={"assignee": refused}) from None
    issue.updated = place.now
    place.jira.keep(issue)
    return None, 204


@operation(
    "GET",
    "/issue/<key>/remotelink",
    classic=READ,
    granular="read:issue.remote-link:jira read:status:jira",
)
def get_remote_issue_links(call: Call) -> Answer:
    """Links to things outside of Jira."""
    issue = issue_named(call)
    shown = [
        {"self": f"{call.place.base}/issue/{issue.number}/remotelink/{one['id']}", **one}
        for one in issue.remote_links
    ]
    wanted = request.args.get("globalId")
    if wanted is None:
        return shown
    for each in shown:
        if each.get("globalId") == wanted:
            return each
    raise Problem(404, Refused("no_issue"))


@operation(
    "POST",
    "/issue/<key>/remotelink",
    classic=WRITE,
    granular="write:issue.remote-link:jira read:issue.remote-link:jira",
)
def create_or_update_remote_issue_link(call: Call) -> Answer:
    """A link to an address: 201, or 200 where its `globalId` is there already."""
    issue, body = issue_named(call), call.body()
    thing = body.get("object")
    if not isinstance(thing, dict) or not thing.get("url") or not thing.get("title"):
        raise Refused("bad_body")
    place = call.place.about(issue)
    if not may(place, "LINK_ISSUES", place.project):
        raise Problem(403, Refused("may_not_link", key=issue.key))
    known = next(
        (
            one
            for one in issue.remote_links
            if one.get("globalId") and one["globalId"] == body.get("globalId")
        ),
        None,
    )
    config = call.place.config
    number = known["id"] if known else config.next("remote-link")
    call.jira.sites.put(config)
    names = ("globalId", "application", "relationship", "object")
    made = {"id": number} | {name: body[name] for name in names if name in body}
    if known:
        issue.remote_links.remove(known)
    issue.remote_links.append(made)
    call.jira.keep(issue)
    address = f"{call.place.base}/issue/{issue.number}/remotelink/{number}"
    return {"id": number, "self": address}, 200 if known else 201
