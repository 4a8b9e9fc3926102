"""Control calls about webhooks: which are registered, what waits, and delivering now."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from sandbox.clock import isoformat
from sandbox.jira.webhooks.delivery import deliver_due
from sandbox.jira.webhooks.model import Delivery, Webhook
from sandbox.world import current_world


def register(blueprint: Blueprint) -> None:
    """Mount these calls."""
    blueprint.get("/webhooks")(webhooks)
    blueprint.post("/webhooks/deliver")(deliver)


def webhooks() -> dict[str, Any]:
    """Every webhook of every account, and every delivery that waits."""
    world = current_world()
    with world.lock:
        found = [
            {
                "id": one.number,
                "cloud_id": one.site_id,
                "account_id": one.account_id,
                "url": one.url,
                "events": one.events,
                "jql": one.jql,
                "expires_at": isoformat(one.expires_at),
            }
            for one in world.table(Webhook)
        ]
        waiting = [
            {"id": one.id, "event": one.event, "tries": one.tries, "body": one.body}
            for one in world.table(Delivery)
        ]
    return {"webhooks": found, "waiting": waiting}


def deliver() -> dict[str, Any]:
    """Try each delivery that is due once; the event, the status and what came of each."""
    return {"tried": deliver_due(current_world())}
