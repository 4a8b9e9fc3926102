"""Renewals a day as a plot: the right numbers, for who may see them, without a script."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from accounts.models import User
from integrations.admin.renewal_plot import DAYS, renewals_a_day
from integrations.models import Connection, RefreshAttempt

pytestmark = pytest.mark.django_db

PAGE = "/admin/integrations/refreshattempt/plot/"


def attempts(connection: Connection, outcome: str, *days_ago: float) -> None:
    """Tries with that outcome."""
    for ago in days_ago:
        RefreshAttempt.objects.create(
            connection=connection,
            asked_by="schedule",
            generation=1,
            outcome=outcome,
            started_at=timezone.now() - timedelta(days=ago),
        )


def sums(connection: Connection) -> dict[str, int]:
    """The legend."""
    return {str(each.name): each.total for each in renewals_a_day().series if each.total}


def test_outcomes_are_counted_by_what_they_mean(linked: Connection) -> None:
    attempts(linked, "saved", 0, 0, 1, 5)
    attempts(linked, "refused", 2)
    attempts(linked, "rate_limited", 1)
    attempts(linked, "", 1)
    attempts(linked, "misconfigured", 3)
    attempts(linked, "unreadable", 3)
    assert sums(linked) == {
        "Renewed": 4,
        "Put off, or no answer": 2,
        "Ended the link": 1,
        "Lodge is set up wrong": 2,
    }


def test_a_column_is_a_day_and_the_last_one_is_today(linked: Connection) -> None:
    attempts(linked, "saved", 0, 0)
    plot = renewals_a_day()
    assert len(plot.columns) == DAYS
    assert plot.series[0].values[-1] == 2
    assert sum(plot.series[0].values[:-1]) == 0


def test_what_is_older_is_not_counted(linked: Connection) -> None:
    attempts(linked, "saved", DAYS + 1)
    assert renewals_a_day().is_empty


def test_it_is_one_query(linked: Connection, django_assert_num_queries: Any) -> None:
    attempts(linked, "saved", 0, 1, 2)
    with django_assert_num_queries(1):
        renewals_a_day()


def test_the_page_draws_it_and_says_it_in_a_table(
    sign_in: Callable[[User], Client], linked: Connection
) -> None:
    attempts(linked, "saved", 0)
    root = sign_in(User.objects.create_superuser("root", "root@lodge.test"))
    page = root.get(PAGE).content.decode()
    assert '<rect class="bar done"' in page
    assert '<th scope="col">Renewed</th>' in page
    assert "style=" not in page.partition("<figure")[2]
    assert PAGE in root.get("/admin/integrations/refreshattempt/").content.decode()


def test_without_renewals_the_page_says_so(sign_in: Callable[[User], Client], db: None) -> None:
    root = sign_in(User.objects.create_superuser("root", "root@lodge.test"))
    assert "Nothing in this time." in root.get(PAGE).content.decode()


def test_it_takes_the_right_to_see_renewals(sign_in: Callable[[User], Client], bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    assert sign_in(bob).get(PAGE).status_code == 403
    bob.user_permissions.add(Permission.objects.get(codename="view_refreshattempt"))
    assert sign_in(User.objects.get(pk=bob.pk)).get(PAGE).status_code == 200
