"""The call that tells Atlassian of which accounts data is stored. No ORM.

Source: developer.atlassian.com, "User privacy guide for app developers": POST /app/report-accounts/.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from integrations import oauth
from integrations.errors import RateLimited, ReconnectRequired, ScopeMissing, Unavailable
from integrations.transport import Answer, Request, send
from integrations.vault import Secret

SCOPE = "report:personal-data"
MOST = 90  # accounts in one call
USUAL_CYCLE = timedelta(days=7)
SHORTEST, LONGEST = timedelta(days=1), timedelta(days=30)
SHORTEST_WAIT = 3600.0  # seconds, after a 429
_DAYS = re.compile(r"\s*P?\s*(\d+(?:\.\d+)?)\s*(?:D|days?)?\s*", re.IGNORECASE)
_ISO = re.compile(r"\s*P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?\s*", re.I)
# A number above this many is one of seconds: no cycle has more than a year of days.
_MOST_DAYS = 366


@dataclass(frozen=True)
class Answered:
    """What Atlassian said: account ids by what became of them, and when to ask again."""

    status: int
    closed: frozenset[str]
    changed: frozenset[str]
    cycle: timedelta


def report(access: Secret, accounts: Sequence[tuple[str, datetime]], *, within: float) -> Answered:
    """Report at most 90 (account id, since when its data is stored).

    Raises ScopeMissing and ReconnectRequired (another token may do), RateLimited (for an hour at least), Unavailable.
    """
    body = {
        "accounts": [
            {"accountId": account_id, "updatedAt": moment.isoformat()}
            for account_id, moment in accounts
        ]
    }
    url = f"{settings.ATLASSIAN_API_URL}/app/report-accounts/"
    # No write: to report the same accounts twice changes nothing.
    answer = send(Request("POST", url, json=body, bearer=access, deadline=within))
    if answer.status not in {200, 204}:
        raise _refusal(answer)
    told = {
        status: frozenset(_told(answer, status)) & {each for each, _moment in accounts}
        for status in ("closed", "updated")
    }
    return Answered(answer.status, told["closed"], told["updated"], cycle_of(answer.headers))


def _told(answer: Answer, status: str) -> list[str]:
    body = answer.json()
    entries = body.get("accounts") if isinstance(body, dict) else None
    if answer.status == 200 and not isinstance(entries, list):
        raise Unavailable("the answer about stored accounts cannot be read")
    return [
        str(each.get("accountId"))
        for each in entries or ()
        if isinstance(each, dict) and each.get("status") == status
    ]


def _refusal(answer: Answer) -> Exception:
    body = answer.json()
    message = str(body.get("message", "")) if isinstance(body, dict) else ""
    said = f"report-accounts answered {answer.status}"
    if answer.status == 429:
        return RateLimited(max(oauth.retry_after(answer.headers), SHORTEST_WAIT), reason=said)
    if answer.status == 403 or "scope does not match" in message:
        return ScopeMissing([SCOPE])
    if answer.status == 401:
        return ReconnectRequired(said)
    return Unavailable(said)


def cycle_of(headers: Mapping[str, str]) -> timedelta:
    """How long to wait before an account is reported again, from 1 to 30 days.

    `Cycle-Period` has been seen as days (`7`), as seconds (`604800`) and as a duration of ISO 8601 (`P7D`).
    """
    text = headers.get("Cycle-Period", "")
    seconds = _seconds(text)
    if seconds is None or not math.isfinite(seconds) or seconds <= 0:
        return USUAL_CYCLE
    return timedelta(seconds=min(max(seconds, SHORTEST.total_seconds()), LONGEST.total_seconds()))


def _seconds(text: str) -> float | None:
    iso = _ISO.fullmatch(text)
    if iso and any(iso.groups()):
        weeks, days, hours, minutes, seconds = (float(each or 0) for each in iso.groups())
        return ((weeks * 7 + days) * 24 + hours) * 3600 + minutes * 60 + seconds
    plain = _DAYS.fullmatch(text)
    if plain is None or len(plain[1]) > 18:
        return None
    number = float(plain[1])
    return number * 86_400 if number <= _MOST_DAYS else number
