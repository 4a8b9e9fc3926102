"""Whether a link that is there can be used: with the keys that are here, and by what renewing it came to last."""

from enum import Enum, auto
from itertools import permutations

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from integrations import vault
from integrations.connections import rows
from integrations.errors import Misconfigured
from integrations.models import Connection, ConnectionState, RefreshAttempt, Token

# Outcomes in the ledger that only the admins can mend.
WRONG = ("misconfigured", "unreadable")


class Health(Enum):
    """WORKS; no key opens it (SEALED); it has run out, and Lodge is set up wrong (SET_UP_WRONG), or Atlassian does not
    renew it at present (PUT_OFF).
    """

    WORKS = auto()
    SEALED = auto()
    SET_UP_WRONG = auto()
    PUT_OFF = auto()


def health_of(connection: Connection) -> Health:
    """How a link in the state ACTIVE does. Opens its tokens; tells the admins where they do not open."""
    token = Token.objects.filter(connection=connection).first()
    if token is None or not _opens(token):
        return Health.SEALED
    if not connection.failures or token.expires_at > timezone.now():
        return Health.WORKS
    return Health.SET_UP_WRONG if last_outcome(connection.pk) in WRONG else Health.PUT_OFF


def last_outcome(connection_id: int) -> str:
    """What the last try to renew it came to, in the ledger's word; empty where none ended yet."""
    ended = RefreshAttempt.objects.filter(connection_id=connection_id).exclude(outcome="")
    return ended.values_list("outcome", flat=True).first() or ""


def last_outcome_of_each() -> Subquery:
    """The same of every row of a query for links; NULL for none."""
    ended = RefreshAttempt.objects.filter(connection=OuterRef("pk")).exclude(outcome="")
    return Subquery(ended.values("outcome")[:1])


def is_sealed(key_ids: str | None) -> bool:
    """Whether tokens that need *key_ids* (`Token.key_ids`; None: of no token) have a key that is not there."""
    return key_ids is not None and key_ids not in _readable()


def sealed() -> Q:
    """Links whose tokens no key here opens."""
    return Q(state=ConnectionState.ACTIVE, token__isnull=False) & ~Q(token__key_ids__in=_readable())


def _readable() -> frozenset[str]:
    """What `Token.key_ids` is for tokens that the keys here open."""
    try:
        ids = vault.key_ids()
    except Misconfigured:
        return frozenset()
    columns = range(1, len(Token.SEALED) + 1)
    return frozenset(
        "".join(f"{each}{vault.DOT}" for each in some)
        for count in columns
        for some in permutations(ids, count)
    )


def _opens(token: Token) -> bool:
    try:
        rows.access_token(token)
        if token.refresh_token:
            rows.refresh_token(token)
    except Misconfigured:
        return False
    return True
