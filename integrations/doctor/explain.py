"""From an error of a call, and what was seen of its exchanges, to a diagnosis."""

import re
from collections.abc import Sequence

from integrations import vault
from integrations.doctor.catalogue import gateway, jira, lodge, network
from integrations.doctor.diagnose import diagnose
from integrations.doctor.diagnosis import Asked, Diagnosis, Seen, Server
from integrations.doctor.examination import Examination
from integrations.doctor.facts import Facts
from integrations.errors import (
    AddressRefused,
    Copied,
    Denied,
    Misconfigured,
    NotConnected,
    RateLimited,
    ReconnectRequired,
    ScopeMissing,
    SiteLost,
    Unavailable,
)
from integrations.transport import NotReachedError, Observed, Obstacle

_OBSTACLES = {
    Obstacle.NAME: network.NO_SUCH_NAME,
    Obstacle.CONNECTION: network.NOT_REACHED,
    Obstacle.CERTIFICATE: network.CERTIFICATE,
    Obstacle.TLS: network.NO_TLS,
    Obstacle.TIME: network.TOO_SLOW,
}
# By the names of the exceptions of urllib3, http.client, ssl and the socket.
_FAILURES: tuple[tuple[str, Diagnosis], ...] = (
    ("NameResolution", network.NO_SUCH_NAME),
    ("Cert", network.CERTIFICATE),
    ("SSL", network.NO_TLS),
    ("Timeout", network.TOO_SLOW),
    ("NewConnection", network.NOT_REACHED),
    ("Refused", network.ADDRESS_REFUSED),
    ("Connection", network.HUNG_UP),
)
_BY_TYPE: tuple[tuple[type[Exception], Diagnosis], ...] = (
    (Copied, lodge.COPY),
    (vault.Unreadable, lodge.KEY_MISSING),
    (SiteLost, gateway.NOT_INSTALLED),
    (NotConnected, lodge.DISCONNECTED),
    (ReconnectRequired, lodge.NEEDS_OWNER),
    (ScopeMissing, gateway.SCOPE_MISSING),
    (RateLimited, lodge.PAUSED),
    (Misconfigured, lodge.SETTINGS),
    (Denied, jira.PERMISSION),
)
_MAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+")
_LONGEST_QUOTE = 200
_TEXTS = ("message", "errorMessage", "error", "error_description")


def seen_of(asked: Asked, last: Observed, examination: Examination) -> Seen:
    """An observed exchange as a question for `diagnose`."""
    return Seen(
        asked,
        examination.server,
        examination.credential,
        last.status,
        last.headers,
        last.body,
        examination.account,
        at_cloud=examination.at_cloud,
    )


def explain(
    error: Exception, seen: Sequence[Observed], asked: Asked, examination: Examination
) -> Diagnosis:
    """Why a step failed. What the wire showed counts before the error's name."""
    if isinstance(error, NotReachedError):
        return _OBSTACLES[error.obstacle]
    if isinstance(error, AddressRefused):
        return network.ADDRESS_REFUSED
    for each in reversed(seen):
        # A success, too: it may have been served to nobody.
        found = diagnose(seen_of(asked, each, examination)) if each.status else None
        if found is not None:
            return found
    last = telling(seen)
    if last is not None and last.failure:
        return next((told for part, told in _FAILURES if part in last.failure), network.HUNG_UP)
    ended = isinstance(error, ReconnectRequired) and not isinstance(error, SiteLost)
    if ended and examination.is_shared:
        return lodge.SHARED_ENDED
    named = next((told for kind, told in _BY_TYPE if isinstance(error, kind)), None)
    return named or _without_exchange(error)


def telling(seen: Sequence[Observed]) -> Observed | None:
    """The exchange that tells why: the last one that failed. After a refusal, the client reads the sites again."""
    failed = [each for each in seen if not 200 <= each.status < 300]
    found = failed or seen
    return found[-1] if found else None


def _without_exchange(error: Exception) -> Diagnosis:
    """Lodge sent nothing: its own bounds, or time."""
    if isinstance(error, Unavailable):
        return lodge.OUT_OF_TIME if "no time was left" in str(error) else lodge.HELD_BACK
    return jira.UNEXPLAINED


def quoted(asked: Asked, last: Observed, examination: Examination) -> tuple[str, ...]:
    """The other side's own words, cut, and without e-mail addresses. Nothing of a page, or of a success."""
    facts = Facts(seen_of(asked, last, examination))
    if last.status < 400 or facts.page:
        return ()
    body = facts.json if isinstance(facts.json, dict) else {}
    messages, errors = body.get("errorMessages"), body.get("errors")
    words = list(messages) if isinstance(messages, list) else []
    words += (
        [f"{name}: {text}" for name, text in errors.items()] if isinstance(errors, dict) else []
    )
    words += [facts.part(name) for name in _TEXTS]
    if facts.json is None:
        words.append(last.body[:_LONGEST_QUOTE].decode("utf-8", "replace"))
    return tuple(redacted(each) for each in words if isinstance(each, str) and each.strip())


def redacted(text: str) -> str:
    """A text from elsewhere in one line, cut, without e-mail addresses."""
    return _MAIL.sub("…@…", " ".join(text.split()))[:_LONGEST_QUOTE]


def of_renewal(examination: Examination, status: int | None, detail: str) -> Diagnosis | None:
    """The diagnosis of a line of the ledger: "403 invalid_grant Unknown or invalid refresh token."."""
    if not status:
        return None
    _, error, description = ([*detail.split(" ", 2), "", ""])[:3]
    body = f'{{"error": "{_plain(error)}", "error_description": "{_plain(description)}"}}'
    return diagnose(
        Seen(
            Asked.TOKEN,
            Server.AUTHORIZATION,
            examination.credential,
            status,
            body=body.encode(),
        )
    )


def _plain(text: str) -> str:
    return re.sub(r'[\\"\x00-\x1f]', " ", text)
