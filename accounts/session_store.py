"""Sessions in the database, read with a prepared query, because every page reads one.

A process remembers whose session it read last. So the next request reads the session, its user and what other packages
need of the user with one statement: each time from the database, and used only where the session still names that user.

A session ends after SESSION_IDLE_HOURS without use, and SESSION_COOKIE_AGE after signing in at the latest. Extending it
writes the expiry alone, so it cannot overwrite what another tab stored.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.db import DEFAULT_DB_ALIAS
from django.db.models import BigIntegerField, CharField, DateTimeField, QuerySet, Subquery
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts.concurrency_limit import SESSION_OWNERS
from accounts.models import User
from accounts.prepared_queries import Given, Prepared, PreparedRow

_SINCE = "signed_in_at"
# Extended once in this part of the idle time, so that not every page has to write.
_PARTS = 20

_alive = PreparedRow(
    Session,
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now),
    key=CharField(),
    now=DateTimeField(),
)


_columns = [field.attname for field in User._meta.concrete_fields]
_along: list[str] = []
_order: list[str] = []


def read_along(*columns: str, order: Iterable[str] = ()) -> None:
    """Read *columns*, as paths from a user, with each session: rows of `User.read_along`, in this *order*.

    To be called while Django starts.
    """
    _along.extend(columns)
    _order.extend(order)


def _with_user(key: Given, now: Given, user_id: Given) -> QuerySet[Any, Any]:
    alive = Session.objects.filter(session_key=key, expire_date__gt=now)
    data, ends_at = (Subquery(alive.values(name)) for name in ("session_data", "expire_date"))
    rows = User.objects.filter(pk=user_id).order_by(*_order)
    return rows.values_list(data, ends_at, *_columns, *_along)


_both = Prepared(_with_user, key=CharField(), now=DateTimeField(), user_id=BigIntegerField())


class SessionStore(DatabaseSessions):
    """Used through SESSION_ENGINE. `user`: the one that was read with it, whom the session may not name any more."""

    user: User | None = None
    _ends_at: datetime | None = None

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        found = self._read_both() or _alive(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        else:
            self._ends_at = found.expire_date
        return found

    def _read_both(self) -> Session | None:
        key = self.session_key
        user_id = SESSION_OWNERS.user_id(key)
        if key is None or user_id is None:
            return None
        rows = _both(key=key, now=timezone.now(), user_id=user_id)
        if not rows or rows[0][0] is None:
            return None
        data, ends_at = rows[0][:2]
        end = 2 + len(_columns)
        self.user = User.from_db(DEFAULT_DB_ALIAS, _columns, rows[0][2:end])
        self.user.read_along = [row[end:] for row in rows]
        return Session(session_key=key, session_data=data, expire_date=ends_at)

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
