"""Control calls for accounts and sites: actions of their owners and admins at Atlassian."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint

from sandbox.control.json_requests import account_or_404, refuse, sent, site_or_404
from sandbox.jira import control_api_json as product
from sandbox.oauth import grants
from sandbox.oauth.keys import issue_key
from sandbox.oauth_records import AccessToken
from sandbox.people import ApiKey, Client, Site, add_site
from sandbox.seed import add_account
from sandbox.world import current_world


def register(blueprint: Blueprint) -> None:
    """Mount these calls."""
    blueprint.post("/accounts/<account_id>/revoke")(revoke)
    blueprint.post("/accounts/<account_id>/expire")(expire)
    blueprint.post("/accounts/<account_id>/keys")(make_key)
    blueprint.delete("/accounts/<account_id>/keys")(delete_keys)
    blueprint.patch("/accounts/<account_id>")(change)
    blueprint.post("/sites/<cloud_id>/uninstall")(uninstall)
    blueprint.post("/sites/<cloud_id>/install")(install)
    blueprint.post("/sites/<cloud_id>/members/<account_id>/remove")(take_out)
    blueprint.post("/sites/<cloud_id>/members/<account_id>/add")(put_in)
    blueprint.post("/seed")(add_more)


def revoke(account_id: str) -> dict[str, Any]:
    """Revoke the whole grant, as in Connected apps. `{"reason": "password_changed"}` for a changed password."""
    world = current_world()
    account_or_404(world, account_id)
    reason = sent().get("reason", "revoked")
    if reason not in ("revoked", "password_changed"):
        refuse(400, "reason must be revoked or password_changed")
    return {"revoked": grants.revoke(world, account_id, reason)}


def expire(account_id: str) -> dict[str, Any]:
    """Make the account's access tokens expire now."""
    world = current_world()
    account_or_404(world, account_id)
    count = 0
    with world.lock:
        for token in world.table(AccessToken).all():
            if token.account_id == account_id and token.expires_at > world.clock.now():
                token.expires_at = world.clock.now()
                world.table(AccessToken).put(token)
                count += 1
    world.event("tokens_expired", account_id=account_id, count=count)
    return {"expired": count}


def make_key(account_id: str) -> dict[str, Any]:
    """Make a credential: `{"kind": "api_token"|"oauth", "scopes": [...]|null}`. Returns the secret."""
    world = current_world()
    account = account_or_404(world, account_id)
    facts = sent()
    try:
        return issue_key(
            world, account, str(facts.get("kind")), facts.get("scopes"), facts.get("days")
        )
    except ValueError as error:
        refuse(400, str(error))


def delete_keys(account_id: str) -> dict[str, Any]:
    """Delete every API token, personal access token and OAuth credential of the account."""
    world = current_world()
    account_or_404(world, account_id)
    count = 0
    with world.lock:
        for key in world.table(ApiKey).all():
            if key.account_id == account_id:
                key.expires_at = world.clock.now()
                world.table(ApiKey).put(key)
                count += 1
        for client in world.table(Client).all():
            if client.account_id == account_id:
                client.secret = secrets.token_urlsafe(48)
                world.table(Client).put(client)
                count += 1
    return {"deleted": count}


def change(account_id: str) -> dict[str, Any]:
    """Change an account: `name`, `time_zone`, what it hides, `status` ("active", "inactive", "closed")."""
    world = current_world()
    account = account_or_404(world, account_id)
    facts = sent()
    known = {"name", "email", "email_hidden", "zone_hidden", "status", "time_zone", "locale"}
    if unknown := set(facts) - known:
        refuse(400, f"an account has no {', '.join(sorted(unknown))} to change")
    with world.lock:
        for name, value in facts.items():
            setattr(account, name, value)
        account.changed_at = world.clock.now()
        world.table(type(account)).put(account)
    return {"account_id": account.id, "name": account.name, "email": account.email}


def uninstall(cloud_id: str) -> dict[str, Any]:
    """An admin removes the app from this site."""
    return set_installed(cloud_id, False)


def install(cloud_id: str) -> dict[str, Any]:
    """An admin installs the app on this site again."""
    return set_installed(cloud_id, True)


def take_out(cloud_id: str, account_id: str) -> dict[str, Any]:
    """An admin removes the account from the site."""
    return set_member(cloud_id, account_id, False)


def put_in(cloud_id: str, account_id: str) -> dict[str, Any]:
    """An admin adds the account to the site. An earlier grant for the site is valid again."""
    return set_member(cloud_id, account_id, True)


def set_member(cloud_id: str, account_id: str, member: bool) -> dict[str, Any]:
    """Add an account to a site, or remove it."""
    world = current_world()
    site, account = site_or_404(world, cloud_id), account_or_404(world, account_id)
    with world.lock:
        others = [each for each in site.members if each != account.id]
        site.members = [*others, account.id] if member else others
        world.table(Site).put(site)
    world.event(
        "member_added" if member else "member_removed", cloud_id=cloud_id, account_id=account.id
    )
    return {"cloud_id": cloud_id, "members": site.members}


def set_installed(cloud_id: str, installed: bool) -> dict[str, Any]:
    """Install or uninstall the app on a site."""
    world = current_world()
    site = site_or_404(world, cloud_id)
    with world.lock:
        site.installed = installed
        world.table(Site).put(site)
    world.event("app_installed" if installed else "app_uninstalled", cloud_id=cloud_id)
    return {"cloud_id": cloud_id, "installed": installed}


def add_more() -> dict[str, Any]:
    """Add `accounts` and `sites`. Jira adds projects, fields and issues."""
    world = current_world()
    facts = sent()
    made: dict[str, Any] = {"accounts": [], "sites": []}
    try:
        with world.lock:
            for entry in facts.pop("accounts", []):
                account = add_account(world, entry["name"])
                made["accounts"].append(
                    {"account_id": account.id, "name": account.name, "email": account.email}
                )
            for entry in facts.pop("sites", []):
                site = add_site(
                    world,
                    entry["slug"],
                    entry["name"],
                    entry["members"],
                    products=entry.get("products", ["jira"]),
                )
                made["sites"].append({"cloud_id": site.id, "slug": site.slug, "url": site.url})
            return {**made, **product.add(world, facts)}
    except (KeyError, TypeError, ValueError) as error:
        refuse(400, f"{type(error).__name__}: {error}")
