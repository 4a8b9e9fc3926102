"""Seals stored secrets with the newest key, in batches, beside running traffic. Leaves generations unchanged.

`Token.key_ids`, which the database derives from the ciphertexts, shows which rows need an older key. So an
interrupted run continues where it stopped, and the count at the end is a proof.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from integrations import vault
from integrations.connections import disconnecting, load_connection
from integrations.errors import Misconfigured
from integrations.models import Token

BATCH = 200
# Rows that change during a pass are looked at again. This limits how often.
MOST_PASSES = 5
_KEY_ID = re.compile(rf"[0-9a-f]{{{vault.KEY_ID_LENGTH}}}")


@dataclass(frozen=True)
class Batch:
    """The result for some rows: *sealed* again, *overtaken* by a newer pair, *unreadable* (connection and reason)."""

    sealed: int
    overtaken: int
    unreadable: dict[int, str]


def count_older_seals() -> int:
    """How many tokens need another key than the newest. One count, by index. Raises Misconfigured."""
    return _older_seals().count()


def missing_keys() -> list[str]:
    """Ids of keys that stored tokens need and TOKEN_ENCRYPTION_KEYS lacks. By index, whatever the number of tokens."""
    needed: set[str] = set()
    found = Token.objects.order_by("key_ids").values_list("key_ids", flat=True)
    value = found.first()
    while value is not None:
        needed.update(key for key in value.split(vault.DOT) if _KEY_ID.fullmatch(key))
        value = found.filter(key_ids__gt=value).first()
    return sorted(needed - set(vault.key_ids()))


def reseal(batch: int = BATCH) -> Iterator[Batch]:
    """Seal again, with the newest key, whatever an older key sealed, *batch* rows at a time.

    Ends when only unreadable rows are left, or when other processes write with an older key faster than this runs.
    Raises Misconfigured without a usable key.
    """
    for _ in range(MOST_PASSES):
        unreadable, last = 0, 0
        while tokens := list(_older_seals().filter(pk__gt=last).order_by("pk")[:batch]):
            last = tokens[-1].pk
            done = _seal_anew(tokens)
            unreadable += len(done.unreadable)
            yield done
        if count_older_seals() <= unreadable:
            return


def disconnect_lost(key_id: str) -> int:
    """End the links that only the lost key would open. Returns how many. An administrator decides this, never Lodge.

    Raises Misconfigured when the key is configured.
    """
    if key_id in vault.key_ids():
        raise Misconfigured(f"key {key_id} is not lost: TOKEN_ENCRYPTION_KEYS holds it")
    needing = Token.objects.filter(key_ids__contains=f"{key_id}{vault.DOT}")
    found = list(needing.values_list("connection_id", flat=True))
    for connection_id in found:
        disconnecting.disconnect(connection_id)
    return len(found)


def _older_seals() -> QuerySet[Token]:
    """Uses two ranges instead of "unequal", which no index serves."""
    newest = f"{vault.key_ids()[0]}{vault.DOT}"
    return Token.objects.filter(Q(key_ids__lt=newest) | Q(key_ids__gt=newest))


def _seal_anew(tokens: list[Token]) -> Batch:
    """Encrypt first. Then write in one short transaction, which leaves rows alone that have changed meanwhile."""
    sealed, unreadable = [], {}
    for token in tokens:
        try:
            sealed.append((token, {column: _again(token, column) for column in Token.SEALED}))
        except vault.Unreadable as error:
            unreadable[token.connection_id] = str(error)
    changed = 0
    with transaction.atomic():
        for token, columns in sealed:
            as_read = {column: getattr(token, column) for column in Token.SEALED}
            unchanged = Token.objects.filter(pk=token.pk, generation=token.generation, **as_read)
            changed += unchanged.update(**columns)
    return Batch(changed, len(sealed) - changed, unreadable)


def _again(token: Token, column: str) -> str:
    value: str = getattr(token, column)
    if not value:
        return value
    context = load_connection.context(token.connection_id, column)
    return vault.seal(vault.unseal(value, context), context)
