"""Votes for an issue. Pure. Source: Jira Cloud platform REST API v3, "Get votes", "Add vote", "Delete vote"."""

from typing import Any

from integrations.jira import json_readers
from integrations.jira.api_call import Call, path_of
from integrations.jira.users_and_groups import NamedPeople


def of_issue(key: str) -> Call[NamedPeople]:
    """Who voted for an issue. Names as for watchers. 404 also where voting is off."""

    def read(answer: Any) -> NamedPeople:
        data = json_readers.mapping(answer)
        return NamedPeople.from_json(data, "voters", "votes")

    return Call(operation="getVotes", method="GET", path=path_of("issue", key, "votes"), read=read)


def add(key: str) -> Call[None]:
    """Vote as the account itself. Repeating it changes nothing. 404 also: voting is off, or one's own issue."""
    return _call("addVote", "POST", key)


def remove(key: str) -> Call[None]:
    """Take the vote back. 404 also where there is none."""
    return _call("removeVote", "DELETE", key)


def _call(operation: str, method: str, key: str) -> Call[None]:
    return Call(
        operation=operation,
        method=method,
        path=path_of("issue", key, "votes"),
        scope="write:jira-work",
        write=True,
        read=lambda _answer: None,  # 204
    )
