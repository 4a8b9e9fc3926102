"""Ends of shared credentials: announced three times and once more when they are gone, to who can renew them."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Mail, User
from integrations import connections, jira, limits, tasks
from integrations.errors import ReconnectRequired
from integrations.models import Connection, ConnectionState
from integrations.wording import connection_mails, shared_mails
from tests.integration.integrations.connections.concurrent_threads import at_once
from tests.support.mails import delivered, forget
from tests.support.sandbox import Sandbox
from tests.support.shared_links import credential, entered, make_key

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
Pass = Callable[[timedelta], None]


@pytest.fixture
def passes(sandbox: Sandbox) -> Iterator[Pass]:
    """`passes(span)`: so much time goes by, for Lodge and for Atlassian."""
    noon = datetime.now(UTC).replace(hour=12, minute=0)
    with time_machine.travel(noon, tick=True) as clock:

        def shift(span: timedelta) -> None:
            clock.shift(span)
            sandbox.advance(span.total_seconds())
            limits.forget()

        yield shift


def in_days(days: int) -> date:
    return (timezone.now() + days * DAY).date()


@pytest.mark.parametrize(
    ("left", "stage"),
    [(30, 30), (29, 30), (8, 30), (7, 7), (2, 7), (1, 1), (0, 1), (-1, 0), (-9, 0)],
)
def test_stages(left: int, stage: int) -> None:
    today = date(2026, 11, 30)
    assert shared_mails.stage_of(today + left * DAY, today) == stage


def test_a_year_of_a_credential_is_told_three_times_and_once_more(
    sandbox: Sandbox, alice: User, passes: Pass
) -> None:
    key = make_key(sandbox, "api_token", days=365)
    made = entered(sandbox, alice, "api_token", key=key, expires_on=in_days(365))
    cloud_id = sandbox.site("demo-team")["cloud_id"]
    days: dict[int, list[str]] = {}
    for day in range(1, 371):
        passes(DAY)
        tasks.tend_links()
        tasks.tend_links()
        for message in delivered():
            days.setdefault(365 - day, []).append(message.to[0])
        forget()
        if day == 364:
            assert jira.myself(made.account_id, cloud_id)
        if day == 366:
            with pytest.raises(ReconnectRequired):
                jira.myself(made.account_id, cloud_id)

    both = sorted(["alice@lodge.test", "ops@lodge.test"])
    assert {day: sorted(to) for day, to in days.items()} == {30: both, 7: both, 1: both, -1: both}


def test_a_dead_link_whose_end_is_past_is_told_once(
    sandbox: Sandbox, alice: User, passes: Pass
) -> None:
    made = entered(sandbox, alice, "api_token", expires_on=in_days(0))
    tasks.tend_links()
    forget()
    passes(2 * DAY)
    Connection.objects.update(state=ConnectionState.RECONNECT, state_since=timezone.now())
    for _ in range(3):
        tasks.tend_links()
    subjects = {message.subject.removeprefix("[Lodge] ") for message in delivered()}
    assert subjects == {f"The shared link as {made} needs a new secret"}
    assert len(delivered()) == 2


def test_mails_name_account_day_and_the_page_that_mends_it(sandbox: Sandbox, alice: User) -> None:
    made = entered(sandbox, alice, "api_token", expires_on=in_days(5))
    tasks.tend_links()
    to_alice, to_admins = sorted(delivered(), key=lambda each: each.to[0])
    assert "Hello alice," in str(to_alice.body)
    for message in (to_alice, to_admins):
        assert "Lodge bot" in message.subject
        assert f"/admin/integrations/connection/{made.pk}/change/" in str(message.body)
        assert f"{in_days(5):%Y}" in str(message.body)


def test_the_daily_digest_lists_a_dead_shared_link(sandbox: Sandbox, alice: User) -> None:
    made = entered(sandbox, alice, "api_token")
    assert not connection_mails.mail_digest()
    Connection.objects.update(state=ConnectionState.RECONNECT, state_since=timezone.now())
    assert connection_mails.mail_digest()
    [message] = delivered()
    assert f"- shared ({made})" in str(message.body)
    assert "needs a new secret from a superuser" in str(message.body)


def test_a_later_end_is_announced_anew(sandbox: Sandbox, alice: User) -> None:
    made = entered(sandbox, alice, "api_token", expires_on=in_days(5))
    tasks.tend_links()
    assert len(delivered()) == 2
    later = credential(sandbox, "api_token", expires_on=in_days(20))
    connections.replace_credential(made.pk, later, alice)
    tasks.tend_links()
    assert len(delivered()) == 4


def test_a_mail_that_waits_is_dropped_after_a_new_secret(sandbox: Sandbox, alice: User) -> None:
    made = entered(sandbox, alice, "api_token", expires_on=in_days(5))
    shared_mails.announce_ends()
    later = credential(sandbox, "api_token", expires_on=in_days(200))
    connections.replace_credential(made.pk, later, alice)
    assert delivered() == []


def test_who_left_is_not_written_to_and_the_admins_are(sandbox: Sandbox, alice: User) -> None:
    entered(sandbox, alice, "api_token", expires_on=in_days(5))
    alice.is_active = False
    alice.save()
    tasks.tend_links()
    assert [message.to for message in delivered()] == [["ops@lodge.test"]]


def test_a_link_without_an_end_and_one_that_was_disconnected_are_not_announced(
    sandbox: Sandbox, alice: User
) -> None:
    entered(sandbox, alice, "service_account")
    gone = entered(sandbox, alice, "api_token", expires_on=in_days(1))
    connections.disconnect(gone.pk)
    assert shared_mails.announce_ends() == 0


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_many_workers_tell_once(sandbox: Sandbox, alice: User) -> None:
    entered(sandbox, alice, "api_token", expires_on=in_days(5))
    at_once(6, shared_mails.announce_ends)
    assert Mail.objects.filter(kind=shared_mails.ENDS).count() == 2
