"""Whatever happens to a link, in whatever order: it does not die unless Atlassian was asked to end it.

Lodge's clock and the sandbox's move together. Whether a refusal was deserved is read from the sandbox.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
import time_machine
from cryptography.fernet import Fernet
from django.conf import settings
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as rules
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import User
from integrations import connections, limits, tasks
from integrations.connections import backoff, lease, load_connection
from integrations.errors import IntegrationError
from integrations.models import Connection, ConnectionState, Pause, Token
from tests.integration.integrations.connections.concurrent_threads import works
from tests.support.sandbox import Sandbox

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

Link = Callable[..., Connection]
FAULTS: dict[str, dict[str, Any]] = {
    "drop_before": {},
    "drop_after_commit": {},
    "malformed": {},
    "html": {"status": 503},
    "rate_limit": {"retry_after": 1200},
}
# What hurts most comes most often: an answer lost after the token rotated, and a long wait asked of its retry.
LIKELY = [*FAULTS, "drop_after_commit", "drop_after_commit", "rate_limit"]
MOST_FAULTS = (
    3  # waiting at once: more than an interval's retries would be an outage as long as the interval
)
BEAT = timedelta(seconds=15)
DAY = 86_400


class Links(RuleBasedStateMachine):
    """One link and everything that can happen to it."""

    sandbox: Sandbox
    owner: User
    make: Link

    @initialize(
        reuse=st.sampled_from(["siblings", "superseded"]),
        reconsent=st.sampled_from(["keeps", "replaces"]),
        refusal=st.sampled_from(["unauthorized_client", "invalid_grant"]),
    )
    def begin(self, **knobs: str) -> None:
        self.sandbox.reset()
        self.clock = time_machine.travel(datetime.now(UTC), tick=True)
        self.time = self.clock.start()
        for model in (Pause, Connection):
            model.objects.all().delete()
        self.sandbox.config(**knobs)
        self.relink()

    @rule()
    def relink(self) -> None:
        """Its owner consents (again)."""
        self.sandbox.control("DELETE", "/faults")
        self.doomed = False
        self.away = 0
        self.renewed: int | None = None
        self.pk = self.make(self.owner).pk

    @rule(asked_by=st.sampled_from(["web", "schedule", "admin", "link"]))
    def refresh(self, asked_by: str) -> None:
        if self.row().lease_until is None:  # else it would wait for the dead holder's lease to end
            with suppress(IntegrationError):
                connections.refresh(self.pk, asked_by=asked_by)

    @rule()
    def rotate_keys(self) -> None:
        """The old key is dropped at once: nothing may need it."""
        new = Fernet.generate_key().decode()
        settings.TOKEN_ENCRYPTION_KEYS = [new, *settings.TOKEN_ENCRYPTION_KEYS]
        assert not any(batch.unreadable for batch in connections.reseal())
        settings.TOKEN_ENCRYPTION_KEYS = [new]

    @precondition(lambda self: not self.waiting_faults() and self.has_time(backoff.LEASE))
    @rule(kinds=st.lists(st.sampled_from(LIKELY), min_size=2, max_size=MOST_FAULTS))
    def lose_answers(self, kinds: list[str]) -> None:
        """These befall the next exchanges, and somebody asks for one."""
        for kind in kinds:
            self.sandbox.fault(kind, path="/oauth/token$", times=1, **FAULTS[kind])
        self.refresh("admin")

    @precondition(lambda self: self.has_time(backoff.LEASE))
    @rule(sent=st.booleans())
    def kill(self, sent: bool) -> None:
        """A process claims, perhaps sends, and is gone."""
        with suppress(IntegrationError):
            row = load_connection.read(self.pk)
            if row.lease_until is None and lease.take(row) and sent:
                with suppress(requests.ConnectionError):
                    self.sandbox.refresh(load_connection.refresh_token(row.token).reveal())

    @rule(seconds=st.sampled_from([20, 61, 200, 480, 900, 4000]))
    def time_passes(self, seconds: int) -> None:
        """The schedule runs all the while."""
        end = timezone.now() + timedelta(seconds=seconds)
        while (now := timezone.now()) < end:
            due = self.row().refresh_after or end
            self.shift(min(max(due, now + BEAT), end) - now)
            tasks.refresh_batch(connections.due(10))

    @rule(seconds=st.sampled_from([61, 300, 540, 700, 30 * DAY, 100 * DAY]))
    def nobody_is_there(self, seconds: int) -> None:
        """Every process is down. Beyond Atlassian's intervals that is a reason for a link to die."""
        self.shift(timedelta(seconds=seconds))
        too_late = not self.has_time(timedelta(0))
        # Several absences are one where nothing was renewed in between.
        generation = (
            Token.objects.filter(connection_id=self.pk).values_list("generation", flat=True).first()
        )
        self.away = seconds + (self.away if generation == self.renewed else 0)
        self.renewed = generation
        self.doomed = self.doomed or too_late or self.away > 80 * DAY

    @precondition(lambda self: not self.doomed)
    @rule(here=st.booleans())
    def end(self, here: bool) -> None:
        """Its owner ends the link here, or in Atlassian's list of connected apps."""
        if here:
            connections.disconnect(self.pk)
        else:
            self.sandbox.control("POST", f"/accounts/{self.row().account_id}/revoke")
        self.doomed = True

    @invariant()
    def only_a_deserved_refusal_ended_it(self) -> None:
        row = self.row()
        assert row.state in (
            ConnectionState.ACTIVE,
            ConnectionState.DISCONNECTED,
            *([ConnectionState.RECONNECT] if self.doomed else []),
        )
        if row.state == ConnectionState.RECONNECT:
            assert "403" in row.state_reason
            assert self.sandbox.control("GET", "/events", params={"name": "token_refused"})[
                "events"
            ]

    def teardown(self) -> None:
        """The dust settles: what nobody ended works, for longer than any interval."""
        try:
            self.time_passes(900)
            self.sandbox.control("DELETE", "/faults")
            if (
                self.row().exchange_started_at is not None
            ):  # the last fault waited for a retry of just now
                self.time_passes(480)
            if self.row().state == ConnectionState.ACTIVE and not self.doomed:
                self.shift(timedelta(seconds=660))
                connections.refresh(self.pk, asked_by="admin")
                assert works(self.row(), self.sandbox)
            self.only_a_deserved_refusal_ended_it()
        finally:
            self.clock.stop()

    def waiting_faults(self) -> int:
        """How many of the next exchanges will be lost."""
        faults = self.sandbox.control("GET", "/faults")["faults"]
        return sum(fault["times"] - fault["hits"] for fault in faults)

    def has_time(self, span: timedelta) -> bool:
        """Whether what was lost can be tried often enough within the reuse interval when *span* is over."""
        started = self.row().exchange_started_at
        tries = (MOST_FAULTS if span else self.waiting_faults()) + 1
        end = backoff.REUSE_INTERVAL - tries * backoff.LAST_TRIES_EVERY - BEAT
        return started is None or timezone.now() - started + span < end

    def row(self) -> Connection:
        return Connection.objects.get(pk=self.pk)

    def shift(self, span: timedelta) -> None:
        self.time.shift(span)
        self.sandbox.advance(span.total_seconds())
        limits.forget()


def test_no_order_of_events_ends_a_link_without_a_refusal(
    sandbox: Sandbox, link: Link, alice: User, settings: Any
) -> None:
    world = {"sandbox": sandbox, "owner": alice, "make": staticmethod(link)}
    settings.TOKEN_ENCRYPTION_KEYS = list(settings.TOKEN_ENCRYPTION_KEYS)
    run_state_machine_as_test(
        type("LinksHere", (Links,), world),
        settings=rules(
            max_examples=60,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
