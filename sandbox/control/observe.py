"""Control calls that show what happened: calls, events, grants, issues."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from flask import Blueprint, current_app, request

from sandbox.control.json_requests import number, refuse
from sandbox.jira import control_api_json as product
from sandbox.log import CallLog
from sandbox.oauth_records import Grant, RefreshToken
from sandbox.world import current_world

LONGEST_WAIT = 60.0


def register(blueprint: Blueprint) -> None:
    """Mount these calls."""
    blueprint.get("/log")(log)
    blueprint.get("/events")(events)
    blueprint.get("/grants")(grants)
    blueprint.get("/issues")(issues)


def log() -> dict[str, Any]:
    """Calls, oldest first; filters `after`, `method`, `path` (regular expression), `status`."""
    found: CallLog = current_app.extensions["sandbox.log"]
    status = request.args.get("status", type=int)
    last = found.last
    try:
        calls = found.find(
            int(number("after")), request.args.get("method"), request.args.get("path"), status
        )
    except re.error as error:
        refuse(400, f"path is no regular expression: {error}")
    return {"calls": [call.as_dict() for call in calls], "last": last}


def events() -> dict[str, Any]:
    """Events after number `after`, of one `name` or all. Waits up to `wait` seconds for the first one."""
    world = current_world()
    seconds = min(number("wait"), LONGEST_WAIT)
    found = world.events.wait(int(number("after")), request.args.get("name"), seconds)
    return {"events": found, "last": found[-1]["n"] if found else world.events.last}


def grants() -> dict[str, Any]:
    """Every grant and the state of its family. Never a token."""
    world = current_world()
    with world.lock:
        live = Counter(
            (token.grant_id, token.family)
            for token in world.table(RefreshToken).all()
            if token.superseded_at is None
        )
        found = world.table(Grant).all()
        return {"grants": [grant_facts(grant, live[grant.id, grant.family]) for grant in found]}


def grant_facts(grant: Grant, live_tokens: int) -> dict[str, Any]:
    """One grant of `grants`. Tokens of an ended family do not count as live."""
    return {
        "account_id": grant.account_id,
        "scopes": grant.scopes,
        "cloud_ids": grant.cloud_ids,
        "state": grant.state,
        "refreshes": grant.refreshes,
        "live_refresh_tokens": live_tokens if grant.live else 0,
    }


def issues() -> dict[str, Any]:
    """Every issue, of one `cloud_id` or of all sites, without a check of permissions."""
    return {"issues": product.issues(current_world(), request.args.get("cloud_id"))}
