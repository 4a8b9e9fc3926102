"""People on their way."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from tests.integration.integrations.linking.browserless_user import Traveller
from tests.support.sandbox import Sandbox


@pytest.fixture
def traveller(sandbox: Sandbox, sign_in: Callable[[User], Client]) -> Callable[[User], Traveller]:
    """`traveller(user)`: that user, signed in, in a browser of their own."""
    return lambda user: Traveller(sign_in(user), sandbox, user)


@pytest.fixture
def alices_way(alice: User, traveller: Callable[[User], Traveller]) -> Traveller:
    """Alice, signed in."""
    return traveller(alice)


@pytest.fixture
def root(db: None, sign_in: Callable[[User], Client]) -> Client:
    """An admin, signed in."""
    return sign_in(
        User.objects.create_superuser("root", "root@lodge.test", "a long enough pass phrase")
    )
