"""Each operation of Cloud that Lodge uses, and what stands for it at Data Center. Pure.

Source: Jira Software Data Center REST API 10.3, "REST API v2".
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from integrations.errors import Denied, Rejected
from integrations.jira import json_readers
from integrations.jira.api_call import Call
from integrations.jira.data_center import list_adapters, search_adapters
from integrations.jira.data_center.speaker import Speaker
from integrations.jira.data_center.translation import from_jira, to_jira
from integrations.jira.data_center.version_two import path_in_version_two

Adapter = Callable[[Call[Any], Speaker], Call[Any]]


def spoken(call: Call[Any], speaker: Speaker) -> Call[Any]:
    """*call* as the instance understands it, whose `read` takes the instance's answer.

    Raises Denied for an operation that Data Center does not have in any form.
    """
    adapt = _OTHERS.get(call.operation) or (_same if call.operation in _SAME else None)
    if adapt is None:
        raise Denied([f"Jira Data Center has no {call.operation}"], status=404)
    wanted = adapt(call, speaker)
    if call.binary or call.located:
        return wanted
    return replace(
        wanted,
        path=path_in_version_two(wanted.path),
        json=to_jira(wanted.json, speaker),
        read=_reader(wanted, speaker),
    )


def _reader(wanted: Call[Any], speaker: Speaker) -> Callable[[Any], Any]:
    return lambda answer: wanted.read(from_jira(answer, speaker))


def _same(call: Call[Any], speaker: Speaker) -> Call[Any]:
    return call


def _people(call: Call[Any], speaker: Speaker) -> Call[Any]:
    """Users are searched by `username`. A dot finds everybody, as nothing does at Cloud."""
    query = {name: each for name, each in call.query.items() if name != "query"}
    return replace(call, query={**query, "username": call.query.get("query") or "."})


def _assign(call: Call[Any], speaker: Speaker) -> Call[Any]:
    """To nobody is a user without a name: Jira's document has no null for it, and Jira reads both alike."""
    return replace(call, json={}) if call.json["accountId"] is None else call


def _add_watcher(call: Call[Any], speaker: Speaker) -> Call[Any]:
    return replace(call, json=speaker.name_of(str(call.json)))


def _remove_watcher(call: Call[Any], speaker: Speaker) -> Call[Any]:
    username = speaker.name_of(str(call.query.get("accountId", "")))
    return replace(call, query={"username": username})


def _without(*names: str) -> Adapter:
    """The same call without parameters that Data Center does not have."""

    def adapt(call: Call[Any], speaker: Speaker) -> Call[Any]:
        return replace(call, query={k: v for k, v in call.query.items() if k not in names})

    return adapt


def _issue_link_hints(call: Call[Any], speaker: Speaker) -> Call[Any]:
    """The picker names issues by key alone. Lodge needs a number to tell them apart: one for each key."""

    def read(answer: Any) -> Any:
        data = json_readers.mapping(answer)
        numbers: dict[Any, int] = {}
        sections = []
        for section in json_readers.objects(data, "sections"):
            found = section.get("issues")
            shown = [each for each in found if isinstance(each, Mapping)] if found else []
            hints = [
                {**each, "id": numbers.setdefault(each.get("key"), len(numbers))} for each in shown
            ]
            sections.append({**section, "issues": hints})
        return call.read({**data, "sections": sections})

    return replace(call, read=read)


def _parse(call: Call[Any], speaker: Speaker) -> Call[Any]:
    """There is no parser: a search for no row says what is wrong with a query. One query at a time."""
    (query,) = call.json["queries"]
    body = {"jql": query, "maxResults": 0, "validateQuery": True, "fields": ["key"]}

    def read(_answer: Any) -> Any:
        return call.read({"queries": [{"query": query}]})

    def refused(error: Rejected) -> Any:
        said = [*error.messages, *error.field_errors.values()] or ["Jira refuses this query."]
        return call.read({"queries": [{"query": query, "errors": said}]})

    return search_adapters.post(call, body, read, refused=refused)


_SAME = frozenset(
    {
        "addAttachment",
        "addComment",
        "addVote",
        "createIssue",
        "doTransition",
        "editIssue",
        "getAllBoards",
        "getAllSprints",
        "getAttachmentMeta",
        "getComment",
        "getCommentProperty",
        "getComments",
        "getCurrentUser",
        "getEditIssueMeta",
        "getFieldAutoCompleteForQueryString",
        "getFields",
        "getIssue",
        "getIssueLinkTypes",
        "getProject",
        "getRemoteIssueLinks",
        "linkIssues",
        "removeVote",
        "updateComment",
    }
)

_OTHERS: dict[str, Adapter] = {
    "addWatcher": _add_watcher,
    "assignIssue": _assign,
    "removeWatcher": _remove_watcher,
    "findAssignableUsers": _people,
    "findUsers": _people,
    "findGroups": _without("caseInsensitive"),
    "getMyPermissions": _without("permissions"),  # it answers all
    "getIssuePickerResource": _issue_link_hints,
    "parseJqlQueries": _parse,
    "bulkFetchIssues": search_adapters.by_keys,
    "countIssues": search_adapters.count,
    "getBulkChangelogs": search_adapters.changelogs,
    "searchAndReconsileIssuesUsingJql": search_adapters.page,
    "searchAndReconsileIssuesUsingJqlPost": search_adapters.page,
    "getAutoComplete": list_adapters.query_reference,
    "getTransitions": list_adapters.transitions,
    "getAttachmentContent": list_adapters.file,
    "getAttachmentThumbnail": list_adapters.thumbnail,
    "getChangeLogs": list_adapters.changelog,
    "getCreateIssueMetaIssueTypeId": list_adapters.values_called("fields"),
    "getCreateIssueMetaIssueTypes": list_adapters.values_called("issueTypes"),
    "searchProjects": list_adapters.projects,
}
