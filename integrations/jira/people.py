"""People and groups of people as Jira names them. Pure.

Source: developer.atlassian.com, Jira Cloud platform REST API v3, "Find users assignable to issues", "Find users",
"Get current user", "Find groups". Every field but accountId may be hidden by its owner's privacy settings.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from integrations.jira import readers
from integrations.jira.calls import Call, path_of


@dataclass(frozen=True)
class User:
    """Somebody who may be chosen in a form."""

    account_id: str
    name: str
    avatar: str = ""

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a User bean."""
        account_id = readers.text(data, "accountId")
        avatars = readers.optional_object(data, "avatarUrls")
        return cls(
            account_id=account_id,
            name=readers.optional_text(data, "displayName") or account_id,
            avatar=readers.optional_text(avatars, "24x24"),
        )


@dataclass(frozen=True)
class Group:
    """A group; its name may change, its id does not."""

    name: str
    id: str

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a FoundGroup; its `html` is left alone."""
        return cls(readers.text(data, "name"), readers.optional_text(data, "groupId"))


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
        data = readers.mapping(answer)
        account_id = readers.text(data, "accountId")
        return cls(
            account_id=account_id,
            name=readers.optional_text(data, "displayName") or account_id,
            time_zone=readers.optional_text(data, "timeZone"),
            locale=readers.optional_text(data, "locale"),
        )


def assignable(project_key: str, query: str, limit: int = 20) -> Call[tuple[User, ...]]:
    """Who may be assigned in the project and matches *query* by name or mail; Jira may answer fewer than *limit*."""
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
    """Anybody of the site who matches *query*; nobody without "Browse users and groups"."""
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
    """Groups whose name contains *query*. Without "Browse users and groups" only a whole name finds its group."""
    return Call(
        operation="findGroups",
        method="GET",
        typed=True,
        path=path_of("groups", "picker"),
        query={"query": query, "maxResults": limit, "caseInsensitive": "true"},
        scope="read:jira-user",
        read=lambda answer: tuple(
            Group.from_json(each) for each in readers.objects(readers.mapping(answer), "groups")
        ),
    )


def myself() -> Call[Myself]:
    """Who the access token speaks for; also the best test of a connection."""
    return Call(
        operation="getCurrentUser",
        method="GET",
        path=path_of("myself"),
        scope="read:jira-user",
        read=Myself.from_json,
    )


def _read_users(answer: Any) -> tuple[User, ...]:
    if not isinstance(answer, list):
        raise readers.MalformedError("the users are not an array")
    people = (readers.mapping(each, "a user") for each in answer)
    return tuple(User.from_json(each) for each in people if each.get("active") is not False)
