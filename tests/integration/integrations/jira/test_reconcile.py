"""Reconciling: found, not created, or only the user can tell. Never a guess."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from integrations import jira
from tests.integration.integrations.conftest import Seat

pytestmark = pytest.mark.django_db

LAG = 3600


def lose(
    seat: Seat, project: str = "DEMO", *, committed: bool, marker_in: str = "properties"
) -> str:
    """Send an issue whose answer is lost; its mark."""
    marker = str(uuid.uuid4())
    fields = seat.body(project)
    seat.sandbox.fault(
        "drop_after_commit" if committed else "drop_before", method="POST", path="/issue$", times=1
    )
    with pytest.raises(jira.OutcomeUnknown):
        jira.create_issue(*seat.at, fields=fields, marker=marker, marker_in=marker_in)
    return marker


def look(
    seat: Seat, marker: str, project: str = "DEMO", **changes: Any
) -> jira.Found | jira.NotCreated | jira.CantTell:
    asked: dict[str, Any] = {
        "project_id": seat.projects[project],
        "project_key": project,
        "marker": marker,
        "marker_in": "properties",
        "since": timezone.now() - timedelta(seconds=30),
        "known_key": None,
        **changes,
    }
    return jira.find_issue(*seat.at, **asked)


def sent(seconds: float) -> dict[str, Any]:
    """First and last sent so long ago."""
    moment = timezone.now() - timedelta(seconds=seconds)
    return {"since": moment, "until": moment}


def number_of(issue: jira.CreatedIssue) -> int:
    return int(issue.key.split("-")[1])


def the_one_marked(seat: Seat, marker: str) -> jira.Found:
    (issue,) = [each for each in seat.created() if marker in str(each)]
    return jira.Found(issue["id"], issue["key"])


def test_issue_is_found_by_search(alices: Seat) -> None:
    marker = lose(alices, committed=True)

    assert look(alices, marker) == the_one_marked(alices, marker)
    assert alices.sandbox.calls(path="/bulkfetch$") == []


@pytest.mark.parametrize("place", ["label", "text"])
def test_it_is_found_by_every_kind_of_mark(alices: Seat, place: str) -> None:
    marker = lose(alices, committed=True, marker_in=place)

    assert look(alices, marker, marker_in=place) == jira.Found(
        alices.created()[0]["id"], alices.created()[0]["key"]
    )


def test_a_search_that_never_ends_is_left_and_the_keys_are_read(alices: Seat) -> None:
    marker = lose(alices, committed=True)
    page = {"issues": [], "isLast": False, "nextPageToken": "again"}
    alices.sandbox.fault("status", status=200, body=page, path="/search/jql$", times=2)

    assert look(alices, marker) == the_one_marked(alices, marker)
    assert len(alices.sandbox.calls(path="/bulkfetch$")) == 1


def test_it_is_found_past_a_lagging_index(alices: Seat, bobs: Seat) -> None:
    bobs.file()
    alices.sandbox.config(index_lag_seconds=LAG)
    marker = lose(alices, committed=True)

    assert look(alices, marker) == the_one_marked(alices, marker)
    assert len(alices.sandbox.calls(path="/bulkfetch$")) == 1


def test_it_is_found_past_the_index_by_somebody_who_sees_only_their_own(
    alices: Seat, bobs: Seat
) -> None:
    """Others file in between: Bob sees a hole of more than one window there."""
    bobs.file("SHOP")
    alices.sandbox.config(index_lag_seconds=LAG, key_gap=150)
    alices.file("SHOP")
    marker = lose(bobs, "SHOP", committed=True)

    assert look(bobs, marker, "SHOP") == the_one_marked(bobs, marker)


def test_later_issues_do_not_hide_the_issue(alices: Seat) -> None:
    """The highest key that Lodge knows may be younger than the one that is looked for."""
    alices.sandbox.config(index_lag_seconds=LAG)
    marker = lose(alices, committed=True)
    later = alices.file()

    assert look(alices, marker, known_key=number_of(later)) == the_one_marked(alices, marker)


def test_wrong_clock_does_not_hide_the_issue(alices: Seat) -> None:
    """Jira's clock is far ahead of ours (an hour would end the token): only distances are told to it."""
    alices.sandbox.advance(3000)
    marker = lose(alices, committed=True)

    assert look(alices, marker) == the_one_marked(alices, marker)


