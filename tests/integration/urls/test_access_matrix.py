"""Every address × role × method, from the URLconf, held against an explicit table: a new address needs a row.

A row of `table.txt` is an address, and for GET and POST what the owner of everything, a stranger, nobody, staff without
a right, a superuser and somebody who was deactivated get; one word where all get the same. `door`: led to the sign-in
page. `on`: led elsewhere.
"""

import contextlib
import copy
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tests.integration.urls import rows_of_every_kind as worlds
from tests.integration.urls.rows_of_every_kind import ROLES, World
from tests.support.sandbox import Sandbox

TABLE = Path(__file__).with_name("access_matrix.txt")
OTHERS = ("PUT", "DELETE", "BREW")


@cache
def table() -> dict[str, dict[str, list[str]]]:
    """Outcomes for the roles, by address and method."""
    rows: dict[str, dict[str, list[str]]] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            route, get, post = (part.strip() for part in line.split(" | "))
            rows["" if route == "/" else route] = {"GET": _outcomes(get), "POST": _outcomes(post)}
    return rows


def _outcomes(text: str) -> list[str]:
    found = text.split()
    return found * len(ROLES) if len(found) == 1 else found


def rooms() -> dict[str, list[str]]:
    """The routes, in parts that can be asked for beside each other."""
    found: dict[str, list[str]] = {}
    for route in worlds.routes():
        parts = route.split("/")
        found.setdefault("/".join(parts[:3]) if parts[0] == "admin" else parts[0], []).append(route)
    return found


@pytest.fixture
def world(db: None, sandbox: Sandbox) -> World:
    """Something at every address."""
    return worlds.make(sandbox)


@contextlib.contextmanager
def undone() -> Iterator[None]:
    """Nothing of what is done inside stays."""
    block: Any = transaction.atomic()
    block._from_testcase = True  # calls to Jira are refused in transactions of Lodge's own
    with contextlib.suppress(ZeroDivisionError), block:
        yield
        raise ZeroDivisionError


def ask(world: World, route: str, role: str, method: str) -> str:
    """What *role* gets."""
    client = world.clients[role]
    cookies = copy.deepcopy(client.cookies)
    with undone():
        answer = client.generic(method, world.path(route))
        worlds.close_files(answer)
    client.cookies = cookies
    return told(answer)


def told(answer: Any) -> str:
    """A status, "door", or "on"."""
    if answer.status_code not in (301, 302):
        return str(answer.status_code)
    return "door" if answer["Location"].startswith(("/account/sign-in/", "/admin/login/")) else "on"


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert set(worlds.routes()) == set(table())


@pytest.mark.parametrize("room", rooms())
def test_everybody_gets_what_the_table_says(world: World, room: str) -> None:
    wrong = []
    for route in rooms()[room]:
        for method, wanted in table()[route].items():
            got = [ask(world, route, role, method) for role in ROLES]
            if got != wanted:
                wrong.append(f"{method} /{route}: {' '.join(got)}, not {' '.join(wanted)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("room", rooms())
def test_no_other_method_gets_more_than_get_does(world: World, room: str) -> None:
    """Nor does anything break by it."""
    for route in rooms()[room]:
        for role in ("owner", "out", "root"):
            usual = table()[route]["GET"][ROLES.index(role)]
            assert ask(world, route, role, "HEAD") in (usual, "405"), (route, role)
            for method in OTHERS:
                got = ask(world, route, role, method)
                assert got in (usual, "door", "on", "403", "404", "405"), (method, route, role, got)
