"""Votes for an issue. The knob `voting` switches them off: 404, as Jira answers then."""

from sandbox.jira import object_json
from sandbox.jira.messages import Refused
from sandbox.jira.model import Issue
from sandbox.jira.operation import Answer, Call, Problem, operation
from sandbox.jira.operations.issues import issue_named
from sandbox.jira.operations.scopes import READ, WRITE
from sandbox.jira.permissions import may

GRANULAR = "read:issue.vote:jira read:user:jira read:application-role:jira read:avatar:jira read:group:jira"


def issue_with_votes(call: Call) -> Issue:
    """The issue in the path. Raises Problem 404, also where voting is off."""
    issue = issue_named(call)
    if not call.world.config.voting:
        raise Problem(404, Refused("no_vote"))
    return issue


@operation("GET", "/issue/<key>/votes", classic=READ, granular=GRANULAR)
def get_votes(call: Call) -> Answer:
    """How many voted, whether the caller did, and who: nobody without the permission to see them."""
    issue = issue_with_votes(call)
    shown = may(call.place, "VIEW_VOTERS_AND_WATCHERS", call.place.about(issue).project)
    accounts = [found for one in issue.voters if (found := call.jira.account(one)) is not None]
    return {
        "self": f"{call.place.base}/issue/{issue.key}/votes",
        "votes": len(issue.voters),
        "hasVoted": call.place.caller.id in issue.voters,
        "voters": [object_json.user(call.place, one) for one in accounts if shown],
    }


@operation("POST", "/issue/<key>/votes", classic=WRITE, granular="write:issue.vote:jira")
def add_vote(call: Call) -> Answer:
    """Vote: 204, also for a second time. Nobody votes for what they reported: 404."""
    issue = issue_with_votes(call)
    if issue.reporter == call.place.caller.id:
        raise Problem(404, Refused("own_vote"))
    if call.place.caller.id not in issue.voters:
        issue.voters.append(call.place.caller.id)
        call.jira.keep(issue)
    return None, 204


@operation("DELETE", "/issue/<key>/votes", classic=WRITE, granular="write:issue.vote:jira")
def remove_vote(call: Call) -> Answer:
    """Take the vote back: 204. 404 where there is none."""
    issue = issue_with_votes(call)
    if call.place.caller.id not in issue.voters:
        raise Problem(404, Refused("no_vote"))
    issue.voters.remove(call.place.caller.id)
    call.jira.keep(issue)
    return None, 204
