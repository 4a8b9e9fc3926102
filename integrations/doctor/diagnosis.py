"""What a diagnosis says, and what it is made from. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from django.utils.functional import Promise

Words = str | Promise


class Who(Enum):
    """Who can mend what a diagnosis names."""

    OWNER = "owner"
    JIRA_ADMIN = "jira_admin"
    ORGANISATION_ADMIN = "organisation_admin"
    LODGE_ADMIN = "lodge_admin"
    NOBODY = "nobody"  # it passes by itself: wait


@dataclass(frozen=True)
class Diagnosis:
    """Why something does not work, what to do, and who can do it. *name*: for logs, monitors and tests."""

    name: str
    who: Who
    why: Words
    todo: Words


class Asked(Enum):
    """What a call was for. The same answer means different things for different calls."""

    TOKEN = "token"  # noqa: S105  # the token endpoint
    SELF = "self"
    SITES = "sites"
    LIST = "list"
    CREATE_FORM = "create_form"
    CREATE = "create"
    ISSUE = "issue"
    SEARCH = "search"
    CHANGE = "change"
    UPLOAD = "upload"
    WEBHOOKS = "webhooks"
    SERVICE_DESK = "service_desk"


class Server(Enum):
    """The server that a call was sent to."""

    AUTHORIZATION = "authorization"
    GATEWAY = "gateway"
    SITE = "site"


class Credential(Enum):
    """What a call proves itself with. The values are those of ConnectionKind, where a link of that kind exists."""

    USER = "user"
    SERVICE_ACCOUNT = "service_account"
    API_TOKEN = "api_token"  # noqa: S105  # a kind
    SCOPED_API_TOKEN = "scoped_api_token"  # noqa: S105  # a kind
    DATA_CENTER = "data_center"
    DATA_CENTER_OAUTH = "data_center_oauth"
    DATA_CENTER_APP = "data_center_app"


API_TOKENS = frozenset({Credential.API_TOKEN, Credential.SCOPED_API_TOKEN})
BEARER_AT_GATEWAY = frozenset({Credential.USER, Credential.SERVICE_ACCOUNT})
AT_DATA_CENTER = frozenset(
    {Credential.DATA_CENTER, Credential.DATA_CENTER_OAUTH, Credential.DATA_CENTER_APP}
)


@dataclass(frozen=True)
class Seen:
    """One call and its answer.

    *account*: the account id, or at Data Center the user name, that the answer should name; empty where unknown.
    *expired*: the token was past its expiry by Lodge's own record. *at_cloud*: the server's host is a site of Jira
    Cloud.
    """

    asked: Asked
    server: Server
    credential: Credential
    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    account: str = ""
    expired: bool = False
    at_cloud: bool = True
