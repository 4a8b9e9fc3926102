"""Turns a small function into a REST operation: authentication, permission, language and the answer.

    @operation("GET", "/issue/<key>", classic="read:jira-work", granular="read:issue:jira …")
    def get_issue(call: Call) -> Answer: …

The function runs under the world's lock, raises `Refused` (or `Problem` for another status or shape) and returns
JSON, or (JSON, status), or a Flask response.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Blueprint, Response, request

from sandbox.authentication import Caller, NotAuthenticated, authenticate, scope_mismatch
from sandbox.jira.messages import Refused
from sandbox.jira.model import JSON
from sandbox.jira.quota_points import points_of
from sandbox.jira.repository import Repository, repository
from sandbox.jira.request_context import Place
from sandbox.people import Account
from sandbox.recorded_call import Exchange
from sandbox.world import World, current_world

Answer = Any
"""JSON, or (JSON, status), or a Flask response."""


PLATFORM, AGILE, SERVICE_DESK, DATA_CENTER = "api", "agile", "service-desk", "data-center"
"""Jira's own API, those of Jira Software and Jira Service Management, and what Data Center serves in its own way."""


class Problem(Exception):
    """A refusal with a status and, for ErrorCollection's `errors`, one message a field."""

    def __init__(
        self,
        status: int,
        *messages: Refused,
        errors: dict[str, Refused] | None = None,
        **more: JSON,
    ) -> None:
        super().__init__(status)
        self.status, self.messages, self.errors, self.more = status, messages, errors or {}, more

    def body(self, language: str) -> dict[str, JSON]:
        """ErrorCollection in a language."""
        return {
            "errorMessages": [one.say(language) for one in self.messages],
            "errors": {name: one.say(language) for name, one in self.errors.items()},
            **self.more,
        }


@dataclass
class Call:
    """One call of an operation: its place and caller (`place`), and the parameters of its path."""

    place: Place
    path: dict[str, str]

    @property
    def jira(self) -> Repository:
        """All Jira data."""
        return self.place.jira

    @property
    def world(self) -> World:
        """The world."""
        return self.place.jira.world

    @property
    def site_id(self) -> str:
        """The cloud id."""
        return self.place.site.id

    def query(self, name: str, default: str = "") -> str:
        """A query parameter."""
        return request.args.get(name, default)

    def listed(self, name: str) -> list[str]:
        """A query parameter that may be repeated or hold several values between commas."""
        values = (part for one in request.args.getlist(name) for part in one.split(","))
        return [value.strip() for value in values if value.strip()]

    def number(self, name: str, default: int) -> int:
        """A numeric query parameter. Raises Refused when it is not a number, or negative."""
        text = request.args.get(name)
        if text is None or text == "":
            return default
        if not text.isdigit():
            raise Refused("bad_number", parameter=name)
        return int(text)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A query parameter that is true or false. Raises Refused for anything else."""
        text = request.args.get(name, "").lower()
        if text not in ("", "true", "false"):
            raise Refused("bad_flag", parameter=name)
        return default if text == "" else text == "true"

    def body(self) -> dict[str, JSON]:
        """The JSON object that was sent. Raises Refused."""
        found = self.any_body()
        if not isinstance(found, dict):
            raise Refused("bad_body")
        return found

    def any_body(self) -> JSON:
        """The JSON that was sent. Raises Refused."""
        try:
            return json.loads(request.get_data())
        except ValueError:
            raise Refused("bad_json") from None


@dataclass(frozen=True)
class Operation:
    """A function and its route. All `granular` scopes are needed together.

    `anonymous`: what Jira answers at the site's own URL to a caller whom it does not know, where it answers at all.
    """

    method: str
    rule: str
    function: Callable[[Call], Answer]
    classic: str = ""
    granular: frozenset[str] = field(default_factory=frozenset)
    api: str = PLATFORM
    anonymous: Answer = None


OPERATIONS: list[Operation] = []


def operation(
    method: str,
    rule: str,
    *,
    classic: str = "",
    granular: str = "",
    api: str = PLATFORM,
    anonymous: Answer = None,
) -> Callable[[Callable[[Call], Answer]], Callable[[Call], Answer]]:
    """Serve a function at `rule` below `/rest/<api>/<version>`. Without scopes any token is accepted."""

    def register(function: Callable[[Call], Answer]) -> Callable[[Call], Answer]:
        OPERATIONS.append(
            Operation(method, rule, function, classic, frozenset(granular.split()), api, anonymous)
        )
        return function

    return register


def mount(blueprint: Blueprint, api: str = PLATFORM) -> Blueprint:
    """Add all operations of an API to a blueprint, under their functions' names."""
    for one in OPERATIONS:
        if one.api != api:
            continue
        name = one.function.__name__
        blueprint.add_url_rule(one.rule, endpoint=name, view_func=view(one), methods=[one.method])
    return blueprint


