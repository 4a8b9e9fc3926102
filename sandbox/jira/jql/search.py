"""Finds the issues of a query, as Jira's search index shows them."""

from datetime import datetime, timedelta

from sandbox.jira.jql.custom_fields import searchable
from sandbox.jira.jql.dates import moment
from sandbox.jira.jql.fields import Test
from sandbox.jira.jql.tree import Clause, Group, Node, Query
from sandbox.jira.messages import Refused
from sandbox.jira.model import Issue
from sandbox.jira.permissions import sees
from sandbox.jira.request_context import Place

MOST_ORDERS = 7


def predicate_of(place: Place, node: Node, warnings: list[Refused] | None = None) -> Test:
    """A tree as a predicate. Raises Refused for unknown fields and values.

    With *warnings* a refused clause matches nothing, and its refusal is put there.
    """
    if isinstance(node, Clause):
        try:
            return _clause(place, node)
        except Refused as refused:
            if warnings is None:
                raise
            warnings.append(refused)
            return lambda issue: False
    tests = [predicate_of(place, one, warnings) for one in node.clauses]
    if node.operator == "not":
        return lambda issue: not tests[0](issue)
    if node.operator == "or":
        return lambda issue: any(test(issue) for test in tests)
    return lambda issue: all(test(issue) for test in tests)


def _clause(place: Place, clause: Clause) -> Test:
    if clause.operator.startswith(("was", "changed")):
        raise Refused("jql_history", field=clause.field)
    return searchable(place, clause.field).test(place, clause)


def find(
    place: Place,
    query: Query,
    reconcile: frozenset[int] = frozenset(),
    warnings: list[Refused] | None = None,
) -> list[Issue]:
    """Matching issues that the caller sees and the index has, in order.

    `reconcile`: ids of issues that are read in their present state, indexed or not. `warnings`: see `predicate_of`.
    """
    if query.where is None:
        raise Refused("unbounded")
    if len(query.order) > MOST_ORDERS:
        raise Refused("jql_order")
    test = predicate_of(place, query.where, warnings)
    indexed = place.now - timedelta(seconds=place.jira.world.config.index_lag_seconds)
    found = [
        issue
        for issue in place.jira.issues_of(place.site.id, since(place, query.where))
        if (issue.created <= indexed or issue.number in reconcile)
        and test(issue)
        and sees(place, issue)
    ]
    found.sort(key=lambda issue: issue.number, reverse=True)
    for name, descending in reversed(query.order):
        found.sort(key=searchable(place, name).sort, reverse=descending)
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
