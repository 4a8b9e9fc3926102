"""An empty name of a field in the address of an administration page is no name."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User


@pytest.fixture
def boss(alice: User, sign_in: Callable[[User], Client]) -> Client:
    """Alice, who may do everything in the administration."""
    User.objects.filter(pk=alice.pk).update(is_staff=True, is_superuser=True)
    return sign_in(alice)


@pytest.mark.parametrize("page", ["change", "delete", "history"])
@pytest.mark.parametrize("query", ["_to_field=", "_to_field=%00", "_to_field=id&_to_field="])
def test_a_page_is_shown_as_without_it(boss: Client, bob: User, page: str, query: str) -> None:
    assert boss.get(f"/admin/accounts/user/{bob.pk}/{page}/?{query}").status_code == 200


def test_a_form_is_taken_as_without_it(boss: Client, bob: User) -> None:
    address = f"/admin/accounts/user/{bob.pk}/delete/"
    assert boss.post(address, {"_to_field": ""}).status_code in (200, 302)


def test_a_field_that_is_none_is_still_refused(boss: Client, bob: User) -> None:
    assert boss.get(f"/admin/accounts/user/{bob.pk}/change/?_to_field=nothing").status_code == 400
