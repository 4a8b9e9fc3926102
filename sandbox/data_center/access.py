"""Who calls an instance: a person by a token or a password, or nobody.

A token that is wrong, expired or revoked is no refusal: Jira serves the call as anonymous. A password is checked, and
refused with a page of HTML; after a few wrong ones so is the right one.
"""

from __future__ import annotations

from flask import Request, Response

from sandbox.authentication import decode_basic
from sandbox.data_center.records import LinkGrant, Login, PersonalToken
from sandbox.people import Account, DataCenter
from sandbox.world import World

SCOPES = ("READ", "WRITE", "ADMIN", "SYSTEM_ADMIN")
"""Each implies those before it."""
PAGE = """<html>

<head>
    <title>{title} ({status})</title>
</head>

<body>
<h1>{title}</h1>
<p>Encountered a <code>&quot;{status} - {title}&quot;</code> error while loading this page.</p>
<p>Basic Authentication Failure - Reason : {reason}</p>
</body>
</html>
"""


class Turned(Exception):
    """The call ends before it reaches an operation."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response


def caller_of(
    world: World, site: DataCenter, request: Request
) -> tuple[Account | None, str | None]:
    """The account (None: anonymous), and the scope of its OAuth token (None: all that the account may do).

    Raises Turned for a wrong password.
    """
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        account_id, scope = _of_token(world, site, value.strip())
    elif scheme.lower() == "basic":
        account_id, scope = _of_password(world, site, value), None
    else:
        return None, None
    account = world.table(Account).get(account_id)
    known = account is not None and account.active and account.id in site.members
    return (account, scope) if known else (None, None)


def allows(scope: str | None, method: str) -> bool:
    """Whether a token with *scope* may use this method."""
    needed = "READ" if method in ("GET", "HEAD", "OPTIONS") else "WRITE"
    return scope is None or SCOPES.index(scope) >= SCOPES.index(needed)


def _of_token(world: World, site: DataCenter, secret: str) -> tuple[str, str | None]:
    now = world.clock.now()
    token = world.table(PersonalToken).get(secret)
    if token is not None and token.site_id == site.id:
        alive = token.expires_at is None or now < token.expires_at
        return (token.account_id if alive else ""), None
    grant = world.table(LinkGrant).get(secret)
    if grant is None or grant.site_id != site.id or grant.replaced or grant.revoked:
        return "", None
    return (grant.account_id, grant.scope) if now < grant.expires_at else ("", None)


def _of_password(world: World, site: DataCenter, value: str) -> str:
    if not site.basic:
        raise refused(403, "Forbidden", "AUTHENTICATION_DENIED")
    username, _, password = decode_basic(value).partition(":")
    key = f"{site.id}/{username}"
    with world.lock:
        login = world.table(Login).get(key)
        if login is not None and login.asks_captcha:
            raise refused(403, "Forbidden", "AUTHENTICATION_DENIED")
        if login is None or login.password != password:
            if login is not None:
                login.failures += 1
                world.table(Login).put(login)
            raise refused(401, "Unauthorized", "AUTHENTICATED_FAILED")
        login.failures = 0
        world.table(Login).put(login)
    return next(
        (each.id for each in world.table(Account).all() if each.username == username),
        "",
    )


def refused(status: int, title: str, reason: str) -> Turned:
    """Jira's own page for a password that it does not take."""
    page = PAGE.format(title=title, status=status, reason=reason)
    headers = {"X-Seraph-LoginReason": reason, "X-AUSERNAME": "anonymous"}
    if status == 401:
        headers["WWW-Authenticate"] = 'OAuth realm="https%3A%2F%2Fjira"'
    else:
        headers["X-Authentication-Denied-Reason"] = "CAPTCHA_CHALLENGE; login-url=/login.jsp"
    return Turned(Response(page, status, headers, content_type="text/html;charset=UTF-8"))
