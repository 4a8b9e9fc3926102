"""Four tabs come back from consent at the same time: the pair that was asked for last is kept, and lives."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from integrations import connections
from integrations.connections import code_exchange_queue
from integrations.errors import LinkedLater
from integrations.models import Connection, ConnectionState, LinkTurn, Token
from integrations.wording.link_failures import LINKED_LATER, explain
from tests.integration.integrations.connections.concurrent_threads import (
    at_once,
    await_exchanges,
    beside,
    outcomes,
    works,
)
from tests.integration.integrations.linking.browserless_user import Traveller, words

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

TOKEN = "/oauth/token$"
LATER = 11 * 60  # seconds: when every reuse interval is over


def tab(way: Traveller) -> Traveller:
    """Another tab of the same browser."""
    client = Client(headers={"host": "lodge.test"})
    client.cookies.load({name: each.value for name, each in way.client.cookies.items()})
    return Traveller(client, way.sandbox, way.user)


@pytest.fixture
def tabs(alices_way: Traveller) -> Iterator[list[tuple[Traveller, str]]]:
    """Four tabs, each with the address that Atlassian sends it back to."""
    four = [tab(alices_way) for _number in range(4)]
    yield [(each, each.consent(each.begin(), sites=["demo-team"])) for each in four]
    await_exchanges()


def both_live(linked: Connection, way: Traveller) -> bool:
    """Whether both of its stored tokens are good once all that were replaced are dead."""
    way.sandbox.advance(LATER)
    good = works(linked, way.sandbox)
    connections.refresh(linked.pk, asked_by="admin")
    return good and works(linked, way.sandbox)


@pytest.mark.parametrize("reconsent", ["keeps", "replaces"])
@pytest.mark.parametrize("first", ["new", "linked"])
def test_an_answer_that_comes_late_is_not_written_over_a_later_pair(
    alices_way: Traveller,
    tabs: list[tuple[Traveller, str]],
    link: Callable[[User], Connection],
    first: str,
    reconsent: str,
) -> None:
    if first == "linked":
        link(alices_way.user)
    alices_way.sandbox.config(reconsent=reconsent)
    alices_way.sandbox.fault("answer_late", seconds=1.5, path=TOKEN, times=1)
    last = alices_way.sandbox.last_event()
    (early, its_way), *others = tabs
    answer = beside(lambda: early.back(its_way))
    alices_way.sandbox.wait_for("token_issued", after=last)

    def come_back() -> int:
        each, way = others.pop()
        return int(each.back(way).status_code)

    # On a slow machine a tab may have waited for its turn too long, and says so.
    answers = [*at_once(3, come_back), answer().status_code]
    assert set(answers) <= {302, 503}
    assert answers.count(302) >= 2
    linked = Connection.objects.get()
    assert linked.state == ConnectionState.ACTIVE
    assert Token.objects.count() == 1
    assert both_live(linked, alices_way)
    assert outcomes(linked) == ["saved"]


def test_the_page_back_is_the_same_for_all_of_them(
    alices_way: Traveller, tabs: list[tuple[Traveller, str]]
) -> None:
    for each, way in tabs:
        assert each.back(way)["Location"] == "/"
    assert "Your link to Jira works." in words(alices_way.client.get("/link/"))


def test_earlier_code_exchange_that_finishes_later_is_dropped(alice: User) -> None:
    """A process slept beyond its lease: what it brings home is older than what is stored."""
    far = float("inf")
    early = code_exchange_queue.take(alice.pk, far)
    LinkTurn.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    late = code_exchange_queue.take(alice.pk, far)
    code_exchange_queue.keep(late)
    with pytest.raises(LinkedLater):
        code_exchange_queue.keep(early)
    code_exchange_queue.give_back(early)
    assert LinkTurn.objects.get().lease_until is not None, "the turn of the later one is its own"
    code_exchange_queue.give_back(late)
    assert LinkTurn.objects.get().lease_until is None
    assert explain(LinkedLater("")) is LINKED_LATER


def test_where_the_later_one_came_to_nothing_the_earlier_is_kept(alice: User) -> None:
    early = code_exchange_queue.take(alice.pk, float("inf"))
    LinkTurn.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    code_exchange_queue.give_back(code_exchange_queue.take(alice.pk, float("inf")))
    code_exchange_queue.keep(early)
    assert LinkTurn.objects.get().kept == early.number


def test_one_of_many_concurrent_codes_is_exchanged_at_a_time(alice: User) -> None:
    got: list[Any] = at_once(6, lambda: code_exchange_queue.take(alice.pk, 0.0))
    assert sum(isinstance(each, code_exchange_queue.Turn) for each in got) == 1
