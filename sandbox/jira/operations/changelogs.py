"""The changelog of one issue, and of many at once."""

import base64
import json
from typing import Any

from sandbox.jira.changelog_json import history_shape
from sandbox.jira.history import History, entries_of
from sandbox.jira.messages import Refused
from sandbox.jira.model import JSON
from sandbox.jira.operation import Answer, Call, operation
from sandbox.jira.operations.issues import issue_named
from sandbox.jira.operations.scopes import ISSUE, READ
from sandbox.jira.paging import page_bean
from sandbox.jira.permissions import sees
from sandbox.jira.request_context import Place

MOST_ISSUES, MOST_FIELDS, MOST_RESULTS = 1000, 10, 10_000
KNOWN = {"issueIdsOrKeys", "fieldIds", "maxResults", "nextPageToken"}


@operation(
    "GET",
    "/issue/<key>/changelog",
    classic=READ,
    granular="read:issue-meta:jira read:avatar:jira read:issue.changelog:jira",
)
def get_change_logs(call: Call) -> Answer:
    """The changes of one issue, oldest first, at most 100 a page."""
    issue = issue_named(call)
    entries = entries_of(call.jira, issue)
    shown = [history_shape(call.place, one) for one in entries]
    return page_bean(call, f"/issue/{issue.number}/changelog", shown, default=100, most=100)


@operation("POST", "/changelog/bulkfetch", classic=READ, granular=ISSUE)
def get_bulk_changelogs(call: Call) -> Answer:
    """Changes by issue id, then oldest first. Issues that are missing or invisible are left out."""
    body = call.body()
    if body.keys() - KNOWN:
        raise Refused("bad_body")
    names = _strings(body.get("issueIdsOrKeys"), MOST_ISSUES)
    if not names:
        raise Refused("bad_body")
    fields = _strings(body.get("fieldIds") or [], MOST_FIELDS)
    size = body.get("maxResults", MOST_RESULTS // 10)
    if not isinstance(size, int) or not 1 <= size <= MOST_RESULTS:
        raise Refused("bad_number", parameter="maxResults")
    found = _found(call, names, set(fields))
    start = _start(body.get("nextPageToken"))
    page = found[start : start + size]
    logs: dict[str, list[dict[str, Any]]] = {}
    for number, entry in page:
        logs.setdefault(number, []).append(_bulk_shape(call.place, entry, set(fields)))
    answer: dict[str, Any] = {
        "issueChangeLogs": [
            {"issueId": number, "changeHistories": entries} for number, entries in logs.items()
        ]
    }
    more = start + size < len(found)
    return answer | ({"nextPageToken": _token(start + size)} if more else {})


def _found(call: Call, names: list[str], fields: set[str]) -> list[tuple[str, History]]:
    issues = (call.jira.issue(call.site_id, name) for name in names)
    seen = {one.number: one for one in issues if one is not None and sees(call.place, one)}
    return [
        (str(number), entry)
        for number in sorted(seen)
        for entry in entries_of(call.jira, seen[number])
        if not fields or any(item.field_id in fields for item in entry.items)
    ]


def _bulk_shape(place: Place, entry: History, fields: set[str]) -> dict[str, Any]:
    """The same with `created` as the knob says: Atlassian's schema and its example differ."""
    shape = history_shape(place, entry, fields)
    if place.jira.world.config.changelog_created == "number":
        shape["created"] = int(entry.created.timestamp() * 1000)
    return shape


def _strings(value: JSON, most: int) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Refused("bad_body")
    if len(value) > most:
        raise Refused("many_issues", limit=most)
    return value


def _token(start: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([start]).encode()).decode()


def _start(token: JSON) -> int:
    if token is None:
        return 0
    try:
        [start] = json.loads(base64.urlsafe_b64decode(str(token)))
        return int(start)
    except (ValueError, TypeError):
        raise Refused("bad_token") from None
