"""Seals secrets for the database and keeps unsealed ones out of logs.

Fernet has no associated data, so the context ("connection:7:access_token") is a part of the plaintext. A value that
was moved to another column or row does not open. A key id precedes the ciphertext, so the right key is found at once
and a missing one can be named.
"""

import hashlib
import hmac
from functools import lru_cache
from typing import NoReturn

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from integrations.errors import Misconfigured

KEY_ID_LENGTH, DOT = 8, "."
_REDACTED = "Secret(…)"


class Unreadable(Misconfigured):
    """A sealed value does not open: its key is not configured, or it was damaged or moved. The link is not dead."""


class Secret:
    """A text that only `reveal()` shows: not repr, str, format, pickle, copy or JSON."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself. Only for the socket and for sealing."""
        return self._text

    def __repr__(self) -> str:
        return _REDACTED

    def __format__(self, spec: str) -> str:
        return _REDACTED

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        """Compare in constant time."""
        return isinstance(other, Secret) and hmac.compare_digest(
            self._text.encode(), other._text.encode()
        )

    __hash__ = None  # type: ignore[assignment]  # the hash of a secret reveals something about it

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is neither pickled nor copied")


def seal(secret: Secret | str, context: str) -> str:
    """Encrypt with the newest key: "keyid.ciphertext". Raises Misconfigured without a usable key."""
    text = secret.reveal() if isinstance(secret, Secret) else secret
    key_id, fernet = next(iter(_ring().items()))
    plain = "\0".join((context, text)).encode()
    return f"{key_id}{DOT}{fernet.encrypt(plain).decode()}"


def unseal(sealed: str, context: str) -> Secret:
    """Open what `seal` made for the same context.

    Raises Unreadable when no configured key opens it, or it belongs to another context. Never the user's fault.
    """
    key_id, _, ciphertext = sealed.partition(DOT)
    fernet = _ring().get(key_id)
    if fernet is None:
        raise Unreadable(f"sealed with key {key_id[:8]}, which TOKEN_ENCRYPTION_KEYS does not hold")
    try:
        plain = fernet.decrypt(ciphertext.encode()).decode()
    except (InvalidToken, UnicodeError):
        raise Unreadable(
            f"a sealed value does not open with key {key_id}: it was damaged"
        ) from None
    found, _, text = plain.partition("\0")
    if found != context:
        raise Unreadable(f"a sealed value was moved from another row or column (wanted {context})")
    return Secret(text)


def key_ids() -> tuple[str, ...]:
    """The ids of the configured keys, newest first. Raises Misconfigured without a usable key."""
    return tuple(_ring())


def problems_of(keys: list[str]) -> list[str]:
    """One sentence for each fault in a list of keys. Never shows the keys."""
    if not keys:
        return ["is missing. It seals the tokens; see .env.example for how to make one."]
    return [
        f"holds an unusable key at position {position}. A key is 32 bytes in url-safe base64."
        for position, key in enumerate(keys, start=1)
        if not _usable(key)
    ]


def _usable(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True


def _ring() -> dict[str, Fernet]:
    return _ring_of(tuple(settings.TOKEN_ENCRYPTION_KEYS))


@lru_cache(maxsize=8)
def _ring_of(keys: tuple[str, ...]) -> dict[str, Fernet]:
    wrong = problems_of(list(keys))
    if wrong:
        raise Misconfigured(f"TOKEN_ENCRYPTION_KEYS {wrong[0]}")
    return {hashlib.sha256(key.encode()).hexdigest()[:KEY_ID_LENGTH]: Fernet(key) for key in keys}
