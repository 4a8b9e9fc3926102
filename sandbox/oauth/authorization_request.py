"""Validates authorization requests as Atlassian does (atlassian.md a.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from sandbox.people import Client
from sandbox.world import World

FIXED = {"audience": "api.atlassian.com", "response_type": "code", "prompt": "consent"}
OPTIONAL = {"code_challenge", "code_challenge_method"}
"""PKCE: not documented for 3LO, reported to be harmless; what is done with it says the knob `pkce`."""

SCOPES = {
    "read:jira-work": "View Jira issues, projects, search and attachments",
    "write:jira-work": "Create and edit issues, post comments, add attachments",
    "read:jira-user": "View people in Jira: names, avatars, e-mail addresses they show",
    "read:servicedesk-request": "View Jira Service Management request data",
    "write:servicedesk-request": "Create and manage Jira Service Management requests",
    "manage:jira-webhook": "Register and manage Jira webhooks",
    "manage:jira-project": "Manage Jira project settings",
    "manage:jira-configuration": "Manage Jira's global settings",
    "read:me": "View your Atlassian profile",
    "read:account": "View your Atlassian profile",
    "report:personal-data": "Report accounts whose personal data is stored",
    "offline_access": "Keep access while you are away",
}
GRANULAR = re.compile(
    r"(read|write|delete|manage|send|admin):[a-z.-]+:(jira|jira-software|confluence)"
)
CONFLUENCE = re.compile(r"(read|write|search|manage):confluence-[a-z.-]+")


@dataclass(frozen=True)
class Problem:
    """A parameter that is wrong, and why."""

    parameter: str
    reason: str


def problems(world: World, args: MultiDict[str, str]) -> list[Problem]:
    """All errors in the parameters of an authorization request. Empty when it is valid."""
    wanted = ("audience", "client_id", "scope", "redirect_uri", "state", "response_type", "prompt")
    found = [Problem(name, "is missing") for name in wanted if not args.get(name)]
    found += [
        Problem(name, "is given more than once") for name, values in args.lists() if len(values) > 1
    ]
    found += [Problem(name, "is unknown") for name in args if name not in OPTIONAL.union(wanted)]
    found += [
        Problem(name, f"must be “{value}”, not “{args[name]}”")
        for name, value in FIXED.items()
        if args.get(name) not in (None, "", value)
    ]
    return found + client_problems(world, args) + scope_problems(args.get("scope", ""))


def client_problems(world: World, args: MultiDict[str, str]) -> list[Problem]:
    """An unknown app, or a redirect_uri that is not exactly one of its callbacks."""
    if not args.get("client_id"):
        return []
    client = world.table(Client).get(args["client_id"])
    if client is None or client.kind != "3lo":
        return [Problem("client_id", "is not an app that we know")]
    uri = args.get("redirect_uri")
    if uri and uri not in client.callbacks:
        return [Problem("redirect_uri", f"is not a callback URL of this app: “{uri}”")]
    return []


def scope_problems(scope: str) -> list[Problem]:
    """Scopes that do not exist."""
    return [
        Problem("scope", f"has “{one}”, which does not exist")
        for one in scope.split()
        if one not in SCOPES and not GRANULAR.fullmatch(one) and not CONFLUENCE.fullmatch(one)
    ]


def describe(scope: str) -> str:
    """What a scope allows, for the consent page."""
    return SCOPES.get(scope, scope)
