"""What every page may ask about the link, and what that costs."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from accounts.models import User
from integrations import context_processor
from integrations.models import Connection

pytestmark = pytest.mark.django_db


def the_link(user: User | AnonymousUser | None, rf: RequestFactory) -> Any:
    request = rf.get("/")
    if user is not None:
        request.user = user
    return context_processor.link(request)["link"]


def test_nothing_is_read_until_a_page_asks(
    alice: User, rf: RequestFactory, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        the_link(alice, rf)


@pytest.mark.parametrize("user", [None, AnonymousUser()])
def test_anonymous_user_costs_no_query(
    user: AnonymousUser | None, rf: RequestFactory, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        assert not the_link(user, rf)


def test_a_link_costs_one_query_and_its_usual_site_another(
    alice: User,
    link: Callable[..., Connection],
    rf: RequestFactory,
    django_assert_num_queries: Any,
) -> None:
    connection = link(alice)
    Connection.objects.update(default_site=connection.sites.get(name="Demo team"))
    with django_assert_num_queries(1):
        asked = the_link(alice, rf)
        assert (asked.state, str(asked)) == ("active", str(connection))
    with django_assert_num_queries(1):
        assert asked.default_site.name == "Demo team"


def test_a_link_is_not_seen_by_others(
    alice: User, bob: User, link: Callable[..., Connection], rf: RequestFactory
) -> None:
    link(alice)
    assert not the_link(bob, rf)
