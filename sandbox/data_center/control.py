"""Control calls for the instances: what their admins and their people do. A slug is "10" or "11"."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint

from sandbox.control.json_requests import account_or_404, refuse, sent
from sandbox.data_center.instance import SLUGS, instance_called
from sandbox.data_center.own_pages import new_token
from sandbox.data_center.records import IncomingLink, LinkGrant, Login, PersonalToken
from sandbox.jira import control_api_json as product
from sandbox.people import DataCenter
from sandbox.world import current_world

CHANGEABLE = {"basic", "limited", "blocked", "members"}


def control_blueprint() -> Blueprint:
    """Below `/_sandbox/data-centers`."""
    new = Blueprint("data-center-control", __name__, url_prefix="/_sandbox/data-centers")
    new.get("")(describe)
    new.patch("/<slug>")(change)
    new.post("/<slug>/accounts/<account_id>/tokens")(make_token)
    new.post("/<slug>/accounts/<account_id>/password")(set_password)
    new.post("/<slug>/accounts/<account_id>/expire")(expire)
    new.post("/<slug>/accounts/<account_id>/revoke")(revoke)
    new.post("/<slug>/links")(make_link)
    return new


def instance_or_404(slug: str) -> DataCenter:
    """The instance whose path begins with *slug*."""
    known = {each.partition("/")[0]: each for each in SLUGS}
    if slug not in known:
        refuse(404, f"no Data Center {slug}")
    return instance_called(current_world(), known[slug])


def describe() -> dict[str, Any]:
    """Both instances with their projects and their people's names."""
    world = current_world()
    shown = []
    for site in world.table(DataCenter).all():
        people = [account_or_404(world, each) for each in site.members]
        shown.append(
            {
                "slug": site.slug.partition("/")[0],
                "id": site.id,
                "url": site.url,
                "name": site.name,
                "release": site.release,
                "projects": product.projects(world, site.id),
                "members": [
                    {"account_id": each.id, "username": each.username, "key": each.user_key}
                    for each in people
                ],
            }
        )
    return {"data_centers": shown}


def change(slug: str) -> dict[str, Any]:
    """Change what an admin may: `basic`, `limited`, `blocked` and `members` (account ids)."""
    site, facts, world = instance_or_404(slug), sent(), current_world()
    if unknown := facts.keys() - CHANGEABLE:
        refuse(400, f"an instance has no {', '.join(sorted(unknown))}")
    with world.lock:
        for name, value in facts.items():
            setattr(site, name, value)
        world.table(DataCenter).put(site)
    return {name: getattr(site, name) for name in CHANGEABLE}


def make_token(slug: str, account_id: str) -> dict[str, Any]:
    """A personal access token, for `days`."""
    world = current_world()
    account = account_or_404(world, account_id)
    token = new_token(world, instance_or_404(slug), account, "control", sent().get("days"))
    return {"secret": token.id}


def set_password(slug: str, account_id: str) -> dict[str, Any]:
    """Give the person a password, and clear the CAPTCHA."""
    world, site = current_world(), instance_or_404(slug)
    account = account_or_404(world, account_id)
    password = str(sent().get("password") or secrets.token_urlsafe(12))
    world.table(Login).put(Login(f"{site.id}/{account.username}", password))
    return {"username": account.username, "password": password}


def expire(slug: str, account_id: str) -> dict[str, Any]:
    """End the life of the person's tokens now, personal ones and access tokens."""
    world, site = current_world(), instance_or_404(slug)
    count = 0
    with world.lock:
        for table in (world.table(PersonalToken), world.table(LinkGrant)):
            for each in table.all():
                if each.account_id == account_id and each.site_id == site.id:
                    each.expires_at = world.clock.now()
                    world.touched(table.name, each.id, each)
                    count += 1
    return {"expired": count}


def revoke(slug: str, account_id: str) -> dict[str, Any]:
    """Delete the person's personal tokens and end their grants."""
    world, site = current_world(), instance_or_404(slug)
    with world.lock:
        for token in world.table(PersonalToken).all():
            if token.account_id == account_id and token.site_id == site.id:
                world.table(PersonalToken).delete(token.id)
        for grant in world.table(LinkGrant).all():
            if grant.account_id == account_id and grant.site_id == site.id:
                grant.revoked = True
                world.table(LinkGrant).put(grant)
    world.event("data_center_revoked", account_id=account_id)
    return {}


def make_link(slug: str) -> dict[str, Any]:
    """An incoming link: `{"redirect_uris": […], "scope": "WRITE"}`. Returns its credentials."""
    world, facts = current_world(), sent()
    link = IncomingLink(
        id=secrets.token_hex(16),
        secret=secrets.token_hex(32),
        site_id=instance_or_404(slug).id,
        name=str(facts.get("name") or "Lodge"),
        redirect_uris=list(facts.get("redirect_uris") or []),
        scope=str(facts.get("scope") or "WRITE"),
    )
    world.table(IncomingLink).put(link)
    return {"client_id": link.id, "client_secret": link.secret}
