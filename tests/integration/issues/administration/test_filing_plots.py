"""Reports an hour, and the time to the issue in Jira, as plots."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from accounts.models import User
from issues.admin.filing_plots import filings_an_hour, time_to_filed
from issues.models import State, Submission

pytestmark = pytest.mark.django_db

PAGE = "/admin/issues/submission/plots/"


def report(owner: User, state: State, *, hours_ago: float = 0, took: float = 1.0) -> None:
    """A report that has been in that state for so long, and took so many seconds to get there."""
    since = timezone.now() - timedelta(hours=hours_ago)
    Submission.objects.create(
        owner=owner,
        account_id="a",
        cloud_id="c",
        site_name="Demo team",
        state=state,
        state_since=since,
        sent_at=since - timedelta(seconds=took),
    )


def test_a_column_is_an_hour_and_the_last_one_is_now(alice: User) -> None:
    for state in (State.FILED, State.FILED, State.QUEUED, State.UNCONFIRMED, State.BLOCKED):
        report(alice, state)
    report(alice, State.FILED, hours_ago=5)
    report(alice, State.FILED, hours_ago=72)
    plot = filings_an_hour()
    assert {str(each.name): each.total for each in plot.series} == {
        "Filed": 3,
        "Waiting, or being sent": 1,
        "Checked with Jira": 1,
        "Needs its writer": 1,
    }
    assert plot.series[0].values[-1] == 2
    assert plot.series[0].values[-6] == 1


def test_drafts_are_not_counted(alice: User) -> None:
    report(alice, State.DRAFT)
    assert filings_an_hour().is_empty


@pytest.mark.parametrize(
    ("took", "column"),
    [(0.5, 0), (2.0, 0), (5, 1), (30, 2), (300, 3), (3000, 4), (40_000, 5), (100_000, 6)],
)
def test_times_are_sorted_by_length(alice: User, took: float, column: int) -> None:
    report(alice, State.FILED, took=took)
    [series] = time_to_filed().series
    assert list(series.values).index(1) == column
    assert series.total == 1


def test_only_filed_reports_of_the_last_days_have_a_time(alice: User) -> None:
    report(alice, State.QUEUED)
    report(alice, State.FILED, hours_ago=24 * 8)
    Submission.objects.filter(state=State.QUEUED).update(sent_at=None)
    assert time_to_filed().is_empty


def test_each_plot_is_one_query(alice: User, django_assert_num_queries: Any) -> None:
    report(alice, State.FILED)
    with django_assert_num_queries(2):
        filings_an_hour()
        time_to_filed()


def test_the_page_takes_the_right_to_see_reports(
    sign_in: Callable[[User], Client], alice: User, bob: User
) -> None:
    report(alice, State.FILED)
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    assert sign_in(bob).get(PAGE).status_code == 403
    bob.user_permissions.add(Permission.objects.get(codename="view_submission"))
    client = sign_in(User.objects.get(pk=bob.pk))
    assert '<rect class="bar done"' in client.get(PAGE).content.decode()
    assert PAGE in client.get("/admin/issues/submission/").content.decode()
