"""What a link costs as time goes by: thirteen refreshes a year when idle, nobody's time when in use.

Lodge's clock and the sandbox's move together.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from integrations import connections, jira, limits, tasks
from integrations.connections import backoff
from integrations.errors import Unavailable
from integrations.models import Connection, RefreshAttempt, Token
from tests.integration.integrations.connections.concurrent_threads import exchanges, works
from tests.support.sandbox import Sandbox

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BEAT = timedelta(seconds=15)
Pass = Callable[[timedelta], None]


@pytest.fixture
def passes(linked: Connection, sandbox: Sandbox) -> Iterator[Pass]:
    """`passes(span)`: so much time goes by, for Lodge and for Atlassian; nobody does anything meanwhile."""
    with time_machine.travel(datetime.now(UTC), tick=True) as clock:

        def shift(span: timedelta) -> None:
            clock.shift(span)
            sandbox.advance(span.total_seconds())
            limits.forget()

        yield shift


def tick() -> None:
    """The schedule runs once."""
    tasks.refresh_batch(connections.due(10))


def until(end: datetime, linked: Connection, passes: Pass) -> None:
    """Time passes while the schedule ticks; ticks that would find nothing due are left out."""
    while (now := timezone.now()) < end:
        due = Connection.objects.get(pk=linked.pk).refresh_after or end
        passes(min(max(due, now) + BEAT, end) - now)
        tick()


def asked_by(linked: Connection) -> list[str]:
    """Who asked for the refreshes that there were."""
    return list(RefreshAttempt.objects.filter(connection=linked).values_list("asked_by", flat=True))


def test_an_idle_link_lives_for_a_year_on_thirteen_refreshes(
    linked: Connection, sandbox: Sandbox, passes: Pass
) -> None:
    for _ in range(365):
        passes(DAY)
        tick()
    assert 11 <= exchanges(sandbox) <= 13
    assert set(asked_by(linked)) == {"schedule"}
    assert works(linked, sandbox)


def test_daily_user_never_waits_for_a_refresh(
    linked: Connection, sandbox: Sandbox, passes: Pass
) -> None:
    site = sandbox.site("demo-team")["cloud_id"]
    for _ in range(8):
        until(timezone.now() + 23 * HOUR, linked, passes)
        jira.mark_used(jira.account_of(linked.user_id or 0))
        assert jira.myself(linked.account_id, site).account_id == linked.account_id
    found = asked_by(linked)
    assert set(found) == {"schedule"}
    assert len(found) <= 8 * 23 * HOUR / (45 * timedelta(minutes=1)) + 1, (
        "nor is it done more often than that"
    )


def test_user_returning_after_a_week_waits_once_at_most(
    linked: Connection, sandbox: Sandbox, passes: Pass
) -> None:
    until(timezone.now() + 7 * DAY, linked, passes)
    before = len(asked_by(linked))
    site = sandbox.site("demo-team")["cloud_id"]
    jira.mark_used(jira.account_of(linked.user_id or 0))
    jira.myself(linked.account_id, site)
    until(timezone.now() + 5 * HOUR, linked, passes)
    jira.myself(linked.account_id, site)
    assert asked_by(linked)[: -before or None].count("web") == 1
    assert len(asked_by(linked)) > before + 3, "it is in the hourly schedule again"


def test_reading_in_the_background_alone_lets_a_link_fall_idle(
    linked: Connection, sandbox: Sandbox, passes: Pass
) -> None:
    began = Connection.objects.get(pk=linked.pk).last_used_at
    for _ in range(3 * 24 * 4):
        passes(timedelta(minutes=15))
        tick()
        tasks.reread_sites()
        token = Token.objects.get(connection=linked)
        if token.expires_at > timezone.now():
            connections.access(linked.pk, asked_by="background")
        else:
            with pytest.raises(Unavailable):
                connections.access(linked.pk, asked_by="background")
    row = Connection.objects.get(pk=linked.pk)
    assert row.last_used_at == began
    assert not backoff.in_use(row.last_used_at, timezone.now())
    assert token.saved_at < timezone.now() - 47 * HOUR, "nobody has renewed it since the first day"
    assert row.refresh_after
    assert row.refresh_after > timezone.now() + 20 * DAY
    assert set(asked_by(linked)) == {"schedule"}
