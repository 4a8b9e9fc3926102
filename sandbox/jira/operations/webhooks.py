"""Dynamic webhooks: register, list, refresh, delete. For OAuth 2.0 apps only."""

from flask import request

from sandbox.jira.messages import Refused
from sandbox.jira.operation import Answer, Call, Problem, operation
from sandbox.jira.paging import page_bean
from sandbox.jira.webhooks.model import LIFETIME, Webhook
from sandbox.jira.webhooks.registration import checked_url, register, webhooks_of

BOTH = "read:jira-work manage:jira-webhook"


def _only_apps() -> None:
    if not request.headers.get("Authorization", "").lower().startswith("bearer "):
        raise Problem(403, Refused("webhook_apps_only"))


@operation("POST", "/webhook", granular=BOTH)
def register_webhooks(call: Call) -> Answer:
    """Register webhooks: 200 with an id, or errors, for each, in the order in which they were sent."""
    _only_apps()
    body = call.body()
    sent = body.get("webhooks")
    if body.keys() - {"url", "webhooks"} or not isinstance(sent, list) or not sent:
        raise Refused("bad_body")
    url = checked_url(call.place, body.get("url"))
    results: list[dict[str, object]] = []
    for one in sent:
        try:
            results.append({"createdWebhookId": register(call.place, url, one).number})
        except Refused as refused:
            results.append({"errors": [refused.say(call.place.language)]})
    return {"webhookRegistrationResult": results}


@operation("GET", "/webhook", granular=BOTH)
def get_webhooks(call: Call) -> Answer:
    """The caller's webhooks at this site, those that have expired included."""
    _only_apps()
    shown = [_shape(one) for one in webhooks_of(call.place)]
    return page_bean(call, "/webhook", shown, default=100, most=100)


@operation("PUT", "/webhook/refresh", granular=BOTH)
def refresh_webhooks(call: Call) -> Answer:
    """Another thirty days. Ids that are unknown are ignored."""
    _only_apps()
    expires = call.place.now + LIFETIME
    for one in _named(call):
        one.expires_at = expires
        call.world.table(Webhook).put(one)
    return {"expirationDate": int(expires.timestamp() * 1000)}


@operation("DELETE", "/webhook", granular=BOTH)
def delete_webhooks(call: Call) -> Answer:
    """Delete: 202. Ids that are unknown are ignored."""
    _only_apps()
    for one in _named(call):
        call.world.table(Webhook).delete(one.id)
    return None, 202


@operation("GET", "/webhook/failed", granular=BOTH)
def get_failed_webhooks(call: Call) -> Answer:
    """Connect apps only."""
    raise Problem(403, Refused("webhook_apps_only"))


def _named(call: Call) -> list[Webhook]:
    ids = call.body().get("webhookIds")
    if not isinstance(ids, list) or not all(isinstance(one, int) for one in ids):
        raise Refused("bad_body")
    return [one for one in webhooks_of(call.place) if one.number in ids]


def _shape(one: Webhook) -> dict[str, object]:
    shape: dict[str, object] = {
        "id": one.number,
        "url": one.url,
        "events": one.events,
        "jqlFilter": one.jql,
        "expirationDate": int(one.expires_at.timestamp() * 1000),
    }
    return shape | ({"fieldIdsFilter": one.field_ids} if one.field_ids else {})
