"""Whether an active link can be used: whether its key is configured, and how its last renewal ended."""

from enum import Enum, auto
from itertools import permutations

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from integrations import vault
from integrations.connections import load_connection
from integrations.errors import Misconfigured
from integrations.models import Connection, ConnectionState, RefreshAttempt, Token

# Outcomes in the ledger that only an admin can mend.
WRONG = ("misconfigured", "unreadable")


class Health(Enum):
    """The health of an active link.

    WORKS. SEALED: no configured key opens its tokens. Its token has expired, and either Lodge is configured wrongly
    (SET_UP_WRONG) or Atlassian does not renew it at present (PUT_OFF).
    """

    WORKS = auto()
    SEALED = auto()
    SET_UP_WRONG = auto()
    PUT_OFF = auto()


def health_of(connection: Connection) -> Health:
    """The health of a link in the state ACTIVE. Opens its tokens, and alerts the admins where they do not open."""
    token = Token.objects.filter(connection=connection).first()
    if token is None or not _opens(token):
        return Health.SEALED
    if not connection.failures or token.expires_at > timezone.now():
        return Health.WORKS
    return Health.SET_UP_WRONG if last_outcome(connection.pk) in WRONG else Health.PUT_OFF


def last_outcome(connection_id: int) -> str:
    """The outcome of the last finished try to renew it, in the ledger's word. Empty where none has finished."""
    ended = RefreshAttempt.objects.filter(connection_id=connection_id).exclude(outcome="")
    return ended.values_list("outcome", flat=True).first() or ""


def last_outcome_of_each() -> Subquery:
    """`last_outcome` as a subquery for a query of links. NULL where none has finished."""
    ended = RefreshAttempt.objects.filter(connection=OuterRef("pk")).exclude(outcome="")
    return Subquery(ended.values("outcome")[:1])


def is_sealed(key_ids: str | None) -> bool:
    """Whether tokens that need *key_ids* (`Token.key_ids`; None: no token) lack a key in the configuration."""
    return key_ids is not None and key_ids not in _readable()


def sealed() -> Q:
    """Links whose tokens no configured key opens."""
    return Q(state=ConnectionState.ACTIVE, token__isnull=False) & ~Q(token__key_ids__in=_readable())


def _readable() -> frozenset[str]:
    """The values of `Token.key_ids` for tokens that the configured keys open."""
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
        load_connection.access_token(token)
        if token.refresh_token:
            load_connection.refresh_token(token)
    except Misconfigured:
        return False
    return True
