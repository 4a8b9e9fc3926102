"""Rules for what Jira itself says, once it is clear who asked. Source: Atlassian's REST API v3 and v2 documents."""

from collections.abc import Callable

from integrations.doctor.catalogue import credentials as told
from integrations.doctor.catalogue import jira
from integrations.doctor.diagnosis import Asked, Server
from integrations.doctor.facts import Facts
from integrations.doctor.rules import Rule


def _status(*statuses: int) -> Callable[[Facts], bool]:
    return lambda facts: facts.seen.status in statuses


def _asked(*what: Asked) -> Callable[[Facts], bool]:
    return lambda facts: facts.seen.asked in what


def _is_success(facts: Facts) -> bool:
    return 200 <= facts.seen.status < 300


def _without_sight(facts: Facts) -> bool:
    """A 404 of Jira's that names nobody: it may have run anonymously."""
    cloud_or_gateway = facts.seen.at_cloud or facts.seen.server is Server.GATEWAY
    return (
        facts.seen.status == 404 and facts.jiras_own and cloud_or_gateway and not facts.answered_as
    )


FAILURES: tuple[Rule, ...] = (
    (_status(503), jira.MAINTENANCE),
    (_status(408, 500, 502, 504), jira.DOWN),
    (lambda facts: facts.seen.status > 504, jira.DOWN),
    (lambda facts: 300 <= facts.seen.status < 400, told.REDIRECTED),
    (_status(410), jira.REMOVED),
    (_status(413), jira.TOO_LARGE),
    (
        lambda facts: facts.seen.status == 415 or "xsrf check failed" in facts.text,
        jira.HEADER_REMOVED,
    ),
    (
        lambda facts: _asked(Asked.SERVICE_DESK)(facts) and _status(403)(facts),
        jira.NO_SERVICE_MANAGEMENT,
    ),
    (lambda facts: _asked(Asked.CREATE_FORM)(facts) and _status(403, 404)(facts), jira.NO_CREATE),
    (_without_sight, told.NOBODY_ASKED),
    (lambda facts: _status(404)(facts) and facts.jiras_own, jira.NOT_VISIBLE),
    (lambda facts: _status(401, 403)(facts) and facts.jiras_own, jira.PERMISSION),
    (lambda facts: _status(404)(facts) and not facts.page, jira.NO_SUCH_PATH),
    (lambda facts: facts.page, told.OTHER_PAGE),
    (lambda facts: _status(400)(facts) and bool(facts.fields), jira.FIELDS_REFUSED),
    (lambda facts: _status(400)(facts) and _asked(Asked.SEARCH)(facts), jira.QUERY_REFUSED),
    (_status(409, 423, 425), jira.CHANGED_MEANWHILE),
    (_status(422), jira.SET_UP_WRONG),
    (_status(401, 403), jira.PERMISSION),
    (lambda facts: not _is_success(facts), jira.UNEXPLAINED),
)

# A success that does not help.
SUCCESSES: tuple[Rule, ...] = (
    (lambda facts: facts.page, told.LOGIN_PAGE),
    (
        lambda facts: facts.json is None and not _asked(Asked.UPLOAD, Asked.CHANGE)(facts),
        jira.GARBLED,
    ),
    (lambda facts: _asked(Asked.CREATE_FORM)(facts) and facts.empty_list, jira.NO_CREATE),
    (lambda facts: facts.empty_list and _asked(Asked.LIST)(facts), jira.EMPTY),
)
