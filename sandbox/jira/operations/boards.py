"""Jira Software's boards and sprints. They need granular scopes of their own; classic scopes do not include them."""

from typing import Any

from sandbox.jira.messages import Refused
from sandbox.jira.model import Board
from sandbox.jira.operation import AGILE, Answer, Call, Problem, operation
from sandbox.jira.paging import cut
from sandbox.jira.permissions import may


@operation("GET", "/board", granular="read:board-scope:jira-software read:project:jira", api=AGILE)
def get_all_boards(call: Call) -> Answer:
    """Boards of the projects that the caller browses, by `projectKeyOrId`, `type` and a part of their `name`."""
    named, kinds = call.query("projectKeyOrId"), call.listed("type")
    project = call.jira.project(call.site_id, named) if named else None
    if named and (project is None or not may(call.place, "BROWSE_PROJECTS", project)):
        raise Problem(400, Refused("no_project", key=named))
    found = [
        one
        for one in call.place.config.boards
        if (project is None or one.project_id == project.number)
        and (not kinds or one.type in kinds)
        and call.query("name").lower() in one.name.lower()
    ]
    return page(call, [_board(call, one) for one in found])


@operation("GET", "/board/<number>/sprint", granular="read:sprint:jira-software", api=AGILE)
def get_all_sprints(call: Call) -> Answer:
    """The sprints of a board, in the order of their numbers, by `state`. A kanban board has none: 400."""
    board = next(
        (one for one in call.place.config.boards if str(one.id) == call.path["number"]), None
    )
    if board is None:
        raise Problem(404, Refused("no_board"))
    if board.type == "kanban":
        raise Refused("no_sprints")
    states, config = call.listed("state"), call.place.config
    shown = [
        {
            "id": number,
            "self": f"{call.place.base}/sprint/{number}",
            "state": config.states[number],
            "name": config.sprints[number],
            "originBoardId": board.id,
            "goal": "",
        }
        for number in board.sprints
        if not states or config.states[number] in states
    ]
    return page(call, shown)


def page(call: Call, items: list[dict[str, Any]]) -> dict[str, Any]:
    """A page as the agile API cuts it."""
    values, facts = cut(call, items, 50, 1000)
    last = facts["startAt"] + len(values) >= len(items)
    return {**facts, "isLast": last, "values": values}


def _board(call: Call, one: Board) -> dict[str, Any]:
    project = call.jira.project(call.site_id, one.project_id)
    shape: dict[str, Any] = {
        "id": one.id,
        "self": f"{call.place.base}/board/{one.id}",
        "name": one.name,
        "type": one.type,
    }
    if project is not None:
        shape["location"] = {
            "projectId": int(project.number),
            "projectKey": project.key,
            "projectName": project.name,
            "displayName": f"{project.name} ({project.key})",
        }
    return shape
