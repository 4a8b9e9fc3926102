"""Sessions: the user's own are deleted, and their data is removed from others."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from accounts.erasing.hooks import app_hooks
from accounts.erasing.person_identifiers import Person


def left(person: Person) -> list[str]:
    """The keys of sessions that still hold data of the user."""
    return [key for key, _rest in _holding(person)]


def forget(person: Person) -> int:
    """Delete or clean the sessions. Returns how many."""
    store, count = _store(), 0
    for key, rest in _holding(person):
        rows = Session.objects.filter(pk=key)
        if rest is None:
            rows.delete()
        else:
            rows.update(session_data=store.encode(rest))
        count += 1
    return count


def _holding(person: Person) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """Pairs of key and data to keep: nothing of the user's own. No column names the user, so each session is read."""
    store = _store()
    for key, data in Session.objects.order_by().values_list("pk", "session_data").iterator():
        held = store.decode(data)
        if held.get(SESSION_KEY) == str(person.pk):
            yield key, None
            continue
        found = [
            hooks.leave_session(held, person.pk) for hooks in app_hooks
        ]  # all of them, not up to the first
        if any(found):
            yield key, held


def _store() -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore()
