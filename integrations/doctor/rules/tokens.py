"""Rules for answers of a token endpoint. Sources: RFC 6749 5.2, RFC 7636 4.6, and the documents of both Jiras."""

from collections.abc import Callable

from integrations.doctor.catalogue import authorization_server as server
from integrations.doctor.catalogue import credentials
from integrations.doctor.diagnosis import AT_DATA_CENTER, Credential
from integrations.doctor.facts import Facts
from integrations.doctor.rules import Rule


def _error(*names: str) -> Callable[[Facts], bool]:
    return lambda facts: facts.oauth_error in names


def _grant_ended(facts: Facts) -> bool:
    """The two spellings of a dead refresh token. Without the description, the client is meant."""
    dead = (
        facts.oauth_error == "unauthorized_client"
        and "refresh_token is invalid" in facts.description
    )
    return dead or facts.oauth_error == "invalid_grant"


def _about_pkce(facts: Facts) -> bool:
    said = facts.description.replace("_", " ").replace("-", " ")
    return any(words in said for words in ("code verifier", "code challenge", "pkce"))


def _of(credential: Credential, *names: str) -> Callable[[Facts], bool]:
    return lambda facts: facts.seen.credential is credential and facts.oauth_error in names


RULES: tuple[Rule, ...] = (
    (lambda facts: facts.seen.status == 429, server.AUTHORIZATION_BUSY),
    (lambda facts: 300 <= facts.seen.status < 400, credentials.REDIRECTED),
    (lambda facts: facts.seen.status >= 500 or facts.seen.status == 408, server.AUTHORIZATION_DOWN),
    (lambda facts: facts.page, credentials.OTHER_PAGE),
    (_about_pkce, server.PKCE),
    (
        lambda facts: (
            "site admin must authorize" in facts.description or "admin must authorize" in facts.text
        ),
        server.APP_BLOCKED,
    ),
    (
        lambda facts: (
            facts.oauth_error == "access_denied" and "user did not authorize" in facts.description
        ),
        server.DECLINED,
    ),
    (
        lambda facts: (
            facts.oauth_error == "invalid_grant" and "authorization code" in facts.description
        ),
        server.CODE_REFUSED,
    ),
    (
        lambda facts: _grant_ended(facts) and facts.seen.credential in AT_DATA_CENTER,
        server.DC_GRANT_ENDED,
    ),
    (_grant_ended, server.GRANT_ENDED),
    (_error("invalid_scope"), server.SCOPE_ASKED),
    (_error("unauthorized_client", "unsupported_grant_type"), server.GRANT_TYPE),
    (
        _of(Credential.SERVICE_ACCOUNT, "access_denied", "invalid_client"),
        server.SERVICE_CLIENT_REFUSED,
    ),
    (_error("access_denied", "invalid_client"), server.CLIENT_REFUSED),
    (lambda facts: 200 <= facts.seen.status < 300, server.NO_TOKEN),
    (lambda facts: True, server.REQUEST_REFUSED),
)