def view(one: Operation) -> Callable[..., Response]:
    """The Flask view of an operation."""

    def handle(
        *, version: int = 3, cloud_id: str | None = None, slug: str | None = None, **path: str
    ) -> Response:
        try:
            caller = authenticate(request, cloud_id, slug=slug)
        except NotAuthenticated as refusal:
            return as_anonymous(one, refusal)
        if not allowed(caller, one):
            raise scope_mismatch()
        place = place_of(current_world(), caller, version, at_site=slug is not None)
        if one.api == AGILE:
            place = replace(place, base=f"{place.base.rpartition('/rest/')[0]}/rest/agile/1.0")
        response = performed(one, place, path)
        response.headers["X-AAccountId"] = caller.account.id
        return response

    return handle


def as_anonymous(one: Operation, refusal: NotAuthenticated) -> Response:
    """What a caller gets whose credentials Jira refused: about a quarter of the operations serve them as anonymous.

    Only `X-Seraph-LoginReason` tells. Raises *refusal* for an operation that needs a known caller.
    """
    if one.anonymous is None:
        raise refusal
    response = respond(one.anonymous)
    response.headers.update(refusal.headers)
    return response


def performed(one: Operation, place: Place, path: dict[str, str]) -> Response:
    """What the operation answers to the present request, refusals included."""
    with place.jira.world.lock:
        place.jira.move_due(place.site.id)
        place.jira.actor = place.caller.id
        try:
            answer = one.function(Call(place, path))
        except Problem as problem:
            return respond((problem.body(place.language), problem.status))
        except Refused as refused:
            return respond((Problem(400, refused).body(place.language), 400))
        Exchange.of(request).points = points_of(one.method, one.function.__name__, body_of(answer))
        return respond(answer)


def allowed(caller: Caller, one: Operation) -> bool:
    """Whether the caller's scopes suffice: the classic one, or all granular ones."""
    if caller.scopes is None or not (one.classic or one.granular):
        return True
    return one.classic in caller.scopes or (bool(one.granular) and one.granular <= caller.scopes)


def place_of(world: World, caller: Caller, version: int, *, at_site: bool) -> Place:
    """Where this call happens."""
    host = request.host_url.rstrip("/")
    root = f"{host}/_sites/{caller.site.slug}" if at_site else f"{host}/ex/jira/{caller.site.id}"
    return Place(
        jira=repository(world),
        site=caller.site,
        caller=caller.account,
        base=f"{root}/rest/api/{version}",
        version=version,
        language=language_of(caller.account),
    )


def language_of(account: Account) -> str:
    """The profile's language, unless the call forces that of Accept-Language."""
    tag = account.locale
    if request.headers.get("X-Force-Accept-Language", "").lower() == "true":
        tag = request.headers.get("Accept-Language", tag)
    return "de" if tag.lower().startswith("de") else "en"


def body_of(answer: Answer) -> JSON:
    """The JSON that an operation returned, None for a Flask response."""
    if isinstance(answer, Response):
        return None
    return answer[0] if isinstance(answer, tuple) else answer


def respond(answer: Answer) -> Response:
    """A Flask response from what an operation returned."""
    if isinstance(answer, Response):
        return answer
    value, status = answer if isinstance(answer, tuple) else (answer, 200)
    if value is None:
        return Response(status=status)
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status, content_type="application/json;charset=UTF-8")
