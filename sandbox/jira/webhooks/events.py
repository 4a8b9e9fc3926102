"""Turns what happens to an issue into deliveries, one for each address that has webhooks for it."""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from typing import Any

from sandbox.jira import object_json
from sandbox.jira.changelog_json import history_shape
from sandbox.jira.comments import comment_shape
from sandbox.jira.history import History
from sandbox.jira.issue_json import Selection, issue_shape
from sandbox.jira.jql.parser import parse
from sandbox.jira.jql.search import predicate_of
from sandbox.jira.model import Comment, Issue
from sandbox.jira.permissions import sees
from sandbox.jira.repository import Repository
from sandbox.jira.request_context import Place
from sandbox.jira.webhooks.model import Delivery, Webhook
from sandbox.people import Account, Site

PRIMARY = "Primary"
"""The flow of what a person did; what follows from a bulk change is "Secondary"."""


def emit(
    jira: Repository, event: str, issue: Issue, history: History | None, comment: Comment | None
) -> None:
    """Put the event into the queue of every address that has a living webhook for it."""
    matched: dict[str, list[tuple[Webhook, Place]]] = defaultdict(list)
    for one in jira.world.table(Webhook):
        if one.site_id == issue.site_id and event in one.events:
            place = _place(jira, one)
            if place is not None and _matches(place, one, issue, history):
                matched[one.url].append((one, place))
    for url, found in matched.items():
        body = _body(found[0][1], event, issue, history, comment)
        body["matchedWebhookIds"] = [one.number for one, _ in found]
        _queue(jira, issue.site_id, url, event, body)


def _place(jira: Repository, one: Webhook) -> Place | None:
    site, account = jira.world.table(Site).get(one.site_id), jira.account(one.account_id)
    if site is None or account is None or account.id not in site.members:
        return None
    base = f"{jira.world.base_url}/ex/jira/{site.id}/rest/api/3"
    return Place(jira, site, account, base)


def _matches(place: Place, one: Webhook, issue: Issue, history: History | None) -> bool:
    if one.expires_at <= place.now or not sees(place, issue):
        return False
    changed = {item.field_id for item in history.items} if history is not None else set()
    if one.field_ids and changed and not changed & set(one.field_ids):
        return False
    where = parse(one.jql).where
    return where is None or predicate_of(place, where)(issue)


def _body(
    place: Place, event: str, issue: Issue, history: History | None, comment: Comment | None
) -> dict[str, Any]:
    actor: Account | None = place.jira.account(place.jira.actor)
    body: dict[str, Any] = {
        "timestamp": int(place.now.timestamp() * 1000),
        "webhookEvent": event,
        "issue": issue_shape(place, issue, Selection([], default="*all"), []),
    }
    if event.startswith("jira:issue"):
        body["issue_event_type_name"] = _type_of(event, issue, history, comment)
    if actor is not None:
        body["user"] = object_json.user(place, actor)
    if history is not None:
        shape = history_shape(place, history)
        body["changelog"] = {"id": shape["id"], "items": shape["items"]}
    if comment is not None:
        body["comment"] = comment_shape(
            place, issue.number, comment, with_properties=False, with_html=False
        )
    return body


def _type_of(event: str, issue: Issue, history: History | None, comment: Comment | None) -> str:
    if event != "jira:issue_updated":
        return event.removeprefix("jira:")
    if comment is not None and comment not in issue.comments:
        return "issue_comment_deleted"
    if comment is not None:
        return "issue_commented" if comment.updated is None else "issue_comment_edited"
    changed = {item.field_id for item in history.items} if history is not None else set()
    if "status" in changed:
        return "issue_generic"
    return "issue_assigned" if changed == {"assignee"} else "issue_updated"


def _queue(jira: Repository, site_id: str, url: str, event: str, body: dict[str, Any]) -> None:
    world = jira.world
    if world.config.webhooks == "lost":
        return
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    now, identifier = world.clock.now(), str(uuid.uuid4())
    made = Delivery(identifier, site_id, url, jira.actor, event, text, PRIMARY, now)
    world.table(Delivery).put(made)
    world.event("webhook_queued", webhook_event=event, cloud_id=site_id)
