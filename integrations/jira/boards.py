"""Boards and their sprints: Jira Software's own API, with its own granular scopes. Pure.

Source: developer.atlassian.com, Jira Software Cloud REST API, "Get all boards", "Get all sprints".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from integrations.jira import json_readers
from integrations.jira.api_call import Call, path_of
from integrations.jira.cloud_dialect import AGILE_PATH

BOARD_SCOPE, SPRINT_SCOPE = "read:board-scope:jira-software", "read:sprint:jira-software"
# The answer about boards contains their projects.
SCOPES = frozenset({BOARD_SCOPE, SPRINT_SCOPE, "read:project:jira"})


@dataclass(frozen=True)
class Sprint:
    """A sprint. An issue takes its number. `state`: "active", "future", or "" where unknown."""

    id: str
    name: str
    state: str = ""

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a Sprint of the agile API."""
        return cls(
            id=str(json_readers.number(data, "id")),
            name=json_readers.text(data, "name"),
            state=json_readers.optional_text(data, "state"),
        )


def boards(project_key: str, limit: int) -> Call[tuple[str, ...]]:
    """Ids of the boards that show the project."""
    return Call(
        operation="getAllBoards",
        method="GET",
        typed=True,
        path=path_of("board", below=AGILE_PATH),
        query={"projectKeyOrId": project_key, "maxResults": limit},
        scope=BOARD_SCOPE,
        read=lambda answer: tuple(
            str(json_readers.number(each, "id"))
            for each in json_readers.objects(json_readers.mapping(answer), "values")
        ),
    )


def of_board(board_id: str) -> Call[tuple[Sprint, ...]]:
    """The active and future sprints of a board. 400: boards of this kind have none."""
    return Call(
        operation="getAllSprints",
        method="GET",
        typed=True,
        path=path_of("board", board_id, "sprint", below=AGILE_PATH),
        query={"state": "active,future", "maxResults": 50},
        scope=SPRINT_SCOPE,
        read=lambda answer: tuple(
            Sprint.from_json(each)
            for each in json_readers.objects(json_readers.mapping(answer), "values")
        ),
    )
