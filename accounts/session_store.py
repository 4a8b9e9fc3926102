"""Sessions in the database, read with a prepared query, because every page reads one.

A session ends after SESSION_IDLE_HOURS without use, and SESSION_COOKIE_AGE after signing in at the latest. Extending it
writes the expiry alone, so it cannot overwrite what another tab stored.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.db.models import CharField, DateTimeField
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts.prepared_queries import PreparedRow

_SINCE = "signed_in_at"
# Extended once in this part of the idle time, so that not every page has to write.
_PARTS = 20

_alive = PreparedRow(
    Session,
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now),
    key=CharField(),
    now=DateTimeField(),
)


class SessionStore(DatabaseSessions):
    """Used through SESSION_ENGINE."""

    _ends_at: datetime | None = None

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        found = _alive(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        else:
            self._ends_at = found.expire_date
        return found

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """Django's own, with the expiry of an idle session."""
        row = super().create_model_instance(data)
        row.expire_date = min(row.expire_date, _end(data))
        return row

    def stay(self) -> None:
        """Extend the session: it was used just now."""
        end = _end(self._get_session())  # type: ignore[attr-defined]  # Django's own name
        if self._ends_at is not None and end - self._ends_at > _idle() / _PARTS:
            Session.objects.filter(session_key=self.session_key).update(expire_date=end)
            self._ends_at = end


def _idle() -> timedelta:
    return timedelta(hours=settings.SESSION_IDLE_HOURS)


def _end(data: dict[str, Any]) -> datetime:
    """When a session with this data ends, if it is not used any more."""
    end = timezone.now() + _idle()
    since = data.get(_SINCE)
    if not isinstance(since, int):
        return end
    return min(
        end, datetime.fromtimestamp(since, tz=UTC) + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    )


@receiver(user_logged_in, dispatch_uid="accounts.session_store")
def begun(sender: Any, request: HttpRequest, **_more: Any) -> None:
    """Note the start of the session's maximum age."""
    request.session[_SINCE] = int(timezone.now().timestamp())
