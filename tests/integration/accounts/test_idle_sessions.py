"""A session ends after idling, and some time after signing in at the latest; nothing typed is lost by that."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.integration.accounts.test_sign_in import post

PAGE = "/account/preferences/"
START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def is_in(client: Client, **headers: str) -> bool:
    """Whether the page is shown; else it leads to the door, and from there back."""
    answer = client.get(PAGE, headers=headers)
    assert answer.status_code == 200 or answer["Location"] == f"/account/sign-in/?next={PAGE}"
    return answer.status_code == 200


@pytest.mark.database
@pytest.mark.django_db
def test_idle_session_ends(alice: User, sign_in: Any, settings: Any) -> None:
    settings.SESSION_IDLE_HOURS = 2.0
    with time_machine.travel(START, tick=False) as clock:
        used, left = sign_in(alice), sign_in(alice)
        for _ in range(5):
            clock.shift(timedelta(minutes=70))
            assert is_in(used)
        assert not is_in(left)
        clock.shift(timedelta(hours=2, seconds=1))
        assert not is_in(used)
        assert post(used, "alice", to=PAGE)["Location"] == PAGE


def test_polling_does_not_extend_the_session(alice: User, sign_in: Any) -> None:
    with time_machine.travel(START, tick=False) as clock:
        client = sign_in(alice)
        for _ in range(11):
            clock.shift(timedelta(hours=1))
            assert is_in(client, **{"x-by-itself": "1"})
        clock.shift(timedelta(hours=1, seconds=1))
        assert not is_in(client)


def test_session_has_a_maximum_age(alice: User, sign_in: Any) -> None:
    with time_machine.travel(START, tick=False) as clock:
        client = sign_in(alice)
        for _ in range(14 * 4 - 1):
            clock.shift(timedelta(hours=6))
            assert is_in(client)
        clock.shift(timedelta(hours=6, seconds=1))
        assert not is_in(client)


def test_session_expiry_is_written_rarely_and_alone(
    alice: User, sign_in: Any, django_assert_num_queries: Any
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        client = sign_in(alice)
        client.get(PAGE)
        before = Session.objects.get()
        clock.shift(timedelta(minutes=10))
        client.get(PAGE)
        assert Session.objects.get().expire_date == before.expire_date
        clock.shift(timedelta(minutes=40))
        client.get(PAGE)
    after = Session.objects.get()
    assert after.expire_date == before.expire_date + timedelta(minutes=50)
    assert after.session_data == before.session_data


def test_a_short_session_of_a_stranger_stays_short(stranger: Client, db: None) -> None:
    session = stranger.session
    session.set_expiry(60)
    session.save()
    assert Session.objects.get().expire_date < timezone.now() + timedelta(minutes=2)
