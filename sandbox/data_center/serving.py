"""What every call of an instance passes: sign-in, limits, scope; and the headers of every answer."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from flask import Response, request

from sandbox.data_center import throttle
from sandbox.data_center.access import Turned, allows, caller_of
from sandbox.data_center.anonymous import answer_to_nobody
from sandbox.data_center.instance import instance_called
from sandbox.jira.operation import language_of, respond
from sandbox.jira.repository import repository
from sandbox.jira.request_context import Place
from sandbox.people import Account, DataCenter
from sandbox.recorded_call import Exchange
from sandbox.world import current_world


def passed(slug: str, name: str, answer: Callable[[DataCenter, Account], Response]) -> Response:
    """The answer of *answer*, if the caller gets as far; with the headers that every answer has."""
    world = current_world()
    site = instance_called(world, slug)
    Exchange.of(request).cloud_id = site.id
    try:
        account, scope = caller_of(world, site, request)
    except Turned as turned:
        return turned.response
    if account is None:
        return _signed(answer_to_nobody(name, request), "anonymous")
    Exchange.of(request).account_id = account.id
    may_pass, limits = throttle.headers_after(world, site, account)
    if not may_pass:
        response = respond(({"message": "Rate limit exceeded."}, 429))
    elif not allows(scope, request.method):
        said = "The token's scope does not cover this."
        response = respond(({"errorMessages": [said], "errors": {}}, 403))
    else:
        response = answer(site, account)
    response.headers.update(limits)
    return _signed(response, account.username)


def open_to_all(body: object) -> Response:
    """*body* for a caller who need not sign in, with the headers that every answer has."""
    return _signed(respond(body), "anonymous")


def place_of(site: DataCenter, account: Account) -> Place:
    """Where a call of this account happens."""
    world = current_world()
    return Place(
        jira=repository(world),
        site=site,
        caller=account,
        base=f"{site.url}/rest/api/2",
        version=2,
        language=language_of(account),
        data_center=True,
    )


def _signed(response: Response, username: str) -> Response:
    """The headers that tell who was asked as."""
    response.headers["X-AUSERNAME"] = username
    response.headers["X-AREQUESTID"] = f"{secrets.randbelow(1440)}x{secrets.randbelow(99999)}x1"
    response.headers["X-ANODEID"] = "node1"
    if username != "anonymous":
        response.headers["X-Seraph-LoginReason"] = "OK"
    return response
