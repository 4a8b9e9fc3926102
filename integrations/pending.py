"""Links under way: what ties an answer of Atlassian's consent page to the person, the session and the page behind it.

One row for each transaction (RFC 6749 10.12: `state` is bound to the user agent's session). Any number of tabs may
link at the same time, and a state is good for one use, whatever two requests do at once.
"""

from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from typing import Literal

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac

from accounts import counters
from accounts.onward import local_path
from integrations.errors import SlowDown
from integrations.models import PendingLink
from integrations.vault import Secret

LIFETIME = timedelta(minutes=30)
STATE_LENGTH = 40
_HOUR = 3600


class StateError(Exception):
    """This state opens nothing: it is missing, unknown to this person and session, used, or too old."""

    def __init__(self, reason: Literal["missing", "unknown", "used", "expired"]) -> None:
        self.reason = reason
        super().__init__(f"state {reason}")


def begin(user_id: int, session_key: str, next_path: object = "") -> str:
    """Remember that this person goes to Atlassian; the new state. Forgets those who never came back.

    Raises SlowDown for who began too many links within the hour.
    """
    try:
        counters.take([counters.counter("links", user_id, settings.LINKS_BEGUN_PER_HOUR, _HOUR)])
    except counters.TooManyError as error:
        raise SlowDown((error.until - timezone.now()).total_seconds()) from None
    now = timezone.now()
    PendingLink.objects.filter(started_at__lt=now - 2 * LIFETIME).delete()
    pending = PendingLink.objects.create(
        state=get_random_string(STATE_LENGTH),
        user_id=user_id,
        session=_digest(session_key),
        next_path=local_path(next_path),
        started_at=now,
    )
    return pending.state


def claim(state: object, user_id: int, session_key: str) -> PendingLink:
    """Use up the transaction of this state. Raises StateError; of two requests at once one gets it."""
    if not state:
        raise StateError("missing")
    # Anything else is none of ours, and PostgreSQL refuses NUL.
    if not isinstance(state, str) or len(state) != STATE_LENGTH or not state.isalnum() or not state.isascii():
        raise StateError("unknown")
    found = PendingLink.objects.filter(state=state, user_id=user_id, session=_digest(session_key)).first()
    if found is None:
        raise StateError("unknown")
    now = timezone.now()
    if found.used_at is None and found.started_at < now - LIFETIME:
        raise StateError("expired")
    if not PendingLink.objects.filter(pk=found.pk, used_at=None).update(used_at=now):
        raise StateError("used")
    return found


def verifier(state: str, session_key: str) -> Secret:
    """The code verifier (RFC 7636 4.1) of the transaction of *state*: 43 characters that only this process can tell.

    It is made anew from the signing key whenever it is needed, and so kept nowhere: not in the row, nor in a session.
    """
    return Secret(_verifier(state, session_key).decode())


def challenge(state: str, session_key: str) -> str:
    """What is sent ahead of it (RFC 7636 4.2, S256)."""
    return _base64url(sha256(_verifier(state, session_key)).digest()).decode()


def _verifier(state: str, session_key: str) -> bytes:
    return _base64url(salted_hmac("integrations.pkce", f"{state} {session_key}", algorithm="sha256").digest())


def _base64url(data: bytes) -> bytes:
    return urlsafe_b64encode(data).rstrip(b"=")


def _digest(session_key: str) -> str:
    return salted_hmac("integrations.pending", session_key, algorithm="sha256").hexdigest()
