"""What every part of the campaign stands on: the sandbox, people with links, and two clocks moved as one.

The sandbox's clock moves by its control API, Lodge's by time-machine in this process, which every fork inherits.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import time_machine
from django.conf import settings

from accounts.models import User
from integrations import connections, limits, oauth
from integrations.connections import rows
from integrations.errors import IntegrationError
from integrations.models import Connection, ConnectionState, Pause, RefreshAttempt
from integrations.vault import Secret
from tests.campaigns.tokens_processes import Process, beat
from tests.support.sandbox import Sandbox

SITE = "demo-team"
REUSE = ("siblings", "superseded")


class Stage:
    """A sandbox, and Lodge pointed at it."""

    def __init__(self) -> None:
        self.sandbox = Sandbox.start(callbacks=[f"{settings.PUBLIC_URL}/link/complete/atlassian/"])
        settings.ATLASSIAN_AUTH_URL = settings.ATLASSIAN_API_URL = self.sandbox.url
        settings.ATLASSIAN_CLIENT_ID = self.sandbox.client_id
        settings.ATLASSIAN_CLIENT_SECRET = self.sandbox.client_secret
        site = self.sandbox.site(SITE)
        self.cloud_id: str = site["cloud_id"]
        self.resources = (oauth.Resource(site["cloud_id"], site["url"], site["name"], ("read:jira-work",)),)
        self._clock = time_machine.travel(datetime.now(UTC), tick=True)
        self._time = self._clock.start()

    def close(self) -> None:
        """Real time again, and no sandbox."""
        self._clock.stop()
        self.sandbox.stop()

    def fresh(self, people: int, **knobs: Any) -> list[Connection]:
        """The seeded world, real time, an empty database, and so many people just linked."""
        self.sandbox.reset()
        self._clock.stop()
        self._clock = time_machine.travel(datetime.now(UTC), tick=True)
        self._time = self._clock.start()
        self.sandbox.config(**knobs)
        for model in (Pause, Connection, User):
            model.objects.all().delete()
        limits.forget()
        crowd = self._crowd(people)
        return [self._linked(number, person) for number, person in enumerate(crowd)]

    def _crowd(self, people: int) -> list[dict[str, Any]]:
        if not people:
            return []
        made: list[dict[str, Any]] = self.sandbox.control("POST", "/crowd", {"people": people, "site": SITE})[
            "people"
        ]
        return made

    def _linked(self, number: int, person: dict[str, Any]) -> Connection:
        user = User.objects.create(username=f"person{number}", email=f"person{number}@lodge.test")
        answer = oauth.TokenAnswer.from_json(person)
        return connections.link(user, answer, oauth.Me(person["account_id"], person["name"]), self.resources)

    def consent(self, account: str) -> oauth.TokenAnswer:
        """A named account of the sandbox consents, over HTTP."""
        return oauth.TokenAnswer.from_json(self.sandbox.grant(account, sites=[SITE]))

    def keep(self, user: User, account: str, answer: oauth.TokenAnswer) -> Connection:
        """Link, or link anew, with a consent's answer."""
        me = oauth.Me(self.sandbox.account(account)["account_id"], account)
        return connections.link(user, answer, me, self.resources)

    def advance(self, seconds: float) -> None:
        """Let time pass, for Atlassian and for Lodge."""
        self.sandbox.advance(seconds)
        self._time.shift(seconds)

    def last_call(self) -> int:
        """The number of the latest call in the sandbox's log."""
        return max((call["n"] for call in self.sandbox.calls(path="/")), default=0)

    def exchanges(self, after: int = 0) -> int:
        """How many calls the token endpoint received, by the sandbox's log."""
        return len(self.sandbox.calls(method="POST", path="/oauth/token$", after=after))

    def mend(self, seconds: float = 120) -> None:
        """Leave everything to beat until no exchange is unsettled. Raises TimeoutError."""
        process: Process = beat()
        try:
            self._await_settled(seconds)
        finally:
            process.kill()
        limits.forget()

    def _await_settled(self, seconds: float) -> None:
        give_up_at = time.monotonic() + seconds
        open_ones = Connection.objects.filter(state=ConnectionState.ACTIVE, exchange_started_at__isnull=False)
        while open_ones.exists():
            if time.monotonic() > give_up_at:
                raise TimeoutError(f"{open_ones.count()} exchanges were not settled in {seconds} s")
            time.sleep(0.2)

    def lives(self, connection: Connection) -> bool:
        """Whether both stored tokens are good at Atlassian."""
        try:
            access = connections.access(connection.pk)
            good = self.sandbox.get("/me", access.token.reveal()).status_code == 200
            connections.refresh(connection.pk, asked_by="admin")
        except IntegrationError:
            return False
        return good and self.sandbox.get("/me", _stored(connection).reveal()).status_code == 200


def _stored(connection: Connection) -> Secret:
    return rows.access_token(rows.read(connection.pk).token)


def ledger(connection: Connection) -> list[str]:
    """The outcomes of its attempts, oldest first; "" tells of a crash."""
    found = RefreshAttempt.objects.filter(connection=connection).order_by("pk")
    return list(found.values_list("outcome", flat=True))


def renewing(connection: Connection) -> Callable[[], None]:
    """To be done in a process: renew this token."""
    return lambda: connections.refresh(connection.pk, asked_by="web")
