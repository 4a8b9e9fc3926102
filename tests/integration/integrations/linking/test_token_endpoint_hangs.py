"""A token endpoint that hangs, or asks for a pause, on the way back: the page answers, and what comes late is kept."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from integrations import connections, limits
from integrations.errors import RateLimited, Unavailable
from integrations.limits import circuit_breaker
from integrations.linking import social_auth_step
from integrations.models import Connection, ConnectionState, LinkTurn, Pause
from tests.integration.integrations.connections.concurrent_threads import await_exchanges, works
from tests.integration.integrations.linking.browserless_user import Traveller, words

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

TOKEN = "/oauth/token$"
BUSY, DOWN = "Atlassian asks Lodge to wait.", "Atlassian does not answer."


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Iterator[None]:
    monkeypatch.setattr(social_auth_step, "PATIENCE", 0.3)
    yield
    await_exchanges()


def exchanges(way: Traveller) -> int:
    """How many codes and refresh tokens came to the token endpoint."""
    return len(way.sandbox.calls("POST", TOKEN))


@pytest.mark.usefixtures("_impatient")
def test_the_page_says_that_it_takes_long_and_the_link_comes_without_it(
    alices_way: Traveller,
) -> None:
    alices_way.sandbox.fault("delay", seconds=3, path=TOKEN, times=1)
    page = alices_way.travel(sites=["demo-team"])
    assert page.status_code == 503
    assert "Atlassian takes long." in words(page)
    assert 'class="btn main" href="/link/"' in words(page)
    assert not Connection.objects.exists()
    await_exchanges()
    made = Connection.objects.get(user=alices_way.user)
    assert made.state == ConnectionState.ACTIVE
    assert works(made, alices_way.sandbox)
    assert "Your link to Jira works." in words(alices_way.client.get("/link/"))


@pytest.mark.usefixtures("_impatient")
def test_another_account_that_comes_late_is_asked_about(alices_way: Traveller, link: Any) -> None:
    link(alices_way.user)
    alices_way.sandbox.fault("delay", seconds=3, path=TOKEN, times=1)
    assert alices_way.travel("bob").status_code == 503
    await_exchanges()
    assert "Lodge waits for your answer." in words(alices_way.client.get("/link/"))


@pytest.mark.usefixtures("_impatient")
def test_code_exchanges_of_one_user_are_serialized(
    alices_way: Traveller, bob: Any, traveller: Any
) -> None:
    alices_way.sandbox.fault("delay", seconds=3, path=TOKEN, times=1)
    alices_way.travel()
    page = alices_way.travel()
    assert (page.status_code, exchanges(alices_way)) == (503, 1)
    assert DOWN in words(page)
    assert traveller(bob).travel("bob").status_code == 302
    await_exchanges()
    assert alices_way.travel(sites=["demo-team"]).status_code == 302


def test_lease_of_a_dead_process_ends(
    alices_way: Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    LinkTurn.objects.create(
        user=alices_way.user, taken=3, lease_until=timezone.now() + timedelta(minutes=1)
    )
    monkeypatch.setattr(social_auth_step, "PATIENCE", 0.1)
    assert alices_way.travel().status_code == 503
    LinkTurn.objects.update(lease_until=timezone.now())
    monkeypatch.undo()
    assert alices_way.travel().status_code == 302
    turn = LinkTurn.objects.get()
    assert (turn.taken, turn.kept, turn.lease_until) == (4, 4, None)


# Pauses and the circuit


def test_a_pause_that_was_asked_of_a_code_is_kept_by_everybody(
    alices_way: Traveller, link: Any
) -> None:
    linked = link(alices_way.user)
    alices_way.sandbox.fault("rate_limit", retry_after=40, path=TOKEN, times=1)
    before = exchanges(alices_way)
    for _again in range(2):
        page = alices_way.travel()
        assert (page.status_code, exchanges(alices_way)) == (503, before + 1)
        assert BUSY in words(page)
    with pytest.raises(RateLimited) as failure:
        connections.refresh(linked.pk, asked_by="web")
    assert 20 < failure.value.retry_after <= 40
    Pause.objects.all().delete()
    limits.forget()
    assert alices_way.travel().status_code == 302, "and its turn was given back"


def test_a_pause_that_was_asked_of_a_renewal_holds_for_codes(
    alices_way: Traveller, link: Any
) -> None:
    linked = link(alices_way.user)
    alices_way.sandbox.fault("rate_limit", retry_after=40, path=TOKEN, times=1)
    with pytest.raises(RateLimited):
        connections.refresh(linked.pk, asked_by="web")
    before = exchanges(alices_way)
    assert BUSY in words(alices_way.travel())
    assert exchanges(alices_way) == before


def test_codes_that_get_no_answer_open_the_circuit_for_all(
    alices_way: Traveller, link: Any
) -> None:
    linked = link(alices_way.user)
    alices_way.sandbox.fault("drop_before", path=TOKEN, times=None)
    for _number in range(circuit_breaker.OPENS_AFTER):
        assert DOWN in words(alices_way.travel())
    alices_way.sandbox.control("DELETE", "/faults")
    before = exchanges(alices_way)
    assert DOWN in words(alices_way.travel())
    with pytest.raises(Unavailable, match="does not answer"):
        connections.refresh(linked.pk, asked_by="web")
    assert exchanges(alices_way) == before


@pytest.mark.parametrize(
    ("status", "error", "holds_back"),
    [
        (403, "invalid_grant", False),
        (400, "invalid_request", False),
        (401, "access_denied", True),
    ],
)
def test_what_is_wrong_with_one_persons_code_holds_back_nobody_else(
    alices_way: Traveller, status: int, error: str, holds_back: bool
) -> None:
    alices_way.sandbox.fault("status", status=status, body={"error": error}, path=TOKEN, times=1)
    assert alices_way.travel().status_code in (400, 503)
    assert Pause.objects.exists() == holds_back


def test_a_pair_that_is_lost_has_the_one_before_renewed_while_that_is_possible(
    alices_way: Traveller, link: Any
) -> None:
    """The exchange replaced what is stored, and nobody knows whose the new pair is."""
    alices_way.sandbox.config(reconsent="replaces")
    linked = link(alices_way.user)
    alices_way.sandbox.fault("html", status=502, path="/me$", times=1)
    assert alices_way.travel().status_code == 503
    assert connections.due(5) == [linked.pk]
    connections.renew_due(linked.pk)
    alices_way.sandbox.advance(11 * 60)
    assert works(linked, alices_way.sandbox)
