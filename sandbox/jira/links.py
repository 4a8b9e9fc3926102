"""Links between issues."""

from dataclasses import dataclass

from sandbox.jira import standard_objects
from sandbox.jira.fields.base import member
from sandbox.jira.messages import Refused
from sandbox.jira.model import JSON, Issue, Link
from sandbox.jira.permissions import visible_issue
from sandbox.jira.request_context import Place


@dataclass(frozen=True)
class Wanted:
    """A link to be made from one issue to `other`, which is its outward or its inward end."""

    type_id: str
    other: Issue
    outward: bool


def link_type(value: JSON) -> standard_objects.LinkType:
    """The type that `{"id"}`, `{"name"}`, `{"inward"}` or `{"outward"}` names. Raises Refused."""
    named = member(value, "id", "name", "inward", "outward")
    for one in standard_objects.LINK_TYPES:
        if named and named[1] == getattr(one, named[0]):
            return one
    raise Refused("no_link_type", value=named[1] if named else "")


def other_end(place: Place, value: JSON) -> Issue:
    """The issue that `{"key"}` or `{"id"}` names, if the caller sees it. Raises Refused."""
    named = member(value, "key", "id")
    if named is None:
        raise Refused("no_issue")
    return visible_issue(place, named[1])


def wanted(place: Place, value: JSON) -> Wanted:
    """What `update.issuelinks.add` asks for. Raises Refused."""
    if not isinstance(value, dict):
        raise Refused("not_object")
    outward = "outwardIssue" in value
    other = other_end(place, value.get("outwardIssue" if outward else "inwardIssue"))
    return Wanted(link_type(value.get("type")).id, other, outward)


def link(place: Place, wish: Wanted, issue: Issue) -> str:
    """Join two issues; each knows the link. Returns the link's id; the same link again changes nothing."""
    for one in issue.links:
        if (one.type_id, one.other, one.outward) == (wish.type_id, wish.other.number, wish.outward):
            return one.id
    config = place.config
    link_id = str(config.next("link"))
    place.jira.sites.put(config)
    issue.links.append(Link(link_id, wish.type_id, wish.other.number, wish.outward))
    wish.other.links.append(Link(link_id, wish.type_id, issue.number, not wish.outward))
    place.jira.keep(issue)
    place.jira.keep(wish.other)
    return link_id
