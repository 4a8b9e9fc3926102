"""What every part of the campaign stands on: the sandbox, people with links, and two clocks moved as one.

The sandbox's clock moves by its control API, Lodge's by time-machine in this process, which every fork inherits.
"""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import time_machine
from django.conf import settings
from django.core.cache import cache

from accounts.models import Mail, User
from integrations import connections, limits, oauth
from integrations.connections import load_connection
from integrations.errors import IntegrationError
from integrations.models import Connection, ConnectionState, Pause, RefreshAttempt
from integrations.vault import Secret
from tests.campaigns.forked_processes import Process, beat
from tests.support.sandbox import Sandbox
from tests.support.shared_links import SCOPES, entered, make_key

SITE = "demo-team"
REUSE = ("siblings", "superseded")


class Stage:
    """A sandbox, and Lodge pointed at it.

    *token_path*: of the token endpoint, a regular expression. *lifetime*: seconds after which no access token is good.
    *overtaking*: the ledger's word for the other one of two exchanges of which one overtook the other.
    *rotated*: the sandbox's event of an exchange that was carried out. *reuse*: how it may answer a refresh token that
    comes again. *reconsent*: what a consent may do to earlier tokens.
    """

    token_path = "/oauth/token$"
    lifetime = 3700.0
    rotated = "token_rotated"
    overtaking = "dropped"
    reuse: tuple[str, ...] = REUSE
    reconsent: tuple[str, ...] = ("keeps", "replaces")
    instance: oauth.Resource | None = None

    def __init__(self) -> None:
        self.kind = os.environ.get("KIND") or "user"
        self.sandbox = Sandbox.start(callbacks=[f"{settings.PUBLIC_URL}/link/complete/atlassian/"])
        settings.ATLASSIAN_AUTH_URL = settings.ATLASSIAN_API_URL = self.sandbox.url
        settings.ATLASSIAN_CLIENT_ID = self.sandbox.client_id
        settings.ATLASSIAN_CLIENT_SECRET = self.sandbox.client_secret
        site = self.sandbox.site(SITE)
        self.cloud_id: str = site["cloud_id"]
        self.resources = (
            oauth.Resource(site["cloud_id"], site["url"], site["name"], ("read:jira-work",)),
        )
        self.began = 0
        if self.kind == "service_account":
            # client credentials rotate nothing: there, the answer's leaving shows that the request was carried out
            self.rotated = "answer_sent"
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
        for model in (Pause, Mail, Connection, User):
            model.objects.all().delete()
        limits.forget()
        cache.clear()
        self.began = 0
        made = self.links(people)
        self.began = self.last_call()  # a service account's first token was fetched then
        return made

    def links(self, people: int) -> list[Connection]:
        """So many links, just made."""
        if self.is_shared:
            return [self._entered(number) for number in range(people)]
        crowd = self._crowd(people)
        return [self._linked(number, person) for number, person in enumerate(crowd)]

    @property
    def is_shared(self) -> bool:
        """Whether the links are shared ones, each of an account of its own."""
        return self.kind not in ("user", "data_center_oauth")

    def _entered(self, number: int) -> Connection:
        """A shared link as "Bot 0", and so on."""
        boss, _made = User.objects.get_or_create(username="boss", email="boss@lodge.test")
        name = f"Bot {number}"
        [bot] = self.sandbox.control("POST", "/seed", {"accounts": [{"name": name}]})["accounts"]
        self.sandbox.control("POST", f"/sites/{self.cloud_id}/members/{bot['account_id']}/add")
        scopes = [] if self.kind == "api_token" else [*SCOPES, "read:me"]
        options = {"scopes": scopes} if scopes else {}
        key = make_key(self.sandbox, self.kind, name, **options)
        return entered(self.sandbox, boss, self.kind, name, key=key)

    def mails(self) -> int:
        """How many mails were written."""
        return Mail.objects.count()

    def _crowd(self, people: int) -> list[dict[str, Any]]:
        if not people:
            return []
        made: list[dict[str, Any]] = self.sandbox.control(
            "POST", "/crowd", {"people": people, "site": SITE}
        )["people"]
        return made

    def _linked(self, number: int, person: dict[str, Any]) -> Connection:
        user = User.objects.create(username=f"person{number}", email=f"person{number}@lodge.test")
        answer = oauth.TokenAnswer.from_json(person)
        return connections.link(
            user, answer, oauth.Me(person["account_id"], person["name"]), self.resources
        )

    def revoke(self, connection: Connection) -> None:
        """The credential of a shared link is deleted at Atlassian."""
        self.sandbox.control("DELETE", f"/accounts/{connection.account_id}/keys")

    def revoke_consent(self, account: str) -> None:
        """A named account takes its consent back."""
        account_id = self.sandbox.account(account)["account_id"]
        self.sandbox.control("POST", f"/accounts/{account_id}/revoke")

    def code(self, account: str) -> Callable[[], oauth.TokenAnswer]:
        """The exchange of a new authorization code of a named account."""
        code, callback = Secret(self.sandbox.code(account, sites=[SITE])), self.sandbox.callback
        return lambda: oauth.exchange_code(code, callback)

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

    def exchanges(self, after: int | None = None) -> int:
        """How many calls the token endpoint received, by the sandbox's log; by default since the links were made."""
        after = self.began if after is None else after
        return len(self.sandbox.calls(method="POST", path=self.token_path, after=after))

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
        open_ones = Connection.objects.filter(
            state=ConnectionState.ACTIVE, exchange_started_at__isnull=False
        )
        while open_ones.exists():
            if time.monotonic() > give_up_at:
                raise TimeoutError(f"{open_ones.count()} exchanges were not settled in {seconds} s")
            time.sleep(0.2)

    def lives(self, connection: Connection) -> bool:
        """Whether both stored tokens are good at Atlassian."""
        try:
            access = connections.access(connection.pk)
            good = self.is_good(access.token)
            connections.refresh(connection.pk, asked_by="admin")
        except IntegrationError:
            return False
        return good and self.is_good(_stored(connection))

    def is_good(self, access: Secret) -> bool:
        """Whether Atlassian takes the access token."""
        return self.sandbox.get("/me", access.reveal()).status_code == 200


def _stored(connection: Connection) -> Secret:
    return load_connection.access_token(load_connection.read(connection.pk).token)


def ledger(connection: Connection) -> list[str]:
    """The outcomes of its attempts, oldest first; "" tells of a crash."""
    found = RefreshAttempt.objects.filter(connection=connection).order_by("pk")
    return list(found.values_list("outcome", flat=True))


def renewing(connection: Connection) -> Callable[[], None]:
    """To be done in a process: renew this token."""
    return lambda: connections.refresh(connection.pk, asked_by="web")
