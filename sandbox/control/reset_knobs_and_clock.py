"""Control calls for the whole world: health, contents, reset, knobs, clock."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app

from sandbox.clock import isoformat
from sandbox.control.json_requests import refuse, sent
from sandbox.jira import control_api_json as product
from sandbox.people import Account, Client, Site
from sandbox.seed import seed
from sandbox.world import World, current_world


def register(blueprint: Blueprint) -> None:
    """Mount these calls."""
    blueprint.get("/health")(health)
    blueprint.post("/reset")(reset)
    blueprint.get("/world")(describe)
    blueprint.get("/config")(config)
    blueprint.put("/config")(configure)
    blueprint.post("/clock")(advance)


def health() -> dict[str, Any]:
    """`{"ok": true, "now": …}`."""
    return {"ok": True, "now": isoformat(current_world().clock.now())}


def reset() -> dict[str, Any]:
    """Restore the seeded world: no grants, no new issues, no faults, an empty log."""
    world = current_world()
    with world.lock:
        client = app_client(world)
        world.clear()
        current_app.extensions["sandbox.log"].clear()
        seed(world, client)
    return {"ok": True}


def describe() -> dict[str, Any]:
    """Accounts and sites with their projects."""
    world = current_world()
    return {
        "client_id": app_client(world).id,
        "accounts": [
            {"account_id": account.id, "name": account.name, "email": account.email}
            for account in world.table(Account).all()
        ],
        "sites": [site_facts(world, site) for site in world.table(Site).all()],
    }


def site_facts(world: World, site: Site) -> dict[str, Any]:
    """One site of `describe`."""
    return {
        "cloud_id": site.id,
        "slug": site.slug,
        "name": site.name,
        "url": site.url,
        "members": site.members,
        "installed": site.installed,
        "projects": product.projects(world, site.id),
    }


def config() -> dict[str, Any]:
    """All knobs."""
    return current_world().config.as_dict()


def configure() -> dict[str, Any]:
    """Set some knobs. Returns all of them."""
    world = current_world()
    with world.lock:
        try:
            world.config.update(sent())
        except ValueError as error:
            refuse(400, str(error))
        world.keep_settings()
    return world.config.as_dict()


def advance() -> dict[str, Any]:
    """Move the clock by `{"advance": seconds}`."""
    world = current_world()
    seconds = sent().get("advance")
    if not isinstance(seconds, int | float):
        refuse(400, "advance must be a number of seconds")
    with world.lock:
        now = world.clock.advance(float(seconds))
        world.keep_settings()
    world.event("clock_advanced", seconds=seconds)
    return {"now": isoformat(now)}


def app_client(world: World) -> Client:
    """The 3LO app."""
    return next(client for client in world.table(Client).all() if client.kind == "3lo")
