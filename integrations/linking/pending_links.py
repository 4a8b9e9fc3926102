"""Pending links: they bind an answer of Atlassian's consent page to the person, the session and the next page.

One row for each transaction (RFC 6749 10.12: `state` is bound to the user agent's session). Any number of tabs may
link at the same time. A state can be used once, even by concurrent requests.
"""

from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from typing import Literal

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac

from accounts import rate_counters
from accounts.next_url import local_path
from integrations.errors import SlowDown
from integrations.models import PendingLink
from integrations.vault import Secret

LIFETIME = timedelta(minutes=30)
STATE_LENGTH = 40
_HOUR = 3600


class StateError(Exception):
    """This state is invalid: missing, unknown to this person and session, used, or expired."""

    def __init__(self, reason: Literal["missing", "unknown", "used", "expired"]) -> None:
        self.reason = reason
        super().__init__(f"state {reason}")


def begin(
    user_id: int, session_key: str, next_path: object = "", application_id: int | None = None
) -> str:
    """Record that this person goes to Atlassian, and return the new state. Deletes expired transactions.

    *application_id*: of the application link of the Data Center where they go instead.

    Raises SlowDown for a person who began too many links within the hour.
    """
    try:
        rate_counters.take(
            [rate_counters.counter("links", user_id, settings.LINKS_BEGUN_PER_HOUR, _HOUR)]
        )
    except rate_counters.TooManyError as error:
        raise SlowDown((error.until - timezone.now()).total_seconds()) from None
    now = timezone.now()
    PendingLink.objects.filter(started_at__lt=now - 2 * LIFETIME).delete()
    pending = PendingLink.objects.create(
        state=get_random_string(STATE_LENGTH),
        user_id=user_id,
        session=_digest(session_key),
        next_path=local_path(next_path),
        application_id=application_id,
        started_at=now,
    )
    return pending.state


def claim(state: object, user_id: int, session_key: str) -> PendingLink:
    """Use up the transaction of this state. Raises StateError. Of two concurrent requests one succeeds."""
    if not state:
        raise StateError("missing")
    # No other string is a state of ours, and PostgreSQL refuses NUL.
    if (
        not isinstance(state, str)
        or len(state) != STATE_LENGTH
        or not state.isalnum()
        or not state.isascii()
    ):
        raise StateError("unknown")
    found = PendingLink.objects.filter(
        state=state, user_id=user_id, session=_digest(session_key)
    ).first()
    if found is None:
        raise StateError("unknown")
    now = timezone.now()
    if found.used_at is None and found.started_at < now - LIFETIME:
        raise StateError("expired")
    if not PendingLink.objects.filter(pk=found.pk, used_at=None).update(used_at=now):
        raise StateError("used")
    return found


def verifier(state: str, session_key: str) -> Secret:
    """The code verifier (RFC 7636 4.1) of the transaction of *state*. It has 43 characters.

    Only this installation can derive it, from its signing key, whenever it is needed, so it is stored neither in the
    row nor in a session.
    """
    return Secret(_verifier(state, session_key).decode())


def challenge(state: str, session_key: str) -> str:
    """The code challenge, sent to the consent page (RFC 7636 4.2, S256)."""
    return _base64url(sha256(_verifier(state, session_key)).digest()).decode()


def _verifier(state: str, session_key: str) -> bytes:
    return _base64url(
        salted_hmac("integrations.pkce", f"{state} {session_key}", algorithm="sha256").digest()
    )


def _base64url(data: bytes) -> bytes:
    return urlsafe_b64encode(data).rstrip(b"=")


def _digest(session_key: str) -> str:
    salt = "integrations.linking.pending"  # a new one would end the links that are under way
    return salted_hmac(salt, session_key, algorithm="sha256").hexdigest()
