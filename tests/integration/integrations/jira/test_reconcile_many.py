"""One look serves all that an account waits for at a site."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from integrations import jira
from tests.integration.integrations.conftest import Seat
from tests.integration.integrations.jira.test_reconcile import (
    LAG,
    lose,
    outage,
    the_one_marked,
    throttle,
)

pytestmark = pytest.mark.django_db


def wanted(
    seat: Seat, marker: str, project: str = "DEMO", *, marker_in: str = "properties"
) -> jira.Wanted:
    moment = timezone.now() - timedelta(seconds=30)
    return jira.Wanted(marker, marker_in, seat.projects[project], project, moment, moment)


def calls_since(seat: Seat, before: int) -> int:
    return len(seat.sandbox.calls(after=before, path="/rest/api/3/"))


def now(seat: Seat) -> int:
    calls = seat.sandbox.calls()
    return int(calls[-1]["n"]) if calls else 0


def test_each_row_gets_its_own_result(alices: Seat, bobs: Seat) -> None:
    bobs.file()
    by_property = lose(alices, committed=True)
    by_label = lose(alices, committed=True, marker_in="label")
    by_text = lose(alices, committed=True, marker_in="text")
    lost = lose(alices, committed=False)
    in_shop = lose(alices, "SHOP", committed=False)

    found = jira.find_issues(
        *alices.at,
        [
            wanted(alices, by_property),
            wanted(alices, by_label, marker_in="label"),
            wanted(alices, by_text, marker_in="text"),
            wanted(alices, lost),
            wanted(alices, in_shop, "SHOP"),
        ],
    )

    marked = [jira.Found(issue["id"], issue["key"]) for issue in alices.created()[1:]]
    assert [found[mark] for mark in (by_property, by_label, by_text)] == marked
    assert found[lost] == jira.NotCreated()
    assert found[in_shop] == jira.CantTell("nothing_readable")


@pytest.mark.parametrize("lag", [0, LAG])
def test_five_hundred_cost_a_handful_of_calls(alices: Seat, bobs: Seat, lag: int) -> None:
    bobs.file()
    alices.sandbox.config(index_lag_seconds=lag)
    made = [alices.file(marker=f"mark-{number}") for number in range(250)]
    markers = [f"mark-{number}" for number in range(500)]
    before = now(alices)

    found = jira.find_issues(*alices.at, [wanted(alices, marker) for marker in markers])

    assert [found[marker] for marker in markers[:250]] == [
        jira.Found(each.id, each.key) for each in made
    ]
    assert {found[marker] for marker in markers[250:]} == {jira.NotCreated()}
    assert calls_since(alices, before) <= 12


def test_all_found_by_search_need_no_other_call(alices: Seat) -> None:
    markers = [lose(alices, committed=True) for _number in range(3)]
    before = now(alices)

    found = jira.find_issues(*alices.at, [wanted(alices, marker) for marker in markers])

    assert all(isinstance(each, jira.Found) for each in found.values())
    assert calls_since(alices, before) == 1


def test_more_own_issues_than_one_search_lists_prove_nothing(alices: Seat, bobs: Seat) -> None:
    bobs.file()
    marker = lose(alices, committed=False)
    page = {"issues": [], "isLast": False, "nextPageToken": "again"}
    alices.sandbox.fault("status", status=200, body=page, path="/search/jql$", times=2)

    found = jira.find_issues(*alices.at, [wanted(alices, marker)])

    assert found == {marker: jira.CantTell("too_many")}


def test_error_in_one_project_does_not_affect_others(alices: Seat, bobs: Seat) -> None:
    bobs.file()
    markers = lose(alices, committed=False), lose(alices, committed=False)
    alices.sandbox.fault("status", status=503, path="/mypermissions", times=1)

    found = jira.find_issues(
        *alices.at, [wanted(alices, markers[0], "SHOP"), wanted(alices, markers[1], "DEMO")]
    )

    assert isinstance(found[markers[0]], jira.Unavailable)
    assert found[markers[1]] == jira.NotCreated()


@pytest.mark.parametrize(
    ("trouble", "error"), [(outage, jira.Unavailable), (throttle, jira.RateLimited)]
)
def test_error_is_the_result_of_all_rows_without_an_answer(
    alices: Seat, trouble: Callable[[Seat], None], error: type[jira.IntegrationError]
) -> None:
    markers = [lose(alices, committed=False) for _number in range(2)]
    trouble(alices)

    found = jira.find_issues(*alices.at, [wanted(alices, marker) for marker in markers])

    assert [type(found[marker]) for marker in markers] == [error, error]


def test_lookup_has_a_time_limit(alices: Seat) -> None:
    """The lease under which one looks is not outlived, however slow Jira is."""
    marker = lose(alices, committed=True)

    found = jira.find_issues(*alices.at, [wanted(alices, marker)], seconds=0)

    assert isinstance(found[marker], jira.Unavailable)


def test_nothing_is_asked_for_nothing(alices: Seat) -> None:
    before = now(alices)

    assert jira.find_issues(*alices.at, []) == {}
    assert calls_since(alices, before) == 0


def test_it_is_found_however_many_others_are_looked_for(alices: Seat) -> None:
    """An old one makes the search go further back, for all."""
    marker = lose(alices, committed=True)
    old = jira.Wanted(
        str(uuid.uuid4()),
        "label",
        alices.projects["DEMO"],
        "DEMO",
        timezone.now() - timedelta(days=2),
    )

    found = jira.find_issues(*alices.at, [old, wanted(alices, marker)])

    assert found[marker] == the_one_marked(alices, marker)
    assert found[old.marker] == jira.CantTell("index_may_lag")
