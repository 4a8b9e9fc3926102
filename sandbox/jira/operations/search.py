"""Search: JQL by POST and GET, counting, parsing a query, and the removed search."""

import base64
import json
from typing import Any
from zlib import crc32

from sandbox.jira.issue_json import Selection, issue_shape
from sandbox.jira.jql.parser import parse
from sandbox.jira.jql.search import find, predicate_of
from sandbox.jira.jql.tree import structure
from sandbox.jira.messages import Refused
from sandbox.jira.model import JSON, Issue
from sandbox.jira.operation import Answer, Call, Problem, operation
from sandbox.jira.operations.issues import strings
from sandbox.jira.operations.scopes import READ, SEARCH_BY_GET, SEARCH_BY_POST

MOST_IDS, MOST_ISSUES, MOST_RECONCILED = 5000, 100, 50


NOTHING: dict[str, JSON] = {"issues": [], "isLast": True}


@operation("GET", "/search/jql", classic=READ, granular=SEARCH_BY_GET, anonymous=NOTHING)
def search_by_get(call: Call) -> Answer:
    """Enhanced search with its arguments in the query."""
    ids = [int(one) for one in call.listed("reconcileIssues") if one.isdigit()]
    return enhanced(
        call,
        {
            "jql": call.query("jql"),
            "maxResults": call.number("maxResults", 50),
            "nextPageToken": call.query("nextPageToken") or None,
            "fields": call.listed("fields"),
            "properties": call.listed("properties"),
            "expand": call.query("expand"),
            "reconcileIssues": ids,
        },
    )


@operation("POST", "/search/jql", classic=READ, granular=SEARCH_BY_POST, anonymous=NOTHING)
def search_by_post(call: Call) -> Answer:
    """Enhanced search with its arguments in the body."""
    return enhanced(call, call.body())


def enhanced(call: Call, wanted: dict[str, JSON]) -> dict[str, Any]:
    """One page: issues, isLast, and a token unless it is the last; never a total. Raises Refused."""
    jql = wanted.get("jql")
    if not isinstance(jql, str) or not jql.strip():
        raise Refused("unbounded")
    selection = Selection(strings(wanted.get("fields")), default="id")
    properties = strings(wanted.get("properties"))
    if len(properties) > 5:
        raise Refused("many_properties")
    reconcile = wanted.get("reconcileIssues") or []
    if not isinstance(reconcile, list) or not all(isinstance(one, int) for one in reconcile):
        raise Refused("bad_body")
    if len(reconcile) > MOST_RECONCILED:
        raise Refused("many_issues", limit=MOST_RECONCILED)
    warnings: list[Refused] | None = [] if call.world.config.invalid_clauses == "no_rows" else None
    found = find(call.place, parse(jql), frozenset(reconcile), warnings)
    start = after(found, wanted.get("nextPageToken"), jql)
    size = wanted.get("maxResults")
    size = 50 if not isinstance(size, int) or size <= 0 else size
    size = min(
        size, MOST_IDS if selection.id_only or selection.named <= {"id", "key"} else MOST_ISSUES
    )
    page, rest = found[start : start + size], found[start + size :]
    expand = str(wanted.get("expand") or "").split(",")
    shape: dict[str, Any] = {
        "issues": [issue_shape(call.place, one, selection, properties, expand) for one in page],
        "isLast": not rest,
    }
    if warnings:
        shape["warnings"] = [one.say(call.place.language) for one in warnings]
    if call.world.config.page_token_repeats and wanted.get("nextPageToken"):
        return shape | {"nextPageToken": wanted["nextPageToken"], "isLast": False}
    return shape | {"nextPageToken": token(page[-1], start + size, jql)} if rest and page else shape


def token(last: Issue, start: int, jql: str) -> str:
    """The token of the next page, which begins after this issue."""
    return base64.urlsafe_b64encode(
        json.dumps([last.number, start, crc32(jql.encode())]).encode()
    ).decode()


def after(found: list[Issue], sent: JSON, jql: str) -> int:
    """Index of the first issue of a token's page. Raises Refused."""
    if sent is None:
        return 0
    try:
        number, start, check = json.loads(base64.urlsafe_b64decode(str(sent)))
    except ValueError:
        raise Refused("bad_token") from None
    if check != crc32(jql.encode()):
        raise Refused("bad_token")
    for index, issue in enumerate(found):
        if issue.number == number:
            return index + 1
    return int(start)


@operation("POST", "/search/approximate-count", classic=READ, granular=SEARCH_BY_POST)
def count_issues(call: Call) -> Answer:
    """How many issues a bounded query finds."""
    return {"count": len(find(call.place, parse(str(call.body().get("jql") or ""))))}


@operation(
    "POST", "/jql/parse", classic=READ, granular="read:field:jira validate:jql:jira read:jql:jira"
)
def parse_jql_queries(call: Call) -> Answer:
    """Each query's structure or errors; 200 for wrong queries too."""
    queries = strings(call.body().get("queries"))
    if not queries:
        raise Refused("bad_body")
    return {"queries": [_parsed(call, text) for text in queries]}


def _parsed(call: Call, text: str) -> dict[str, Any]:
    level = call.query("validation", "strict")
    try:
        query = parse(text)
    except Refused as refused:
        return {"query": text, "errors": [refused.say(call.place.language)]}
    shape = {"query": text, "structure": structure(query)}
    try:
        if query.where is not None and level != "none":
            predicate_of(call.place, query.where)
    except Refused as refused:
        said = [refused.say(call.place.language)]
        return shape | {"warnings": said} if level == "warn" else {"query": text, "errors": said}
    return shape


@operation("GET", "/search", classic=READ, granular=SEARCH_BY_GET)
def search_removed(call: Call) -> Answer:
    """Removed from Cloud; Data Center has its own."""
    raise Problem(410, Refused("removed"))


@operation("POST", "/search", classic=READ, granular=SEARCH_BY_POST)
def search_removed_by_post(call: Call) -> Answer:
    """As by GET."""
    raise Problem(410, Refused("removed"))
