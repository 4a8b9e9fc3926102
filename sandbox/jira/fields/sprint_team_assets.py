"""Kinds of other Atlassian products: sprint, team, Assets objects."""

from typing import Any

from sandbox.jira.fields.base import Kind, member
from sandbox.jira.messages import Refused
from sandbox.jira.model import JSON, Field
from sandbox.jira.request_context import Place


class Sprint(Kind):
    """One sprint id as a number, although the schema says array. Stored: [id]."""

    type = "array"
    items = "json"

    def check(self, field: Field, value: JSON, place: Place) -> JSON:
        """Raises Refused for an array, a string, or a sprint that does not exist or is over."""
        if not isinstance(value, int) or isinstance(value, bool):
            raise Refused("sprint_invalid")
        if value not in place.config.sprints:
            raise Refused("sprint_missing", value=value)
        if place.config.states[value] == "closed":
            raise Refused("sprint_closed")
        return [value]

    def read(self, field: Field, stored: JSON, place: Place) -> JSON:
        """A list of sprints with id, name, state and board."""
        config = place.config
        boards = {number: board.id for board in config.boards for number in board.sprints}
        return [
            {
                "id": number,
                "name": config.sprints[number],
                "state": config.states[number],
                "boardId": boards.get(number, 1),
                "goal": "",
            }
            for number in stored
        ]


class SprintOfStrings(Sprint):
    """As some sites declare it; it takes a number all the same."""

    items = "string"


class Team(Kind):
    """The team's id as a bare string; it reads back as an object. Refused on sub-tasks."""

    type = "team"

    def details(self, field: Field, place: Place) -> dict[str, Any]:
        """An internal address of the site, as real Jira gives it."""
        return {"autoCompleteUrl": f"{place.site.url}/rest/teams/1.0/teams/find?query="}

    def check(self, field: Field, value: JSON, place: Place) -> JSON:
        """Raises Refused for an object, an unknown team, or a sub-task."""
        if not isinstance(value, str):
            raise Refused("not_string")
        if value not in place.config.teams or (place.issue_type and place.issue_type.level < 0):
            raise Refused("team_invalid", value=value)
        return value

    def read(self, field: Field, stored: JSON, place: Place) -> JSON:
        """Team with id, name, title and visibility."""
        name = place.config.teams[stored]
        picture = f"{place.site.url}/images/icons/team.svg"
        shown = {"id": stored, "name": name, "title": name, "avatarUrl": picture}
        return shown | {"isShared": True, "isVisible": True, "isVerified": False}


class Asset(Kind):
    """One object of Assets: `{"id": "<workspace>:<object>"}`."""

    type = "cmdb-object-field"

    def check(self, field: Field, value: JSON, place: Place) -> JSON:
        """Raises Refused for an unknown object."""
        named = member(value, "id")
        if named is None or named[1] not in place.config.assets:
            raise Refused("asset_invalid", value=named[1] if named else "")
        return named[1]

    def read(self, field: Field, stored: JSON, place: Place) -> JSON:
        """Object with workspaceId, id and objectId."""
        workspace, _, number = stored.partition(":")
        return {"workspaceId": workspace, "id": stored, "objectId": number}