def test_not_created_needs_sight_of_other_issues(alices: Seat, bobs: Seat) -> None:
    bobs.file()
    marker = lose(alices, committed=False)

    assert look(alices, marker) == jira.NotCreated()


def test_an_empty_window_proves_nothing_to_who_sees_only_their_own(
    alices: Seat, bobs: Seat
) -> None:
    """Others file in between, unseen: what is looked for may lie beyond all the keys that were read."""
    bobs.file("SHOP")
    alices.sandbox.config(index_lag_seconds=LAG, key_gap=1_000_000)
    alices.file("SHOP")
    marker = lose(bobs, "SHOP", committed=True)

    looked = look(bobs, marker, "SHOP")

    assert looked == jira.CantTell("index_may_lag")
    assert isinstance(looked, jira.CantTell)
    assert looked.again_in > LAG
    alices.sandbox.advance(2 * LAG)
    assert look(bobs, marker, "SHOP", **sent(2 * LAG)) == the_one_marked(bobs, marker)


def test_once_no_index_lags_so_long_an_own_earlier_filing_is_proof_of_sight(bobs: Seat) -> None:
    bobs.file("SHOP")
    marker = lose(bobs, "SHOP", committed=False)

    assert look(bobs, marker, "SHOP") == jira.CantTell("index_may_lag")
    assert look(bobs, marker, "SHOP", **sent(2 * LAG)) == jira.NotCreated()


def test_the_index_is_trusted_by_the_last_send_and_not_by_the_first(bobs: Seat) -> None:
    """It was refused for hours, and its answer was lost a minute ago."""
    bobs.file("SHOP")
    marker = lose(bobs, "SHOP", committed=False)
    first_sent = timezone.now() - timedelta(hours=5)

    assert look(bobs, marker, "SHOP", since=first_sent) == jira.CantTell("index_may_lag")


def test_an_issue_reported_for_somebody_is_no_proof_that_they_see_others(
    alices: Seat, bobs: Seat
) -> None:
    bobs.file("SHOP")
    alices.file("SHOP", reporter={"id": bobs.account_id})
    marker = lose(bobs, "SHOP", committed=False)

    assert look(bobs, marker, "SHOP") == jira.CantTell("index_may_lag")


def test_old_issues_that_move_in_do_not_hide_it(alices: Seat, bobs: Seat) -> None:
    """They get keys above what is looked for, and were created long before it."""
    bobs.file()
    alices.sandbox.config(automation_move=f"DEMO:{2 * LAG}")
    for _number in range(30):
        alices.file("SHOP")
    alices.sandbox.config(automation_move=None, index_lag_seconds=LAG)
    alices.sandbox.advance(2 * LAG - 60)
    marker = lose(alices, committed=True)
    alices.sandbox.advance(90)

    assert look(alices, marker, since=timezone.now() - timedelta(seconds=120)) == the_one_marked(
        alices, marker
    )


def test_a_much_younger_known_key_does_not_hide_it(alices: Seat, bobs: Seat) -> None:
    """Nothing in the index is older than the first send: so it may lie anywhere below."""
    alices.sandbox.config(index_lag_seconds=LAG)
    marker = lose(alices, committed=True)
    alices.sandbox.config(key_gap=100_000)
    later = bobs.file()

    assert look(alices, marker, known_key=number_of(later)) == the_one_marked(alices, marker)


def test_gaps_of_a_window_and_more_do_not_hide_it(alices: Seat, bobs: Seat) -> None:
    bobs.file()
    alices.sandbox.advance(LAG)
    alices.sandbox.config(index_lag_seconds=600, key_gap=190)
    markers = [lose(alices, committed=True) for _number in range(6)]

    for marker in markers:
        assert look(alices, marker) == the_one_marked(alices, marker)


