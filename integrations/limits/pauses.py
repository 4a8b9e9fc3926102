"""Pauses that Atlassian asked for, as rows, so that every process keeps them from its next call on.

Each process has a copy of them. Every call reads a token, and the same query shows whether the copy is out of date.
So pauses cost a query only after a change.

A scope is a string from the caller: "oauth", "app", "site:<cloud id>", "site:<cloud id>:createIssue".
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.db import IntegrityError, transaction
from django.db.models import Q, Subquery
from django.utils import timezone
from django.utils.crypto import get_random_string

from integrations.errors import Misconfigured, RateLimited
from integrations.limits.priority import Work, present
from integrations.models import Pause, PauseMark

LONGEST = 3600.0
# The reason of a pause after the token endpoint rejected Lodge's credentials. Atlassian did not ask for this one.
MISCONFIGURED = "misconfigured"
CIRCUIT = "circuit:"  # these rows are kept after their time: the next call is a probe
# Seconds for which a process uses its copy when no query shows a change.
FRESH_SECONDS = 5.0
_THE_ONE = 1


@dataclass(frozen=True)
class _Copy:
    """The rows by scope, as of *at*. *mark* was read before them."""

    rows: dict[str, tuple[datetime, str]]
    at: float
    mark: str | None


_copy: _Copy | None = None
_mark: str | None = None


def pause(scope: str, seconds: float, reason: str = "") -> None:
    """Make no calls under *scope* for *seconds* (at most an hour). A longer pause stays."""
    until = timezone.now() + timedelta(seconds=min(max(seconds, 0.0), LONGEST))
    with transaction.atomic():
        if not _extend(scope, until, reason[:64]):
            try:
                with transaction.atomic():
                    Pause.objects.create(scope=scope, until=until, reason=reason[:64])
            except IntegrityError:
                # another process created the row, or a longer pause holds
                _extend(scope, until, reason[:64])
        _changed()


def mark() -> Subquery:
    """A subquery for the next query of a call. Pass its value to `saw`."""
    return Subquery(PauseMark.objects.filter(pk=_THE_ONE).values("value")[:1])


def saw(value: str | None) -> None:
    """Take the value of `mark` before a call. If it has changed, the rows are read again."""
    global _mark  # noqa: PLW0603
    _mark = value


def check(*scopes: str) -> None:
    """Raise RateLimited for the longest pause on one of *scopes*. Work.READING also respects pauses below them.

    Raises Misconfigured where that is the reason of the pause.
    """
    now, known = timezone.now(), _pauses()
    standing = [known[scope] for scope in scopes if scope in known]
    if known and present() is Work.READING:
        standing += [row for scope, row in known.items() if scope.startswith(scopes)]
    until, reason = max(standing, default=(now, ""))
    if until > now and reason == MISCONFIGURED:
        raise Misconfigured("Atlassian refused Lodge's own id or secret a moment ago")
    if until > now:
        raise RateLimited((until - now).total_seconds(), reason=reason)


def next_probe(cloud_id: str) -> datetime | None:
    """When the next probe of a failing site may go out. None: the site answers, as far as known."""
    return _pauses().get(CIRCUIT + cloud_id, (None,))[0]


def take(scope: str, seen: datetime, until: datetime) -> bool:
    """Move a row from *seen* to *until*. Only one process succeeds."""
    with transaction.atomic():
        taken = Pause.objects.filter(scope=scope, until=seen).update(until=until) == 1
        if taken:
            _changed()
    forget()
    return taken


def end(scope: str) -> None:
    """End the pause on *scope*."""
    with transaction.atomic():
        Pause.objects.filter(scope=scope).delete()
        _changed()


def forget() -> None:
    """Read the rows again at the next check."""
    global _copy  # noqa: PLW0603  # one copy a process
    _copy = None


def _changed() -> None:
    """Make every process see the change, inside its transaction."""
    PauseMark.objects.update_or_create(pk=_THE_ONE, defaults={"value": get_random_string(16)})
    forget()


def _extend(scope: str, until: datetime, reason: str) -> bool:
    return bool(
        Pause.objects.filter(scope=scope, until__lt=until).update(until=until, reason=reason)
    )


def _pauses() -> dict[str, tuple[datetime, str]]:
    global _copy  # noqa: PLW0603
    copy, mark_before = _copy, _mark
    if copy is None or copy.mark != mark_before or monotonic() - copy.at > FRESH_SECONDS:
        wanted = Q(until__gt=timezone.now()) | Q(scope__startswith=CIRCUIT)
        rows = Pause.objects.filter(wanted).values_list("scope", "until", "reason")
        copy = _Copy(
            {scope: (until, reason) for scope, until, reason in rows}, monotonic(), mark_before
        )
        _copy = copy
    return copy.rows
