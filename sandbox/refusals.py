"""Answers that sources describe and no rule of this world produces, by name: a fault of kind `refusal` gives them.

Each is status, headers and body, as the sources wrote them down. Sources: Atlassian's support and developer pages,
GitHub issues of pycontribs/jira and tenable/integration-jira-cloud, and notes of live calls.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

FAILED = {"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}
DENIED = {"X-Seraph-LoginReason": "AUTHENTICATION_DENIED"}
LOGIN_PAGE = (
    "<!doctype html><html><head><title>Log in - Acme</title></head>"
    '<body><form action="/sso/login"><h1>Sign in with single sign-on</h1></form></body></html>'
)
BASIC_FAILURE = "<html><body>Basic Authentication Failure - Reason : {}</body></html>"


@dataclass(frozen=True)
class Refusal:
    """One answer. A body that is no text is sent as JSON."""

    status: int
    body: Any = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def content(self) -> tuple[str, str]:
        """Content type and body."""
        if not isinstance(self.body, str):
            return "application/json", json.dumps(self.body)
        kind = "text/html" if self.body.startswith("<") else "text/plain"
        return f"{kind}; charset=utf-8", self.body


def said(status: int, message: str) -> Refusal:
    """What the gateway says."""
    return Refusal(status, {"code": status, "message": message})


REFUSALS: dict[str, Refusal] = {
    "token_refused": said(401, "Unauthorized"),
    "scope_mismatch": said(401, "Unauthorized; scope does not match"),
    "not_installed": said(403, "The app is not installed on this instance"),
    "unknown_site": said(404, "Not Found"),
    "ip_allowlist": said(403, "The IP address has been rejected: it is not on the allowlist"),
    "blocked_by_policy": said(403, "Access has been blocked by your organization's policy"),
    "site_suspended": Refusal(
        404, {"errorMessage": "Site temporarily unavailable", "errorCode": "OTHER"}
    ),
    "connect_session": Refusal(403, {"error": "Failed to parse Connect Session Auth Token"}),
    "pair_refused": Refusal(401, "Client must be authenticated to access this resource.", FAILED),
    "captcha": Refusal(401, "", DENIED),
    "password": Refusal(401, "Basic authentication with passwords is deprecated.\n", FAILED),
    "password_older": Refusal(
        403, {"errorMessages": ["Basic auth with password is not allowed on this instance"]}
    ),
    "anonymous_empty": Refusal(200, {"total": 0, "isLast": True, "values": []}, FAILED),
    "anonymous_404": Refusal(
        404,
        {
            "errorMessages": ["Issue does not exist or you do not have permission to see it."],
            "errors": {},
        },
    ),
    "another_account": Refusal(
        200, {"accountId": "712020:somebody-else"}, {"X-AAccountId": "712020:somebody-else"}
    ),
    "login_page": Refusal(200, LOGIN_PAGE),
    "login_page_403": Refusal(403, LOGIN_PAGE),
    "proxy_page": Refusal(403, "<html><body><h1>Blocked by Squid</h1></body></html>"),
    "password_at_data_center": Refusal(401, BASIC_FAILURE.format("AUTHENTICATED_FAILED"), FAILED),
    "locked_at_data_center": Refusal(403, BASIC_FAILURE.format("AUTHENTICATION_DENIED"), DENIED),
    "locked_out": Refusal(
        429, "", {"Retry-After": "9223372036854775807", "X-RateLimit-Limit": "0"}
    ),
    "xsrf": Refusal(403, "XSRF check failed"),
    "removed": Refusal(410, {"errorMessages": ["The requested API has been removed."]}),
    "set_up_wrong": Refusal(422, {"errorMessages": ["The workflow has no such step."]}),
}
