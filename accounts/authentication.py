"""Who is this? A name or an e-mail address, and a password."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import BigIntegerField, Q
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from accounts.models import User
from accounts.queries import PreparedRow


def named(text: str) -> User | None:
    """Whose user name or address *text* is. What names two people (one's name is another's address) names nobody."""
    found = list(User.objects.filter(Q(username=text) | Q(email__iexact=text))[:2])
    return found[0] if len(found) == 1 else None


class NameOrEmailBackend(ModelBackend):
    """Django's backend, asked by user name or by e-mail address (in any case)."""

    @sensitive_variables("password")
    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """The one active user whom *username* names, if the password is theirs.

        One password is hashed whatever happens, so that the time of an answer does not tell which names exist.
        Raises TooManyAtOnceError (accounts/hashing.py).
        """
        if not username or password is None:
            return None
        user = named(username)
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: Any) -> bool:
        """Active, and not being erased."""
        return super().user_can_authenticate(user) and user.erasing_since is None

    def get_user(self, user_id: int) -> User | None:
        """Who is signed in: asked for by every page."""
        user = _by_id(user_id=user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


_by_id = PreparedRow(
    User, lambda user_id: User.objects.filter(pk=user_id).order_by(), user_id=BigIntegerField()
)
