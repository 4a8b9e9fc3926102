"""Links at a Data Center: personal access tokens, and people's own by OAuth 2.0, without a reuse interval."""

import os
from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256

from accounts.models import User
from integrations import connections, oauth
from integrations.connections import linking
from integrations.credentials import data_center_oauth
from integrations.credentials.data_center import DataCenterCredential, site_id
from integrations.models import Connection
from integrations.vault import Secret
from tests.campaigns import (
    tokens_concurrent_callers,
    tokens_concurrent_changes,
    tokens_killed_processes,
    tokens_shared_links,
)
from tests.campaigns.filing.data_center_stage import KINDS, SLUG, with_members
from tests.campaigns.tokens_environment import REUSE, Stage
from tests.campaigns.tokens_report import Report
from tests.support.data_center import VERIFIER, DataCenter, code_in
from tests.support.data_center_links import application_link, entered, linked


class DataCenterStage(Stage):
    """The sandbox's Data Center 10.3, with an application link and so many people."""

    token_path = "/rest/oauth2/latest/token$"
    lifetime = 7300.0
    rotated = "data_center_token_rotated"
    overtaking = "refused"
    reuse = REUSE[:1]  # a knob of Atlassian's own server
    reconsent = ("keeps",)

    def __init__(self) -> None:
        super().__init__()
        self.own = DataCenter(self.sandbox, SLUG)
        self.cloud_id = site_id(self.own.url)
        self.names: dict[str, str] = {}  # of the sandbox's accounts, by account id in Lodge

    def links(self, people: int) -> list[Connection]:
        """So many links, by tokens that an administrator entered or by people's own consent."""
        boss = User.objects.create_user("boss", "boss@lodge.test", is_superuser=True)
        names = [f"Person {number}" for number in range(people)]
        self.own = with_members(self.sandbox, names)
        if self.is_shared:
            made = [entered(self.own, boss, name) for name in names]
        else:
            self.application = application_link(self.own, boss)
            self.instance = connections.resource_of(self.application)
            made = [self._own_link(number, name) for number, name in enumerate(names)]
        self.names = {each.account_id: name for each, name in zip(made, names, strict=True)}
        return made

    def _own_link(self, number: int, name: str) -> Connection:
        user = User.objects.create(username=f"person{number}", email=f"person{number}@lodge.test")
        return linked(self.own, self.application, user, name)

    def revoke(self, connection: Connection) -> None:
        """The tokens of the account are deleted in Jira."""
        self.own.revoke(self.names[connection.account_id])

    def revoke_consent(self, account: str) -> None:
        """A named account ends its grants."""
        self.own.revoke(account)

    def code(self, account: str) -> Callable[[], oauth.TokenAnswer]:
        """The exchange of a new authorization code of a named account, with PKCE."""
        client = connections.client_at(self.application)
        digest = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
        url = data_center_oauth.authorize_url(client, "a-state", digest)
        code = Secret(code_in(self.own.consent(account, url)))
        return lambda: data_center_oauth.exchange_code(client, code, Secret(VERIFIER))

    def consent(self, account: str) -> oauth.TokenAnswer:
        """A named account consents, over HTTP."""
        return self.code(account)()

    def keep(self, user: User, account: str, answer: oauth.TokenAnswer) -> Connection:
        """Link, or link anew, with a consent's answer."""
        assert self.instance is not None
        at = self.cloud_id, self.own.url
        me = DataCenterCredential().whose("", answer.access, *at, within=10.0)
        return linking.link_at_data_center(user, answer, me, (self.instance,))

    def is_good(self, access: Secret) -> bool:
        """Whether the instance takes the access token, and does not serve its holder as anonymous."""
        headers = {"Authorization": f"Bearer {access.reveal()}"}
        url = f"{self.own.url}/rest/api/2/myself"
        return self.sandbox.http.get(url, headers=headers, timeout=30).status_code == 200


def stage_of_kind() -> Stage:
    """The stage of the kind that KIND names."""
    return DataCenterStage() if os.environ.get("KIND") in KINDS else Stage()


def run(stage: Stage, report: Report, kills: int) -> None:
    """People's own links: all that is done to Atlassian's, and mistakes on the way."""
    tokens_concurrent_callers.run(stage, report)
    tokens_killed_processes.run_without_reuse(stage, report, kills)
    tokens_concurrent_changes.run(stage, report, kills)
    tokens_shared_links.mistakes(stage, report)
    tokens_shared_links.revoked(stage, report)
