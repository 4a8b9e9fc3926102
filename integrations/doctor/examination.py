"""The state of one examination: which link, site and project, and how much time is left."""

from dataclasses import dataclass, field
from time import monotonic
from typing import TypeVar

from django.conf import settings

from integrations import credentials
from integrations.doctor.diagnosis import AT_DATA_CENTER, Credential, Server
from integrations.errors import Misconfigured, SiteLost, Unavailable
from integrations.jira import client
from integrations.jira.api_call import Call
from integrations.jira.projects import Project
from integrations.models import Connection, Site
from integrations.transport import Observed

T = TypeVar("T")
SECONDS_FOR_A_CALL = 10.0


@dataclass
class Examination:
    """One run. *connection*: None for somebody who has no link. *asked_by*: as of `connections.refresh`.

    `site` and `project` are chosen by the caller, or found on the way; `last` is the last exchange so far.
    """

    connection: Connection | None
    ends_at: float
    asked_by: str = "web"
    user_id: int | None = None
    site: Site | None = None
    project_key: str = ""
    project: Project | None = None
    stopped: bool = False
    last: Observed | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def link(self) -> Connection:
        """The link. Steps that use it come after the one that looks for it."""
        assert self.connection is not None
        return self.connection

    @property
    def is_shared(self) -> bool:
        """Whether administrators entered the link for groups."""
        return self.connection is not None and self.connection.is_shared

    @property
    def credential(self) -> Credential:
        """The kind of the link; a person's own where there is none."""
        if self.connection is None:
            return Credential.USER
        try:
            return Credential(self.connection.kind)
        except ValueError:
            return Credential.USER

    @property
    def server(self) -> Server:
        """Where calls to Jira go."""
        if self.connection is None:
            return Server.GATEWAY
        try:
            at_site = getattr(credentials.of(self.connection.kind), "at_site", False)
        except Misconfigured:
            return Server.GATEWAY
        return Server.SITE if at_site else Server.GATEWAY

    @property
    def root(self) -> str:
        """The address of that server."""
        if self.server is Server.SITE and self.site is not None:
            return self.site.url
        return str(settings.ATLASSIAN_API_URL)

    @property
    def at_cloud(self) -> bool:
        """Whether the server belongs to Atlassian."""
        return self.credential not in AT_DATA_CENTER

    @property
    def account(self) -> str:
        """The account that answers should name. At Data Center they name a user, whose name may have changed."""
        if self.connection is None:
            return ""
        if self.at_cloud:
            return self.connection.account_id
        known = Connection.objects.filter(pk=self.connection.pk).values_list("login", flat=True)
        return known.first() or ""

    def left(self) -> float:
        """Seconds for the next call. Raises Unavailable where none are left."""
        seconds = self.ends_at - monotonic()
        if seconds <= 0:
            raise Unavailable("no time was left for this step")
        return min(seconds, SECONDS_FOR_A_CALL)

    def call(self, wanted: Call[T]) -> T:
        """A call as Lodge makes it for a person: with pauses, renewal and limits. Raises as `client.call` does."""
        assert self.site is not None
        if self.site.gone_at is not None:
            raise SiteLost(self.site.name)
        return client.call(
            self.link.account_id,
            self.site.cloud_id,
            wanted,
            deadline=self.left(),
            via=(self.link.pk, self.site.url),
        )
