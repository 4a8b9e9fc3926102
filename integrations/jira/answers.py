"""What an answer of Jira, or of the gateway before it, means: into our tree of errors. Pure.

Errors are matched by status and by key, never by text, which is in the user's language. The two exceptions are
the gateway's own: "scope does not match" and "not installed" have no other sign.
"""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

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
from integrations.jira.calls import Call
from integrations.transport import Answer

SHORTEST_WAIT, USUAL_WAIT, LONGEST_WAIT = 2.0, 30.0, 3600.0
_BY_GATEWAY = "FAILURE CLIENT RATE LIMITED"  # an X-Failure-Category, where Jira was not even asked
_ISSUE = re.compile(r"/issue/([^/]+)")
_TRY_LATER = {409, 410, 423, 425}
_LOGIN, _TOO_LARGE = 401, 413  # what these mean is the same, whoever says it


class NotInstalled(SiteLost):
    """The gateway says that the grant does not cover this site any more."""


class Unauthorized(Unavailable):
    """401: the access token was not taken. After a refresh and one more try: certainly not done, later."""


def is_success(answer: Answer) -> bool:
    """Whether the status says so; a write still needs an answer that can be read."""
    return 200 <= answer.status < 300


def failure_of(answer: Answer, call: Call[Any]) -> IntegrationError:
    """The error that a status outside 2xx means for *call*."""
    status, body = answer.status, answer.json()
    if status == 429 or (status == 503 and not call.write and "Retry-After" in answer.headers):
        reason = answer.headers.get("RateLimit-Reason") or answer.headers.get("X-Failure-Category", "")
        return RateLimited(wait_of(answer.headers), reason=reason[:200])
    if status == 408 or not 400 <= status < 500:
        said = f"{call.operation} answered {status}"
        return OutcomeUnknown(said) if call.write else Unavailable(said)
    if status not in {_LOGIN, _TOO_LARGE} and answer.is_page():
        return Unavailable(f"{call.operation} was answered {status} with a page, which is no word of Jira's")
    words = _words_of(body)
    # The gateway's own words, which come with these alone: a 400 may quote what somebody typed.
    by_gateway = words if status in {401, 403} else ()
    if any("scope does not match" in word for word in by_gateway):
        return ScopeMissing([call.scope])
    if any("not installed on this instance" in word for word in by_gateway):
        return NotInstalled()
    if status == 401 and answer.headers.get("X-AAccountId") and _part(body, "errorMessages"):
        return Denied(words, status=status)  # Jira knows who asks: it is the permission that lacks
    if status == _LOGIN:
        return Unauthorized("the access token was not taken")
    named = field_errors_of(body)
    if status in {402, 404} or (status == 403 and not named):
        return Denied(words, status=status, proven="X-AAccountId" in answer.headers)
    if status in _TRY_LATER:
        return Unavailable(f"{call.operation} answered {status}")
    rejected = Rejected(named, _strings(_part(body, "errorMessages")))
    rejected.status = status
    return rejected


def field_errors_of(body: Any) -> dict[str, str]:
    """`errors` of an ErrorCollection: Jira's words by fieldId."""
    errors = _part(body, "errors")
    if not isinstance(errors, Mapping):
        return {}
    return {str(name): text if isinstance(text, str) else "" for name, text in errors.items()}


def wait_of(headers: Mapping[str, str], now: datetime | None = None) -> float:
    """Seconds to wait after a 429: Retry-After (seconds or a date), else X-RateLimit-Reset, else half a minute.

    Never nothing, which would make a loop, and never more than the hour after which every quota is new.
    """
    now = now or datetime.now(UTC)
    seconds = _seconds(headers.get("Retry-After", ""), now)
    if seconds is None:
        seconds = _until(headers.get("X-RateLimit-Reset", ""), now)
    return min(max(USUAL_WAIT if seconds is None else seconds, SHORTEST_WAIT), LONGEST_WAIT)


def pause_scope(error: RateLimited, call: Call[Any], account_id: str, cloud_id: str) -> str:
    """What rests after *error*: the app, the site, the account at the site, the issue, or this operation there."""
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
    """What was said, in whichever of the shapes of gateway and Jira."""
    errors = _part(body, "errors")
    parts = (_part(body, "message"), *(errors.values() if isinstance(errors, Mapping) else ()))
    return (*_strings(_part(body, "errorMessages")), *_strings(list(parts)))


def _strings(values: Any) -> tuple[str, ...]:
    return tuple(each[:500] for each in values if isinstance(each, str)) if isinstance(values, list) else ()


def _part(body: Any, name: str) -> Any:
    return body.get(name) if isinstance(body, Mapping) else None
