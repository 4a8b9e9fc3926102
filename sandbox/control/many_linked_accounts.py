"""Many linked accounts at once, for benchmarks: grants without a consent page."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint

from sandbox.control.json_requests import refuse, sent
from sandbox.control.reset_knobs_and_clock import app_client
from sandbox.oauth import grants
from sandbox.oauth_records import Code
from sandbox.people import site_by_slug
from sandbox.seed import add_account
from sandbox.world import World, current_world

MOST_PEOPLE = 100_000
USUAL_SCOPES = "read:jira-work write:jira-work read:jira-user read:me offline_access"


def register(blueprint: Blueprint) -> None:
    """Mount the call."""
    blueprint.post("/crowd")(crowd)


def crowd() -> dict[str, Any]:
    """Make `people` accounts, members of `site` (a slug, optional), each with a grant. Returns their tokens."""
    world, facts = current_world(), sent()
    people, scopes = facts.get("people"), str(facts.get("scopes", USUAL_SCOPES)).split()
    if not isinstance(people, int) or not 0 < people <= MOST_PEOPLE:
        refuse(400, f"people must be a number up to {MOST_PEOPLE}")
    with world.lock:
        site = site_by_slug(world, str(facts["site"])) if "site" in facts else None
        if "site" in facts and site is None:
            refuse(400, f"no site {facts['site']}")
        cloud_ids = [site.id] if site else []
        made = [linked_person(world, number, scopes, cloud_ids) for number in range(1, people + 1)]
        if site is not None:
            site.members += [person["account_id"] for person in made]
            world.table(type(site)).put(site)
    return {"people": made}


def linked_person(
    world: World, number: int, scopes: list[str], cloud_ids: list[str]
) -> dict[str, Any]:
    """One account with a grant: its id and its tokens."""
    account = add_account(world, f"Person {number}")
    code = Code(
        id=secrets.token_urlsafe(48),
        client_id=app_client(world).id,
        redirect_uri="",
        account_id=account.id,
        scopes=scopes,
        cloud_ids=cloud_ids,
        issued_at=world.clock.now(),
    )
    access, refresh = grants.first_pair(world, code)
    return {
        "account_id": account.id,
        "name": account.name,
        "access_token": access.id,
        "refresh_token": refresh.id if refresh else None,
        "expires_in": world.config.access_token_seconds,
    }
