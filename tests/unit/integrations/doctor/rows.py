"""Every row of Atlassian's failures that sources describe: what was asked, what came, and the diagnosis by name."""

import json
from dataclasses import dataclass
from typing import Any

from integrations.doctor.diagnosis import Asked, Credential, Seen, Server

ACCOUNT = "712020:alice"
AS_ALICE = {"X-AAccountId": ACCOUNT}
FAILED = {"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}
LOGIN_HTML = "<!doctype html><title>Log in - Acme single sign-on</title>"
DC_HTML = "<html><body>Basic Authentication Failure - Reason : {}</body></html>"
INVISIBLE = {
    "errorMessages": ["Issue does not exist or you do not have permission to see it."],
    "errors": {},
}


@dataclass(frozen=True)
class Row:
    """A line of the table. *case*: in words, as the sources tell it."""

    case: str
    diagnosis: str
    seen: Seen


def gateway(
    case: str, diagnosis: str, status: int, body: Any = "", asked: Asked = Asked.SELF, **more: Any
) -> Row:
    """A call of a person's link through the gateway."""
    return _row(case, diagnosis, status, body, asked, {"server": Server.GATEWAY, **more})


def site(
    case: str,
    diagnosis: str,
    status: int,
    body: Any = "",
    asked: Asked = Asked.SELF,
    credential: Credential = Credential.API_TOKEN,
    **more: Any,
) -> Row:
    """A call at a site's own address."""
    facts = {"server": Server.SITE, "credential": credential, **more}
    return _row(case, diagnosis, status, body, asked, facts)


def data_center(
    case: str, diagnosis: str, status: int, body: Any = "", asked: Asked = Asked.SELF, **more: Any
) -> Row:
    """A call at a Data Center, by a personal access token."""
    facts = {"account": "alice", "at_cloud": False, **more}
    facts.setdefault("credential", Credential.DATA_CENTER)
    return _row(case, diagnosis, status, body, asked, {"server": Server.SITE, **facts})


def token(case: str, diagnosis: str, status: int, body: Any, **more: Any) -> Row:
    """A call of the token endpoint."""
    return _row(
        case, diagnosis, status, body, Asked.TOKEN, {"server": Server.AUTHORIZATION, **more}
    )


def refused(error: str, description: str) -> dict[str, str]:
    """An error of RFC 6749 5.2."""
    return {"error": error, "error_description": description}


def _row(
    case: str, diagnosis: str, status: int, body: Any, asked: Asked, facts: dict[str, Any]
) -> Row:
    data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    given = {"credential": Credential.USER, "account": ACCOUNT, **facts}
    return Row(case, diagnosis, Seen(asked=asked, status=status, body=data, **given))
