"""Maps an answer of Jira, or of the gateway in front of it, to an error of `integrations.errors`. Pure.

Errors are matched by status and by key, never by text, which is in the user's language. The two exceptions are the
gateway's own: "scope does not match" and "not installed" have no other sign.
"""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import unquote

from integrations.errors import (
    Denied,
    IntegrationError,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    ScopeMissing,
    SiteLost,
    Unavailable,
)
from integrations.jira.api_call import Call
from integrations.transport import Answer

SHORTEST_WAIT, USUAL_WAIT, LONGEST_WAIT = 2.0, 30.0, 3600.0
_BY_GATEWAY = "FAILURE CLIENT RATE LIMITED"  # an X-Failure-Category, where Jira was not even asked
ANONYMOUS = "anonymous"
PER_USER = "data-center-per-user"
# X-Seraph-LoginReason: checked and refused; refused without a check, after too many wrong ones.
_REFUSED = ("AUTHENTICATED_FAILED", "AUTHENTICATION_DENIED")
_ISSUE = re.compile(r"/issue/([^/]+)")
_TRY_LATER = {409, 410, 423, 425}
_LOGIN, _TOO_LARGE = 401, 413  # these mean the same from Jira and from the gateway


class NotInstalled(SiteLost):
    """The gateway says that the grant no longer covers this site."""


class Unauthorized(Unavailable):
    """401: the access token was refused. After a refresh and another try: certainly not done, try later."""


def is_success(answer: Answer) -> bool:
    """Whether the status is a success. The answer to a write must also be readable."""
    return 200 <= answer.status < 300


def is_anonymous(answer: Answer) -> bool:
    """Whether Jira refused the credential, and answered as if nobody had signed in.

    About a quarter of Jira's operations then answer 200 with an empty list, and only a header tells. A missing
    permission carries no such value. Data Center names the caller in X-AUSERNAME instead, on every answer.
    Source: issue 418 of jira.js; support.atlassian.com, "Basic auth".
    """
    reason = answer.headers.get("X-Seraph-LoginReason", "")
    refused = bool(reason) and any(each in reason for each in _REFUSED)
    return refused or username_in(answer) == ANONYMOUS


def username_in(answer: Answer) -> str:
    """The user of Data Center that an answer was given to. "anonymous": nobody. "": it does not say."""
    return unquote(answer.headers.get("X-AUSERNAME", ""))


def knows_caller(answer: Answer) -> bool:
    """Whether the answer proves that Jira knew who asked."""
    return "X-AAccountId" in answer.headers or username_in(answer) not in {"", ANONYMOUS}


def not_recognised(answer: Answer) -> Unauthorized:
    """The error for an answer that `is_anonymous`."""
    error = Unauthorized("Jira did not recognise who asked")
    error.status = answer.status
    return error


def failure_of(answer: Answer, call: Call[Any]) -> IntegrationError:
    """The error that a status outside 2xx means for *call*."""
    status, body = answer.status, answer.json()
    if status == 429 or (status == 503 and not call.write and "Retry-After" in answer.headers):
        return RateLimited(wait_of(answer.headers), reason=_reason_of(answer.headers)[:200])
    if status == 408 or not 400 <= status < 500:
        said = f"{call.operation} answered {status}"
        return OutcomeUnknown(said) if call.write else Unavailable(said)
    if status not in {_LOGIN, _TOO_LARGE} and answer.is_page():
        return Unavailable(
            f"{call.operation} was answered {status} with a page, which is not from Jira's API"
        )
    if status != _LOGIN and is_anonymous(answer):
        return not_recognised(answer)
    words = _words_of(body)
    # The gateway sends these texts with 401 and 403 only. A 400 may quote what a user typed.
    by_gateway = words if status in {401, 403} else ()
    if any("scope does not match" in word for word in by_gateway):
        return ScopeMissing([call.scope])
    if any("not installed on this instance" in word for word in by_gateway):
        return NotInstalled()
    if status == 401 and knows_caller(answer) and _part(body, "errorMessages"):
        return Denied(words, status=status)  # Jira knows who asks: a permission is missing
    if status == _LOGIN:
        return Unauthorized("the access token was not taken")
    named = field_errors_of(body)
    if status in {402, 404} or (status == 403 and not named):
        return Denied(words, status=status, proven=knows_caller(answer))
    if status in _TRY_LATER:
        return Unavailable(f"{call.operation} answered {status}")
    # Service Management says it in one text
    one = _strings([_part(body, "errorMessage")])
    rejected = Rejected(named, _strings(_part(body, "errorMessages")) or one)
    rejected.status = status
    return rejected


