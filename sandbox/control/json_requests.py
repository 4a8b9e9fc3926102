"""Shared code of the control calls: reading JSON, clear errors."""

from __future__ import annotations

from typing import Any, NoReturn

from flask import abort, jsonify, make_response, request

from sandbox.people import Account, Site
from sandbox.world import World


def refuse(status: int, message: str) -> NoReturn:
    """End the call with `{"error": message}`."""
    abort(make_response(jsonify(error=message), status))


def sent() -> dict[str, Any]:
    """The JSON object of this call; `{}` when there is no body."""
    if not request.get_data():
        return {}
    facts = request.get_json(force=True, silent=True)
    if not isinstance(facts, dict):
        refuse(400, "the body must be a JSON object")
    return facts


def number(name: str, default: float = 0) -> float:
    """A number from the query string."""
    try:
        return float(request.args.get(name, default))
    except ValueError:
        refuse(400, f"{name} must be a number")


def account_or_404(world: World, account_id: str) -> Account:
    """The account with this id."""
    account = world.table(Account).get(account_id)
    if account is None:
        refuse(404, f"no account {account_id}")
    return account


def site_or_404(world: World, cloud_id: str) -> Site:
    """The site with this cloud id."""
    site = world.table(Site).get(cloud_id)
    if site is None:
        refuse(404, f"no site {cloud_id}")
    return site
