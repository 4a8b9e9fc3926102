"""Django's sessions in the database; reading one, which every page does, is compiled once."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.db.models import CharField, DateTimeField
from django.utils import timezone

from accounts.queries import PreparedRow

_alive = PreparedRow(
    Session,
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now),
    key=CharField(),
    now=DateTimeField(),
)


class SessionStore(DatabaseSessions):
    """SESSION_ENGINE names the module."""

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        found = _alive(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found
