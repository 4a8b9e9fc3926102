"""Boards and their sprints: Jira Software's own API, with granular scopes of its own. Pure.

Source: developer.atlassian.com, Jira Software Cloud REST API, "Get all boards", "Get all sprints".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from integrations.jira import readers
from integrations.jira.calls import Call, path_of
from integrations.jira.cloud import AGILE_PATH

BOARD_SCOPE, SPRINT_SCOPE = "read:board-scope:jira-software", "read:sprint:jira-software"
# Boards are told with their projects.
SCOPES = frozenset({BOARD_SCOPE, SPRINT_SCOPE, "read:project:jira"})


@dataclass(frozen=True)
class Sprint:
    """A sprint; its number is what an issue takes. `state`: "active", "future", or "" where it is not told."""

    id: str
    name: str
    state: str = ""

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a Sprint of the agile API."""
        return cls(
            id=str(readers.number(data, "id")),
            name=readers.text(data, "name"),
            state=readers.optional_text(data, "state"),
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
            str(readers.number(each, "id")) for each in readers.objects(readers.mapping(answer), "values")
        ),
    )


def of_board(board_id: str) -> Call[tuple[Sprint, ...]]:
    """The sprints of a board that are under way or to come. 400: the board has none by its kind."""
    return Call(
        operation="getAllSprints",
        method="GET",
        typed=True,
        path=path_of("board", board_id, "sprint", below=AGILE_PATH),
        query={"state": "active,future", "maxResults": 50},
        scope=SPRINT_SCOPE,
        read=lambda answer: tuple(
            Sprint.from_json(each) for each in readers.objects(readers.mapping(answer), "values")
        ),
    )
