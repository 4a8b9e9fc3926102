"""Rules for answers that show who was asked for, or that nobody was.

Sources: Atlassian, "Basic auth for REST APIs" and "Using personal access tokens"; jira.js' notes of live calls.
"""

from collections.abc import Callable

from integrations.doctor.catalogue import credentials as told
from integrations.doctor.catalogue import gateway
from integrations.doctor.diagnosis import (
    API_TOKENS,
    AT_DATA_CENTER,
    BEARER_AT_GATEWAY,
    Asked,
    Credential,
    Server,
)
from integrations.doctor.facts import Facts
from integrations.doctor.rules import Rule

_PASSWORD = ("basic auth with password", "basic authentication with passwords")
_LOGIN = ("log in", "login", "sign in", "sign-in", "saml", "single sign")


def _kind(*kinds: Credential) -> Callable[[Facts], bool]:
    return lambda facts: facts.seen.credential in kinds


def _at_cloud_site(facts: Facts) -> bool:
    return facts.seen.server is Server.SITE and facts.seen.at_cloud


def _another(facts: Facts) -> bool:
    """Names are compared as Jira compares them: whatever the case."""
    who = facts.answered_as
    return bool(who and facts.seen.account and who != "anonymous") and (
        who.casefold() != facts.seen.account.casefold()
    )


def _anonymous(facts: Facts) -> bool:
    return facts.answered_as == "anonymous" or facts.login_refused


def _is_success(facts: Facts) -> bool:
    return 200 <= facts.seen.status < 300


def _by_gateway(facts: Facts) -> bool:
    return facts.seen.status == 403 and not facts.page


def _refused(facts: Facts) -> bool:
    return facts.seen.status in {401, 403}


RULES: tuple[Rule, ...] = (
    (_another, told.ANOTHER_ACCOUNT),
    (lambda facts: any(words in facts.text for words in _PASSWORD), told.PASSWORD_AT_CLOUD),
    (
        lambda facts: "failed to parse connect session auth token" in facts.text,
        told.TOKEN_AS_BEARER,
    ),
    (lambda facts: facts.login_denied, told.CAPTCHA),
    (
        lambda facts: facts.page and "basic authentication failure" in facts.text,
        told.DC_PASSWORD_REFUSED,
    ),
    (
        lambda facts: _kind(*AT_DATA_CENTER)(facts) and _at_cloud_site(facts) and _refused(facts),
        told.PAT_AT_CLOUD,
    ),
    (
        lambda facts: (
            _kind(*BEARER_AT_GATEWAY)(facts)
            and facts.seen.server is Server.SITE
            and _refused(facts)
        ),
        told.WRONG_HOST,
    ),
    (
        lambda facts: (
            _kind(*API_TOKENS)(facts)
            and facts.seen.server is Server.SITE
            and not facts.seen.at_cloud
            and _refused(facts)
        ),
        told.API_TOKEN_AT_DATA_CENTER,
    ),
    # A success that was served to nobody proves nothing.
    (
        lambda facts: _is_success(facts) and facts.empty_list and facts.login_refused,
        told.DEAD_AND_EMPTY,
    ),
    (
        lambda facts: _is_success(facts) and facts.answered_as == "anonymous",
        told.PAT_ANONYMOUS,
    ),
    (lambda facts: _is_success(facts) and facts.login_refused, told.ANONYMOUS),
    (
        lambda facts: (
            facts.page
            and not facts.seen.status >= 500
            and facts.seen.asked is not Asked.SERVICE_DESK
            and any(words in facts.text for words in _LOGIN)
        ),
        told.LOGIN_PAGE,
    ),
    (
        lambda facts: (
            _kind(*API_TOKENS)(facts)
            and facts.seen.server is Server.SITE
            and facts.seen.status == 401
        ),
        told.PAIR_REFUSED,
    ),
    (
        lambda facts: _kind(Credential.DATA_CENTER)(facts) and facts.seen.status == 401,
        told.PAT_DEAD,
    ),
    (
        lambda facts: facts.seen.server is Server.SITE and facts.seen.status == 401,
        told.NOT_AUTHENTICATED,
    ),
    (
        lambda facts: facts.seen.status == 404 and facts.jiras_own and _anonymous(facts),
        told.NOBODY_ASKED,
    ),
)

# The gateway's own refusals. It answers in English, and without an ErrorCollection.
GATEWAY: tuple[Rule, ...] = (
    (
        lambda facts: "scope does not match" in facts.text and _kind(*API_TOKENS)(facts),
        gateway.TOKEN_SCOPE_MISSING,
    ),
    (
        lambda facts: (
            "scope does not match" in facts.text and _kind(Credential.SERVICE_ACCOUNT)(facts)
        ),
        gateway.SERVICE_SCOPE_MISSING,
    ),
    (lambda facts: "scope does not match" in facts.text, gateway.SCOPE_MISSING),
    (lambda facts: "not installed on this instance" in facts.text, gateway.NOT_INSTALLED),
    (
        lambda facts: (
            _by_gateway(facts)
            and any(words in facts.text for words in ("allowlist", "allow list", "ip address"))
        ),
        gateway.IP_NOT_ALLOWED,
    ),
    (
        lambda facts: (
            _by_gateway(facts)
            and any(words in facts.text for words in ("blocked by", "policy", "admin has blocked"))
        ),
        gateway.BLOCKED_BY_POLICY,
    ),
    (lambda facts: "site temporarily unavailable" in facts.text, gateway.SITE_ASLEEP),
    (
        lambda facts: facts.seen.expired and facts.seen.status in {401, 403, 404},
        gateway.EXPIRED,
    ),
    (
        lambda facts: _kind(Credential.SCOPED_API_TOKEN)(facts) and facts.seen.status == 401,
        told.SCOPED_TOKEN_DEAD,
    ),
    (
        lambda facts: _kind(Credential.API_TOKEN)(facts) and facts.seen.status == 401,
        told.UNSCOPED_TOKEN_AT_GATEWAY,
    ),
    (
        lambda facts: _kind(Credential.SERVICE_ACCOUNT)(facts) and facts.seen.status == 401,
        gateway.SERVICE_TOKEN_REFUSED,
    ),
    (lambda facts: facts.seen.status == 401, gateway.TOKEN_REFUSED),
    (
        lambda facts: (
            facts.seen.status in {403, 404}
            and not facts.jiras_own
            and not facts.page
            and not facts.answered_as
            and facts.part("message") != ""
        ),
        gateway.UNKNOWN_SITE,
    ),
)
