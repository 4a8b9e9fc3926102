"""Control calls that change an issue as another account would: a colleague, an administrator, automation."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from sandbox.control.json_requests import account_or_404, refuse, sent
from sandbox.jira import changes_by_others
from sandbox.jira.messages import Refused
from sandbox.people import site_called
from sandbox.world import current_world


def register(blueprint: Blueprint) -> None:
    """Mount the call."""
    blueprint.post("/sites/<cloud_id>/issues/<key>")(change_issue)


def change_issue(cloud_id: str, key: str) -> dict[str, Any]:
    """Change an issue as `account_id`: see `sandbox.jira.changes_by_others.change`."""
    world, facts = current_world(), sent()
    try:
        site_called(world, cloud_id)
    except KeyError:
        refuse(404, f"no site {cloud_id}")
    account_or_404(world, str(facts.get("account_id")))
    try:
        return changes_by_others.change(world, cloud_id, key, facts)
    except (KeyError, TypeError, ValueError, StopIteration) as error:
        refuse(400, f"{type(error).__name__}: {error}")
    except Refused as refused:
        refuse(400, refused.say("en"))
