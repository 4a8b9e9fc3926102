"""Delivers what is due, as Atlassian does: signed, at least once, and again after a refusal that may pass."""

from __future__ import annotations

import threading
import time
import urllib.error
import urllib.request
import uuid
from datetime import timedelta
from typing import Any

import jwt

from sandbox.jira.repository import LISTENERS
from sandbox.jira.webhooks.events import emit
from sandbox.jira.webhooks.model import Delivery
from sandbox.people import Client
from sandbox.world import World

MOST_TRIES = 6
AGAIN_AFTER = timedelta(minutes=10)
AGAIN = {408, 409, 425, 429}
PATIENCE = 10.0  # seconds for an answer
LARGEST = 25 * 1024 * 1024
TOKEN_LIFE = timedelta(minutes=3)
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def token_of(world: World, delivery: Delivery) -> str:
    """The JWT of one try, signed with the app's secret."""
    client = next(one for one in world.table(Client) if one.kind == "3lo")
    now = world.clock.now()
    claims: dict[str, Any] = {
        "iss": client.id,
        "sub": delivery.actor,
        "iat": now,
        "exp": now + TOKEN_LIFE,
        "jti": str(uuid.uuid4()),
        "context": {},
    }
    return jwt.encode(claims, client.secret, algorithm="HS256")


def deliver_due(world: World) -> list[dict[str, Any]]:
    """Try every delivery that is due once; what came of each."""
    with world.lock:
        now = world.clock.now()
        due = [one for one in world.table(Delivery) if one.due_at <= now]
    return [_deliver(world, one) for one in due]


def _deliver(world: World, delivery: Delivery) -> dict[str, Any]:
    with world.lock:
        if world.table(Delivery).get(delivery.id) is not delivery:
            return {"event": delivery.event, "status": 0, "state": "gone"}
        headers = {
            "Content-Type": "application/json; charset=UTF-8",
            "Authorization": f"Bearer {token_of(world, delivery)}",
            "X-Atlassian-Webhook-Identifier": delivery.id,
            "X-Atlassian-Webhook-Flow": delivery.flow,
        }
        if delivery.tries:
            headers["X-Atlassian-Webhook-Retry"] = str(delivery.tries)
        twice = world.config.webhooks == "twice"
    data = delivery.body.encode()
    status = _post(delivery.url, data, headers) if len(data) <= LARGEST else 413
    if twice:
        _post(delivery.url, data, headers)
    return _settle(world, delivery, status)


def _settle(world: World, delivery: Delivery, status: int) -> dict[str, Any]:
    again = status == 0 or status >= 500 or status in AGAIN
    with world.lock:
        delivery.tries += 1
        table = world.table(Delivery)
        if again and delivery.tries < MOST_TRIES:
            delivery.due_at = world.clock.now() + AGAIN_AFTER
            table.put(delivery)
            state = "again"
        else:
            table.delete(delivery.id)
            state = "delivered" if 200 <= status < 300 else "failed"
        facts = {"webhook_event": delivery.event, "status": status, "state": state}
        world.event("webhook_tried", **facts)
    return {"event": delivery.event, "status": status, "state": state}


def _post(url: str, data: bytes, headers: dict[str, str]) -> int:
    """POST; the status, 0 where no answer came."""
    request = urllib.request.Request(url, data, headers)
    try:
        with _DIRECT.open(request, timeout=PATIENCE) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def start(world: World) -> None:
    """Listen for events, and deliver in a thread unless the knob `webhooks` holds deliveries back."""
    if emit not in LISTENERS:
        LISTENERS.append(emit)
    threading.Thread(target=_run, args=[world], name="webhooks", daemon=True).start()


def _run(world: World) -> None:
    while True:
        if world.config.webhooks != "held" and len(world.table(Delivery)):
            deliver_due(world)
        time.sleep(0.05)
