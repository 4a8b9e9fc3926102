"""Finds the issues that a query means, as the search index of Jira sees them."""

from datetime import datetime, timedelta

from sandbox.jira.jql.dates import moment
from sandbox.jira.jql.fields import Test, searchable
from sandbox.jira.jql.tree import Clause, Group, Node, Query
from sandbox.jira.messages import Refused
from sandbox.jira.model import Issue
from sandbox.jira.permissions import sees
from sandbox.jira.place import Place

MOST_ORDERS = 7


def test_of(place: Place, node: Node) -> Test:
    """A tree as a predicate. Raises Refused for unknown fields and values."""
    if isinstance(node, Clause):
        return searchable(node.field).test(place, node)
    tests = [test_of(place, one) for one in node.clauses]
    if node.operator == "not":
        return lambda issue: not tests[0](issue)
    if node.operator == "or":
        return lambda issue: any(test(issue) for test in tests)
    return lambda issue: all(test(issue) for test in tests)


def find(place: Place, query: Query, reconcile: frozenset[int] = frozenset()) -> list[Issue]:
    """Issues that match, that the caller sees, and that the index knows by now, in order.

    `reconcile` names ids whose present state counts, indexed or not.
    """
    if query.where is None:
        raise Refused("unbounded")
    if len(query.order) > MOST_ORDERS:
        raise Refused("jql_order")
    test = test_of(place, query.where)
    indexed = place.now - timedelta(seconds=place.jira.world.config.index_lag_seconds)
    found = [
        issue
        for issue in place.jira.issues_of(place.site.id, since(place, query.where))
        if (issue.created <= indexed or issue.number in reconcile) and test(issue) and sees(place, issue)
    ]
    found.sort(key=lambda issue: issue.number, reverse=True)
    for name, descending in reversed(query.order):
        found.sort(key=searchable(name).sort, reverse=descending)
    return found


def since(place: Place, node: Node) -> datetime | None:
    """The earliest creation that can match: from `created >=` clauses joined by AND."""
    if isinstance(node, Group):
        if node.operator != "and":
            return None
        bounds = [bound for one in node.clauses if (bound := since(place, one)) is not None]
        return max(bounds, default=None)
    if node.field.lower() in ("created", "createddate") and node.operator in (">", ">="):
        return moment(place, node, node.operands[0])
    return None
