"""People and groups in Jira. Pure.

Source: developer.atlassian.com, Jira Cloud platform REST API v3, "Find users assignable to issues", "Find users",
"Get current user", "Find groups". Every field but accountId may be hidden by its owner's privacy settings.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from integrations.jira import json_readers
from integrations.jira.api_call import Call, path_of


@dataclass(frozen=True)
class User:
    """A person to choose in a form."""

    account_id: str
    name: str
    avatar: str = ""

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a User bean."""
        account_id = json_readers.text(data, "accountId")
        avatars = json_readers.optional_object(data, "avatarUrls")
        return cls(
            account_id=account_id,
            name=json_readers.optional_text(data, "displayName") or account_id,
            avatar=json_readers.optional_text(avatars, "24x24"),
        )


@dataclass(frozen=True)
class NamedPeople:
    """People who watch an issue or voted for it. `count` is right also where Jira names none of them."""

    count: int
    people: tuple[User, ...]

    @property
    def hidden(self) -> int:
        """How many are counted and not named."""
        return max(0, self.count - len(self.people))

    @classmethod
    def from_json(cls, data: Mapping[str, Any], people: str, count: str) -> Self:
        """Read a Watchers or Votes bean, whose members have the names *people* and *count*."""
        named = data.get(people)
        found = tuple(
            User.from_json(each)
            for each in (named if isinstance(named, list) else ())
            if isinstance(each, Mapping)
        )
        known = json_readers.optional_number(data, count)
        return cls(len(found) if known is None else known, found)


@dataclass(frozen=True)
class Group:
    """A group. Its name may change, its id does not."""

    name: str
    id: str

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a FoundGroup; its `html` is left alone."""
        return cls(json_readers.text(data, "name"), json_readers.optional_text(data, "groupId"))


@dataclass(frozen=True)
class Myself:
    """The account that a call is made as, at one site."""

    account_id: str
    name: str
    time_zone: str
    locale: str

    @classmethod
    def from_json(cls, answer: Any) -> Self:
        """Read the User bean of "Get current user"."""
        data = json_readers.mapping(answer)
        account_id = json_readers.text(data, "accountId")
        return cls(
            account_id=account_id,
            name=json_readers.optional_text(data, "displayName") or account_id,
            time_zone=json_readers.optional_text(data, "timeZone"),
            locale=json_readers.optional_text(data, "locale"),
        )


def assignable(project_key: str, query: str, limit: int = 20) -> Call[tuple[User, ...]]:
    """Assignable people of the project that match *query* by name or mail. Jira may return fewer than *limit*."""
    return Call(
        operation="findAssignableUsers",
        method="GET",
        typed=True,
        path=path_of("user", "assignable", "search"),
        query={"project": project_key, "query": query, "maxResults": limit},
        scope="read:jira-user",
        read=_read_users,
    )


def search(query: str, limit: int = 20) -> Call[tuple[User, ...]]:
    """People of the site that match *query*. None without "Browse users and groups"."""
    return Call(
        operation="findUsers",
        method="GET",
        typed=True,
        path=path_of("user", "search"),
        query={"query": query, "maxResults": limit},
        scope="read:jira-user",
        read=_read_users,
    )


def groups(query: str, limit: int = 20) -> Call[tuple[Group, ...]]:
    """Groups whose name contains *query*. Without "Browse users and groups" only a full name finds its group."""
    return Call(
        operation="findGroups",
        method="GET",
        typed=True,
        path=path_of("groups", "picker"),
        query={"query": query, "maxResults": limit, "caseInsensitive": "true"},
        scope="read:jira-user",
        read=lambda answer: tuple(
            Group.from_json(each)
            for each in json_readers.objects(json_readers.mapping(answer), "groups")
        ),
    )


def myself() -> Call[Myself]:
    """The account behind the access token. Also the best test of a connection."""
    return Call(
        operation="getCurrentUser",
        method="GET",
        path=path_of("myself"),
        scope="read:jira-user",
        read=Myself.from_json,
    )


def _read_users(answer: Any) -> tuple[User, ...]:
    if not isinstance(answer, list):
        raise json_readers.MalformedError("the users are not an array")
    people = (json_readers.mapping(each, "a user") for each in answer)
    return tuple(User.from_json(each) for each in people if each.get("active") is not False)
