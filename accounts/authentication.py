"""Authentication by user name or e-mail address, and password."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.db.models import BigIntegerField, Q
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from accounts.models import User
from accounts.prepared_queries import PreparedRow
from accounts.session_store import SessionStore


def named(text: str) -> User | None:
    """The user with *text* as name or address. None where it is one user's name and another one's address."""
    found = list(User.objects.filter(Q(username=text) | Q(email__iexact=text))[:2])
    return found[0] if len(found) == 1 else None


# The session whose user is asked for at this moment.
_session: ContextVar[SessionStore | None] = ContextVar("session", default=None)


@contextmanager
def read_with(session: SessionStore) -> Iterator[None]:
    """Inside the block, the user of *session* is the one that was read with it, if it names that one."""
    token = _session.set(session)
    try:
        yield
    finally:
        _session.reset(token)


class NameOrEmailBackend(ModelBackend):
    """Django's backend, which also takes an e-mail address (in any case) instead of the user name."""

    @sensitive_variables("password")
    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """Return the active user with the name or address *username* and this password.

        One password is hashed whatever happens, so that the time of an answer does not tell which names exist.
        Raises TooManyAtOnceError (accounts/password_hashing.py).
        """
        if not username or password is None or not settings.PASSWORD_SIGN_IN:
            return None
        user = named(username)
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: Any) -> bool:
        """Whether the user is active and not being erased."""
        return super().user_can_authenticate(user) and user.erasing_since is None

    def get_user(self, user_id: int) -> User | None:
        """The user of a session. Every page calls this."""
        known = _session.get()
        along = known.user if known is not None else None
        user = along if along is not None and along.pk == user_id else _by_id(user_id=user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


_by_id = PreparedRow(
    User, lambda user_id: User.objects.filter(pk=user_id).order_by(), user_id=BigIntegerField()
)
