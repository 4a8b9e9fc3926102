"""How often one person may have Jira searched: counted over all processes, and no bound of anybody else's."""

import inspect
from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import pytest

from accounts.models import User
from integrations import jira
from integrations import jira as door
from integrations.errors import SlowDown
from integrations.jira.api_call import Call
from integrations.models import Connection
from tests.integration.integrations.connections.concurrent_threads import at_once
from tests.support.sandbox import Sandbox

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

PEOPLE = "/user/assignable/search$"


@pytest.fixture
def account(link: Callable[..., Connection], alice: User) -> str:
    """Alice's account."""
    return link(alice).account_id


@pytest.fixture
def site(sandbox: Sandbox) -> str:
    """Where she searches."""
    return str(sandbox.site("demo-team")["cloud_id"])


def test_many_searches_at_once_reach_jira_as_often_as_one_person_may(
    account: str, site: str, sandbox: Sandbox, settings: Any
) -> None:
    settings.SEARCHES_PER_MINUTE, settings.SEARCHES_PER_HOUR = 1000, 7
    numbers = iter(range(1000))
    found = at_once(20, lambda: jira.assignable_users(account, site, "DEMO", f"a{next(numbers)}"))
    refused = [each for each in found if isinstance(each, SlowDown)]
    assert len(refused) == 13
    assert all(0 < each.retry_after <= 3600 for each in refused)
    assert len(sandbox.calls("GET", PEOPLE)) == 7
    with pytest.raises(SlowDown):
        jira.labels(account, site, "x")
    assert jira.myself(account, site).account_id == account, "what nobody types is not counted"


def test_nobody_else_is_held_back(
    account: str, site: str, link: Callable[..., Connection], bob: User, settings: Any
) -> None:
    settings.SEARCHES_PER_MINUTE = 1
    others = link(bob, "bob").account_id
    jira.assignable_users(account, site, "DEMO", "a")
    with pytest.raises(SlowDown):
        jira.assignable_users(account, site, "DEMO", "b")
    assert jira.assignable_users(others, site, "DEMO", "b") is not None


def _builders() -> list[tuple[str, Callable[..., Any]]]:
    """Every function of the door that makes a call out of what somebody may be typing."""
    names = [each.name for each in iter_modules(door.__path__)]
    modules: list[ModuleType] = [import_module(f"integrations.jira.{name}") for name in names]
    return [
        (f"{module.__name__}.{name}", function)
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and "query" in inspect.signature(function).parameters
        and "Call[" in str(inspect.signature(function).return_annotation)
    ]


def test_each_call_that_is_made_of_a_query_is_counted() -> None:
    builders = _builders()
    assert len(builders) >= 5
    for name, build in builders:
        wanted = [
            each
            for each in inspect.signature(build).parameters.values()
            if each.default is each.empty
        ]
        values: dict[str, Any] = {
            each.name: 1 if each.annotation is int else "x" for each in wanted
        }
        call: Call[Any] = build(**{**values, "query": "x"})
        assert call.typed, name
