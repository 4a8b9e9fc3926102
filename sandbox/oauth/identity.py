"""/me and the personal data report: who an account is (atlassian.md a.7 and j)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, request

from sandbox.authentication import account_of, bearer, scope_mismatch
from sandbox.people import Account
from sandbox.world import World, current_world

MOST_ACCOUNTS = 90


def register(blueprint: Blueprint) -> None:
    """Mount these calls."""
    blueprint.get("/me")(me)
    blueprint.post("/app/report-accounts/")(report_accounts)


def me() -> dict[str, Any]:
    """The account of the token; what its owner hides is absent."""
    world = current_world()
    token = bearer(world, request)
    if "read:me" not in token.scopes:
        raise scope_mismatch(403)
    account = account_of(world, token.account_id)
    facts: dict[str, Any] = {
        "account_type": account.account_type,
        "account_id": account.id,
        "name": account.name,
        "nickname": account.name,
        "picture": f"{world.base_url}/_static/person.svg",
        "account_status": account.status,
        "locale": account.locale,
        "extended_profile": {},
    }
    if not account.email_hidden:
        facts["email"] = account.email
    if not (account.email_hidden or account.zone_hidden):
        facts["zoneinfo"] = account.time_zone
    return facts


def report_accounts() -> Response:
    """Which of the reported accounts were closed or changed since their data was retrieved."""
    world = current_world()
    token = bearer(world, request)
    if "report:personal-data" not in token.scopes:
        raise scope_mismatch(403)
    try:
        reported = [
            (entry["accountId"], datetime.fromisoformat(entry["updatedAt"]))
            for entry in request.get_json(force=True)["accounts"]
        ]
        if not 1 <= len(reported) <= MOST_ACCOUNTS:
            raise ValueError(f"between 1 and {MOST_ACCOUNTS} accounts")
        found = [
            {"accountId": account_id, "status": status}
            for account_id, moment in reported
            if (status := change_since(world, account_id, moment)) is not None
        ]
    except (KeyError, TypeError, ValueError) as error:
        return make_response(jsonify(errorType="validation", errorMessage=str(error)), 400)
    response = jsonify(accounts=found) if found else make_response("", 204)
    response.headers["Cycle-Period"] = world.config.cycle_period
    return response


def change_since(world: World, account_id: str, moment: datetime) -> str | None:
    """ "closed", "updated", or None for an account that is as it was."""
    account = world.table(Account).get(account_id)
    if account is None or account.status == "closed":
        return "closed"
    if account.changed_at is not None and account.changed_at > moment:
        return "updated"
    return None
