"""What stands for Cloud's pages of projects, of create metadata and of changes, for its transitions and files. Pure."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from integrations.jira import json_readers
from integrations.jira.api_call import Call, path_of
from integrations.jira.data_center.speaker import Speaker

_REFERENCES = ("visibleFieldNames", "visibleFunctionNames")


def values_called(name: str) -> Callable[[Call[Any], Speaker], Call[Any]]:
    """Pages of create metadata, whose items are called `values`."""

    def adapt(call: Call[Any], speaker: Speaker) -> Call[Any]:
        def read(answer: Any) -> Any:
            data = json_readers.mapping(answer)
            return call.read({**data, name: data.get("values")})

        return replace(call, read=read)

    return adapt


def projects(call: Call[Any], speaker: Speaker) -> Call[Any]:
    """A page of the projects that the account sees. All come at once, and Jira does not say where it may create."""
    wanted, start = str(call.query.get("query", "")).casefold(), int(call.query["startAt"])
    size = int(call.query["maxResults"])

    def read(answer: Any) -> Any:
        found = [
            each
            for each in (json_readers.mapping(one, "a project") for one in _array(answer))
            if wanted in str(each.get("name", "")).casefold()
            or wanted in str(each.get("key", "")).casefold()
        ]
        found.sort(key=lambda each: str(each.get("name", "")).casefold())
        shown = found[start : start + size]
        last = start + len(shown) >= len(found)
        return call.read({"values": shown, "startAt": start, "total": len(found), "isLast": last})

    return replace(call, path=path_of("project"), query={}, read=read)


def changelog(call: Call[Any], speaker: Speaker) -> Call[Any]:
    """A page of the changes of an issue, oldest first. All of them come with the issue."""
    start, size = int(call.query["startAt"]), int(call.query["maxResults"])

    def read(answer: Any) -> Any:
        log = json_readers.optional_object(json_readers.mapping(answer), "changelog")
        histories = sorted(json_readers.objects(log, "histories"), key=_created)
        return call.read({"values": histories[start : start + size], "total": len(histories)})

    path = call.path.removesuffix("/changelog")
    return replace(call, path=path, query={"fields": "key", "expand": "changelog"}, read=read)


def transitions(call: Call[Any], speaker: Speaker) -> Call[Any]:
    """The transitions of an issue with the fields of their screens, which come with the issue.

    Data Center's document has no `expand` for the list of transitions, although its words have.
    """
    wanted = call.query.get("transitionId")

    def read(answer: Any) -> Any:
        data = json_readers.mapping(answer)
        found = json_readers.objects(data, "transitions") if data.get("transitions") else ()
        shown = [each for each in found if wanted is None or each.get("id") == str(wanted)]
        return call.read({"transitions": shown})

    query = {"fields": "key", "expand": "transitions,transitions.fields"}
    return replace(call, path=call.path.removesuffix("/transitions"), query=query, read=read)


def query_reference(call: Call[Any], speaker: Speaker) -> Call[Any]:
    """What may stand in a query. Each field and function is an object, or, by Jira's document, the text of one."""

    def read(answer: Any) -> Any:
        data = json_readers.mapping(answer)
        return call.read({**data, **{name: _parsed(data.get(name)) for name in _REFERENCES}})

    return replace(call, read=read)


def file(call: Call[Any], speaker: Speaker) -> Call[Any]:
    """The bytes of a file: at the instance itself, below its base address."""
    number = call.path.rpartition("/")[2]
    return replace(call, path=f"/secure/attachment/{number}/file", query={}, located=None)


def thumbnail(call: Call[Any], speaker: Speaker) -> Call[Any]:
    """A small picture of a file. Jira gives it the name of its number."""
    number = call.path.rpartition("/")[2]
    path = f"/secure/thumbnail/{number}/_thumb_{number}.png"
    return replace(call, path=path, query={}, located=None)


def _parsed(found: Any) -> Any:
    if not isinstance(found, list):
        return found
    try:
        return [json.loads(each) if isinstance(each, str) else each for each in found]
    except ValueError:
        raise json_readers.MalformedError("a field or function of queries is no object") from None


def _created(history: Mapping[str, Any]) -> Any:
    return json_readers.moment(history, "created")


def _array(answer: Any) -> list[Any]:
    if not isinstance(answer, list):
        raise json_readers.MalformedError("the projects are no array")
    return answer