def _reason_of(headers: Mapping[str, str]) -> str:
    """Which limit was reached. Data Center has one limit alone, for each user, and names it by its headers."""
    if "X-RateLimit-FillRate" in headers:
        return PER_USER
    return headers.get("RateLimit-Reason") or headers.get("X-Failure-Category", "")


def field_errors_of(body: Any) -> dict[str, str]:
    """`errors` of an ErrorCollection: Jira's words by fieldId."""
    errors = _part(body, "errors")
    if not isinstance(errors, Mapping):
        return {}
    return {str(name): text if isinstance(text, str) else "" for name, text in errors.items()}


def wait_of(headers: Mapping[str, str], now: datetime | None = None) -> float:
    """Seconds to wait after a 429: Retry-After (seconds or a date), else X-RateLimit-Reset, else half a minute.

    Never zero, which would make a loop, and never more than an hour, after which every quota starts again.
    """
    now = now or datetime.now(UTC)
    seconds = _seconds(headers.get("Retry-After", ""), now)
    if seconds is None:
        seconds = _until(headers.get("X-RateLimit-Reset", ""), now)
    return min(max(USUAL_WAIT if seconds is None else seconds, SHORTEST_WAIT), LONGEST_WAIT)


def pause_scope(error: RateLimited, call: Call[Any], account_id: str, cloud_id: str) -> str:
    """The scope to pause after *error*: the app, the site, the account at the site, the issue, or this operation."""
    if error.reason in {"jira-quota-global-based", _BY_GATEWAY}:
        return "app"
    if error.reason == "jira-quota-tenant-based":
        return f"site:{cloud_id}"
    if error.reason.endswith("-per-user"):
        return f"site:{cloud_id}:{account_id}"
    if error.reason == "jira-per-issue-on-write" and (issue := _issue_of(call)):
        return f"site:{cloud_id}:issue:{issue}"
    return f"site:{cloud_id}:{call.operation}"


def pause_scopes(call: Call[Any], account_id: str, cloud_id: str) -> tuple[str, ...]:
    """Every scope under which *call* may have to wait."""
    site = f"site:{cloud_id}"
    scopes = ("app", site, f"{site}:{account_id}", f"{site}:{call.operation}")
    issue = _issue_of(call)
    return (*scopes, f"{site}:issue:{issue}") if issue else scopes


def _issue_of(call: Call[Any]) -> str:
    """The issue that *call* writes to, by the key or id in its path; "" for any other call."""
    found = _ISSUE.search(call.path) if call.write else None
    return found[1] if found else ""


def _seconds(value: str, now: datetime) -> float | None:
    try:
        seconds = float(value)
    except ValueError:
        try:
            moment = parsedate_to_datetime(value)
        except ValueError:
            return None
        return (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds()
    return None if math.isnan(seconds) else seconds


def _until(value: str, now: datetime) -> float | None:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds()


def _words_of(body: Any) -> tuple[str, ...]:
    """The messages of the answer, in any of the shapes of gateway and Jira."""
    errors = _part(body, "errors")
    parts = (
        _part(body, "message"),
        _part(body, "errorMessage"),
        *(errors.values() if isinstance(errors, Mapping) else ()),
    )
    return (*_strings(_part(body, "errorMessages")), *_strings(list(parts)))


def _strings(values: Any) -> tuple[str, ...]:
    return (
        tuple(each[:500] for each in values if isinstance(each, str))
        if isinstance(values, list)
        else ()
    )


def _part(body: Any, name: str) -> Any:
    return body.get(name) if isinstance(body, Mapping) else None
