"""What stands for Cloud's searches, bulk reads and counts at Data Center: its one search, by startAt. Pure.

It reads the index. On the node that wrote an issue that is up to date; the others follow within seconds.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from integrations.errors import Rejected
from integrations.jira import json_readers
from integrations.jira.api_call import Call, path_of
from integrations.jira.data_center.speaker import Speaker
from integrations.jira.jql_building import quoted

Read = Callable[[Any], Any]
_FOLLOWED = {"Key": "issuekey"}


def post(
    call: Call[Any],
    body: Mapping[str, Any],
    read: Read,
    *,
    refused: Callable[[Rejected], Any] | None = None,
) -> Call[Any]:
    """*call* as a search with *body*, which changes nothing although it is a POST."""
    return replace(
        call,
        method="POST",
        path=path_of("search"),
        query={},
        json=dict(body),
        read=read,
        refused=refused,
    )


def page(call: Call[Any], speaker: Speaker) -> Call[Any]:
    """One page of a query. The token of the next one is where it begins."""
    wanted: Mapping[str, Any] = call.json if call.method == "POST" else call.query
    fields = wanted.get("fields", "")
    start = int(wanted.get("nextPageToken") or 0)
    body = {
        "jql": wanted["jql"],
        "startAt": start,
        "maxResults": int(wanted.get("maxResults") or 50),
        "fields": fields.split(",") if isinstance(fields, str) else list(fields),
    }

    def read(answer: Any) -> Any:
        data = json_readers.mapping(answer)
        after = start + len(data.get("issues") or ())
        last = after >= json_readers.number(data, "total") or after == start
        more = {} if last else {"nextPageToken": str(after)}
        warnings = {"warnings": data["warningMessages"]} if data.get("warningMessages") else {}
        return call.read({**data, **more, **warnings, "isLast": last})

    return post(call, body, read)


def by_keys(call: Call[Any], speaker: Speaker) -> Call[Any]:
    """Issues by key or id. Those that do not exist are left out, as at Cloud.

    With properties, which no search answers, it is a scan that looks past the index: the answer says that it could
    not read everything.
    """
    wanted = call.json
    body = _by_id(wanted["issueIdsOrKeys"]) | {"fields": list(wanted["fields"])}
    scan = bool(wanted.get("properties"))

    def read(answer: Any) -> Any:
        data = json_readers.mapping(answer)
        issues = sorted(json_readers.objects(data, "issues"), key=_number)
        missing = [{"id": "0", "errorMessage": "read from the index"}] if scan else []
        return call.read({"issues": issues, "issueErrors": missing})

    return post(call, body, read)


def count(call: Call[Any], speaker: Speaker) -> Call[Any]:
    """How many issues a query finds."""
    body = {"jql": call.json["jql"], "maxResults": 0, "fields": ["key"]}

    def read(answer: Any) -> Any:
        return call.read({"count": json_readers.number(json_readers.mapping(answer), "total")})

    return post(call, body, read)


def changelogs(call: Call[Any], speaker: Speaker) -> Call[Any]:
    """The changes of many issues, in the fields asked for. They name a field by its label, not its id."""
    wanted = call.json
    fields = set(wanted["fieldIds"])
    body = _by_id(wanted["issueIdsOrKeys"]) | {"fields": ["key"], "expand": ["changelog"]}

    def read(answer: Any) -> Any:
        logs = []
        for issue in json_readers.objects(json_readers.mapping(answer), "issues"):
            log = json_readers.optional_object(issue, "changelog")
            histories = [
                {**each, "items": items}
                for each in json_readers.objects(log, "histories")
                if (items := _followed(each, fields))
            ]
            logs.append({"issueId": json_readers.text(issue, "id"), "changeHistories": histories})
        return call.read({"issueChangeLogs": logs})

    return post(call, body, read)


def _followed(history: Mapping[str, Any], fields: set[str]) -> list[dict[str, Any]]:
    named = (
        {**each, "fieldId": _FOLLOWED.get(str(each.get("field")), each.get("field"))}
        for each in json_readers.objects(history, "items")
    )
    return [each for each in named if each["fieldId"] in fields]


def _by_id(names: Sequence[str]) -> dict[str, Any]:
    """A search for these ids or keys."""
    listed = ", ".join(map(quoted, names))
    return {"jql": f"issuekey IN ({listed})", "maxResults": len(names), "validateQuery": False}


def _number(issue: Mapping[str, Any]) -> int:
    found = json_readers.optional_text(issue, "id")
    return int(found) if found.isdecimal() else 0
