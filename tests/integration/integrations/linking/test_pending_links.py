"""The states of links under way: bound to person and session, good for one use, and soon forgotten."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.next_url import local_path
from integrations.linking import pending_links
from integrations.models import PendingLink


def reason(state: object, user: User, session: str = "a session") -> str:
    with pytest.raises(pending_links.StateError) as caught:
        pending_links.claim(state, user.pk, session)
    return caught.value.reason


@pytest.mark.django_db
def test_a_state_opens_once_for_its_person_and_session(alice: User, bob: User) -> None:
    state = pending_links.begin(alice.pk, "a session", "/reports/")
    assert reason(state, bob) == "unknown"
    assert reason(state, alice, "another session") == "unknown"
    assert pending_links.claim(state, alice.pk, "a session").next_path == "/reports/"
    assert reason(state, alice) == "used"


@pytest.mark.django_db
@pytest.mark.parametrize("state", [None, "", [], 0])
def test_empty_state_is_reported_as_missing(alice: User, state: object) -> None:
    assert reason(state, alice) == "missing"


@pytest.mark.django_db
def test_a_state_lives_half_an_hour_and_is_forgotten_after_another(alice: User) -> None:
    old = pending_links.begin(alice.pk, "a session")
    PendingLink.objects.update(started_at=timezone.now() - timedelta(minutes=31))
    assert reason(old, alice) == "expired"
    PendingLink.objects.update(started_at=timezone.now() - timedelta(minutes=61))
    pending_links.begin(alice.pk, "a session")
    assert PendingLink.objects.count() == 1


@pytest.mark.django_db
def test_the_table_holds_no_session_key(alice: User) -> None:
    pending_links.begin(alice.pk, "the-key-of-a-session")
    assert "the-key-of-a-session" not in str(PendingLink.objects.values())


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_of_many_requests_with_one_state_exactly_one_gets_it(alice: User) -> None:
    state = pending_links.begin(alice.pk, "a session")
    outcomes: list[str] = []
    start = threading.Barrier(8)

    def come_back() -> None:
        start.wait()
        try:
            pending_links.claim(state, alice.pk, "a session")
            outcomes.append("mine")
        except pending_links.StateError as error:
            outcomes.append(error.reason)
        finally:
            connection.close()

    threads = [threading.Thread(target=come_back) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["mine"] + ["used"] * 7


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        ("/reports/?a=b#c", "/reports/?a=b#c"),
        ("", ""),
        (None, ""),
        ("reports", ""),
        ("//evil.example", ""),
        ("/\\evil.example", ""),
        ("///evil.example", ""),
        ("/\t/evil.example", ""),
        ("/\tevil", ""),
        ("https://lodge.test/", ""),
        ("/" + "x" * 3000, ""),
    ],
)
def test_only_a_path_of_this_host_is_a_way_on(wanted: object, kept: str) -> None:
    assert local_path(wanted) == kept
