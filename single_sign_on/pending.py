"""Sign-ins under way: they bind an issuer's answer to the browser session and the next page.

One row for each (RFC 6749 10.12), so any number of tabs may sign in at once, and each state works once, even for
concurrent requests. PKCE verifier and nonce are derived from state and session, and stored nowhere.
"""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac

from accounts.models import PendingSignIn, User
from accounts.next_url import local_path
from integrations.vault import Secret

LIFETIME = timedelta(minutes=30)
STATE_LENGTH = 40
_SALT = "single_sign_on.pending"


class StateError(Exception):
    """This state is invalid: missing, unknown to this session, used, or expired."""

    def __init__(self, reason: Literal["missing", "unknown", "used", "expired"]) -> None:
        self.reason = reason
        super().__init__(f"state {reason}")


@dataclass(frozen=True)
class Transaction:
    """One sign-in under way in one browser session."""

    state: str
    session_key: str

    @property
    def nonce(self) -> str:
        """The `nonce` of OpenID Connect Core 3.1.2.1: it ties the ID token to this session."""
        return self._derived("nonce")

    @property
    def verifier(self) -> Secret:
        """The code verifier of RFC 7636 4.1, of 43 characters."""
        return Secret(self._derived("pkce"))

    def _derived(self, purpose: str) -> str:
        text = f"{self.state} {self.session_key}"
        digest = salted_hmac(f"{_SALT}.{purpose}", text, algorithm="sha256").digest()
        return urlsafe_b64encode(digest).rstrip(b"=").decode()


def begin(
    provider: str, session: SessionBase, user: User | None, next_path: object = ""
) -> Transaction:
    """Record that this browser goes to *provider*. *user*: who is signed in already. Deletes expired rows."""
    if not session.session_key:
        session.create()
    now = timezone.now()
    PendingSignIn.objects.filter(started_at__lt=now - 2 * LIFETIME).delete()
    row = PendingSignIn.objects.create(
        state=get_random_string(STATE_LENGTH),
        provider=provider,
        session=_digest(session),
        user=user,
        next_path=local_path(next_path),
        started_at=now,
    )
    return Transaction(row.state, str(session.session_key))


def is_known(provider: str, state: object, session: SessionBase) -> bool:
    """Whether this session began a sign-in at *provider* with *state*, used or not."""
    return bool(session.session_key) and _rows(provider, state, session).exists()


def claim(
    provider: str, state: object, session: SessionBase, user: User | None
) -> tuple[PendingSignIn, Transaction]:
    """Use up the sign-in of this state. Raises StateError. Of two concurrent requests one succeeds."""
    if not state:
        raise StateError("missing")
    whose = Q(user=user) if user is not None else Q(user=None)
    found = _rows(provider, state, session).filter(whose).first() if session.session_key else None
    if found is None:
        raise StateError("unknown")
    now = timezone.now()
    if found.used_at is None and found.started_at < now - LIFETIME:
        raise StateError("expired")
    if not PendingSignIn.objects.filter(pk=found.pk, used_at=None).update(used_at=now):
        raise StateError("used")
    return found, Transaction(found.state, str(session.session_key))


def _rows(provider: str, state: object, session: SessionBase) -> QuerySet[PendingSignIn]:
    # No other string is a state of ours, and PostgreSQL refuses NUL.
    ours = isinstance(state, str) and len(state) == STATE_LENGTH and state.isascii()
    if not ours or not str(state).isalnum():
        return PendingSignIn.objects.none()
    return PendingSignIn.objects.filter(provider=provider, state=state, session=_digest(session))


def _digest(session: SessionBase) -> str:
    key = str(session.session_key)
    return salted_hmac(f"{_SALT}.session", key, algorithm="sha256").hexdigest()
