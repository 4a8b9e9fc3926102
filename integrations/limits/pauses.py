"""Pauses that Atlassian asked for, as rows, so that every process keeps them.

A scope is a text that the caller makes: "oauth", "app", "site:<cloud id>", "site:<cloud id>:createIssue".
"""

from datetime import datetime, timedelta
from time import monotonic

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from integrations.errors import Misconfigured, RateLimited
from integrations.limits.work import Work, present
from integrations.models import Pause

LONGEST = 3600.0
# Why nothing is asked of the token endpoint while it does not know this client: nobody asked Lodge to wait.
MISCONFIGURED = "misconfigured"
CIRCUIT = "circuit:"  # these rows outlive their time: what comes then is a probe
# How long a process may believe its own copy of the rows: a call must not cost a query for a rare event.
FRESH_SECONDS = 1.0
_known: tuple[float, dict[str, tuple[datetime, str]]] | None = None


def pause(scope: str, seconds: float, reason: str = "") -> None:
    """Leave *scope* alone for *seconds* (at most an hour); a longer pause that stands already stays."""
    until = timezone.now() + timedelta(seconds=min(max(seconds, 0.0), LONGEST))
    if not _extend(scope, until, reason[:64]):
        try:
            with transaction.atomic():
                Pause.objects.create(scope=scope, until=until, reason=reason[:64])
        except IntegrityError:  # another process made the row meanwhile, or a longer pause stands
            _extend(scope, until, reason[:64])
    forget()


def check(*scopes: str) -> None:
    """Raise RateLimited for the longest pause that stands on one of *scopes*; for reading ahead on any part of them.

    Raises Misconfigured where that is why.
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
    """When the next call may go to a site that does not answer; None: it does, as far as is known."""
    return _pauses().get(CIRCUIT + cloud_id, (None,))[0]


def take(scope: str, seen: datetime, until: datetime) -> bool:
    """Move a row from *seen* to *until*; of several processes one does."""
    taken = Pause.objects.filter(scope=scope, until=seen).update(until=until) == 1
    forget()
    return taken


def end(scope: str) -> None:
    """Nothing rests there any longer."""
    Pause.objects.filter(scope=scope).delete()
    forget()


def forget() -> None:
    """Read the rows anew at the next check."""
    global _known  # noqa: PLW0603  # one copy a process
    _known = None


def _extend(scope: str, until: datetime, reason: str) -> bool:
    return bool(Pause.objects.filter(scope=scope, until__lt=until).update(until=until, reason=reason))


def _pauses() -> dict[str, tuple[datetime, str]]:
    global _known  # noqa: PLW0603
    if _known is None or monotonic() - _known[0] > FRESH_SECONDS:
        wanted = Q(until__gt=timezone.now()) | Q(scope__startswith=CIRCUIT)
        rows = Pause.objects.filter(wanted).values_list("scope", "until", "reason")
        _known = (monotonic(), {scope: (until, reason) for scope, until, reason in rows})
    return _known[1]
