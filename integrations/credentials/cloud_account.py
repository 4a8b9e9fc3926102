"""Asks a Cloud site whose a credential is: `GET /myself`, which Jira never answers to anonymous callers.

A list proves nothing, because Jira serves a dead API token as anonymous: status 200, an empty list, and only the header
X-Seraph-LoginReason tells. Source: issue 418 of jira.js; Jira Cloud platform REST API, "Get current user".
"""

from typing import Any

from integrations import oauth
from integrations.credentials.authorization import Authorization
from integrations.errors import (
    IntegrationError,
    RateLimited,
    ReconnectRequired,
    ScopeMissing,
    Unavailable,
)
from integrations.oauth import Me
from integrations.transport import Answer, Request, send

PEOPLE = "read:jira-user"


class CredentialRefused(ReconnectRequired):
    """Jira knows no such credential: wrong, ended, revoked, or with somebody else's e-mail address.

    *locked*: refused without a check, after too many wrong ones (X-Seraph-LoginReason: AUTHENTICATION_DENIED).
    *at_data_center*: by an instance, not by Atlassian.
    """

    def __init__(self, *, locked: bool = False, at_data_center: bool = False) -> None:
        self.locked, self.at_data_center = locked, at_data_center
        super().__init__("refused without a check" if locked else "Jira refused the credential")


class NoSiteOfAccount(IntegrationError):
    """The credential is genuine, but opens no Jira site, or not the one that was asked."""


def whose(root: str, proof: Authorization, *, site_url: str = "", within: float) -> Me:
    """The account of the credential. *root*: the address before `/rest/api/…`. *site_url*: as of `Request`.

    Raises CredentialRefused, NoSiteOfAccount, ScopeMissing (genuine, without read:jira-user), RateLimited or
    Unavailable.
    """
    answer = get(f"{root}/rest/api/3/myself", proof, site_url=site_url, within=within)
    body = answer.json()
    account_id, message = _part(body, "accountId"), str(_part(body, "message"))
    if answer.status == 200 and isinstance(account_id, str) and 0 < len(account_id) <= 128:
        return Me(account_id, text_of(body, "displayName"), text_of(body, "timeZone"))
    if answer.status == 401 and "scope does not match" in message:
        raise ScopeMissing([PEOPLE])
    if answer.status == 403 and "not installed on this instance" in message:
        raise NoSiteOfAccount
    raise _refusal(answer)


def _refusal(answer: Answer) -> IntegrationError:
    reason = answer.headers.get("X-Seraph-LoginReason", "")
    if "AUTHENTICATION_DENIED" in reason:
        return CredentialRefused(locked=True)
    if answer.status == 429:
        return RateLimited(oauth.retry_after(answer.headers))
    if answer.status in {401, 403, 404} or "AUTHENTICATED_FAILED" in reason:
        return CredentialRefused()
    return Unavailable(f"myself answered {answer.status}")


def get(url: str, proof: Authorization, *, site_url: str = "", within: float) -> Answer:
    """One read with the credential, within *within* seconds. Raises as `send` does."""
    if within <= 0:
        raise Unavailable("no time was left to ask Atlassian")
    return send(
        Request(
            "GET", url, bearer=proof.bearer, basic=proof.basic, site_url=site_url, deadline=within
        )
    )


def text_of(body: Any, name: str) -> str:
    """A text in a JSON object, or ""."""
    value = _part(body, name)
    return value if isinstance(value, str) else ""


def _part(body: Any, name: str) -> Any:
    return body.get(name) if isinstance(body, dict) else None