def test_undecidable_without_sight_of_any_issue(alices: Seat, bobs: Seat) -> None:
    alices.file("SHOP")
    marker = lose(bobs, "SHOP", committed=False)

    assert look(bobs, marker, "SHOP") == jira.CantTell("nothing_readable")


def test_undecidable_without_browse_permission(alices: Seat, bobs: Seat) -> None:
    bobs.file()
    marker = lose(alices, committed=False)
    refused = {"permissions": {"BROWSE_PROJECTS": {"havePermission": False}}}
    alices.sandbox.fault("status", status=200, body=refused, path="/mypermissions")

    assert look(alices, marker) == jira.CantTell("no_permission")


@pytest.mark.parametrize(("status", "path"), [(404, "/mypermissions"), (400, "/search/jql$")])
def test_undecidable_when_the_project_is_gone(alices: Seat, status: int, path: str) -> None:
    marker = lose(alices, committed=False)
    skip = 1 if "search" in path else 0
    alices.sandbox.fault(
        "status", status=status, body={"errorMessages": ["?"]}, path=path, skip=skip
    )

    assert look(alices, marker) == jira.CantTell("no_permission")


def test_undecidable_with_an_incomplete_response(alices: Seat, bobs: Seat) -> None:
    bobs.file()
    marker = lose(alices, committed=False)
    body = {"issues": [], "issueErrors": [{"id": "10001", "errorMessage": "busy"}]}
    alices.sandbox.fault("status", status=200, body=body, path="/bulkfetch$")

    assert look(alices, marker) == jira.CantTell("incomplete")


def test_undecidable_with_too_many_issues_to_read(alices: Seat, bobs: Seat) -> None:
    bobs.file()
    alices.sandbox.advance(7200)
    marker = lose(alices, committed=False)

    assert look(alices, marker, known_key=5000) == jira.CantTell("too_many")


def test_an_issue_that_moved_is_found_under_its_new_key(alices: Seat) -> None:
    alices.sandbox.config(automation_move="SHOP")
    marker = lose(alices, committed=True)

    found = look(alices, marker)

    assert found == the_one_marked(alices, marker)
    assert isinstance(found, jira.Found)
    assert found.key.startswith("SHOP-")


def test_an_issue_that_moved_is_found_past_the_index_too(alices: Seat) -> None:
    alices.sandbox.config(automation_move="SHOP", index_lag_seconds=LAG)
    marker = lose(alices, committed=True)

    assert look(alices, marker) == the_one_marked(alices, marker)


def test_somebody_elses_mark_is_not_ours(alices: Seat, bobs: Seat) -> None:
    bobs.file()
    marker = lose(alices, committed=False)

    assert look(alices, marker) == jira.NotCreated()


def test_a_copy_made_in_jira_does_not_take_the_place_of_ours(alices: Seat) -> None:
    marker = lose(alices, committed=True, marker_in="label")
    ours = alices.created()[0]
    alices.file(labels=[f"lodge-{marker}"])

    assert look(alices, marker, marker_in="label") == jira.Found(ours["id"], ours["key"])


def test_a_second_one_is_found_besides_the_first(alices: Seat, bobs: Seat) -> None:
    bobs.file()
    marker = str(uuid.uuid4())
    first = alices.file(marker=marker)

    assert look(alices, marker, besides=first.id) == jira.NotCreated()
    second = alices.file(marker=marker)
    assert look(alices, marker) == jira.Found(first.id, first.key)
    assert look(alices, marker, besides=first.id) == jira.Found(second.id, second.key)


def outage(seat: Seat) -> None:
    seat.sandbox.fault("status", status=503, path="/search/jql$")


def throttle(seat: Seat) -> None:
    seat.sandbox.fault("rate_limit", retry_after=5, path="/bulkfetch$")


@pytest.mark.parametrize(
    ("trouble", "error"), [(outage, jira.Unavailable), (throttle, jira.RateLimited)]
)
def test_trouble_while_looking_is_no_result(
    alices: Seat, trouble: Callable[[Seat], None], error: type[jira.IntegrationError]
) -> None:
    marker = lose(alices, committed=False)
    trouble(alices)

    with pytest.raises(error):
        look(alices, marker)
