"""Pauses: what Atlassian asked for holds for every process."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from integrations import limits
from integrations.errors import RateLimited
from integrations.models import Pause, PauseMark
from tests.integration.integrations.connections.concurrent_threads import at_once

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def test_a_paused_scope_says_for_how_long_and_why_and_others_go_on() -> None:
    limits.pause("site:one", 40, "jira-burst-based")
    limits.check("app", "site:two")
    with pytest.raises(RateLimited) as failure:
        limits.check("app", "site:one")
    assert 39 < failure.value.retry_after <= 40
    assert failure.value.reason == "jira-burst-based"


def test_the_longest_of_several_pauses_counts() -> None:
    limits.pause("app", 10)
    limits.pause("site:one", 100)
    with pytest.raises(RateLimited) as failure:
        limits.check("app", "site:one")
    assert failure.value.retry_after > 90


def test_a_shorter_pause_does_not_cut_a_longer_one_short() -> None:
    limits.pause("app", 100)
    limits.pause("app", 1)
    with pytest.raises(RateLimited) as failure:
        limits.check("app")
    assert failure.value.retry_after > 90


def test_a_pause_ends_and_is_never_longer_than_an_hour() -> None:
    limits.pause("app", 0)
    limits.check("app")
    limits.pause("app", 10**9)
    with pytest.raises(RateLimited) as failure:
        limits.check("app")
    assert failure.value.retry_after <= 3600


def test_processes_that_pause_at_once_make_one_row() -> None:
    assert at_once(6, lambda: limits.pause("app", 30)) == [None] * 6
    assert Pause.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda until: limits.pause("app", 100),
        lambda until: limits.pause("site:one", 30),
        lambda until: limits.pauses.end("site:one"),
        lambda until: limits.pauses.take("site:one", until, until + timedelta(seconds=9)),
    ],
    ids=["another", "longer", "ended", "taken"],
)
def test_each_change_leaves_another_mark(change: Callable[[datetime], None]) -> None:
    limits.pause("site:one", 10)
    row, before = Pause.objects.get(), PauseMark.objects.get().value
    change(row.until)
    assert PauseMark.objects.get().value != before
    unchanged = PauseMark.objects.get().value
    limits.pauses.take("site:one", row.until - timedelta(days=1), row.until)
    assert PauseMark.objects.get().value == unchanged


def test_checking_costs_no_query_each_time(django_assert_num_queries: object) -> None:
    limits.check("app")
    with django_assert_num_queries(0):  # type: ignore[operator]
        limits.check("app", "site:one")
