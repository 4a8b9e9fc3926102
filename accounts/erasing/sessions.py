"""Sessions: their own are deleted, and what waits for them in those of others is taken out."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from accounts.erasing.person import Person
from accounts.erasing.rooms import rooms


def left(person: Person) -> list[str]:
    """Keys of the sessions that hold something of theirs."""
    return [key for key, _rest in _holding(person)]


def forget(person: Person) -> int:
    """Take it out; of how many."""
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
    """Key, and what is to stay of it: nothing of their own. No column says whose one is, so each is opened."""
    store = _store()
    for key, data in Session.objects.order_by().values_list("pk", "session_data").iterator():
        held = store.decode(data)
        if held.get(SESSION_KEY) == str(person.pk):
            yield key, None
            continue
        found = [room.leave_session(held, person.pk) for room in rooms]  # all of them, not up to the first
        if any(found):
            yield key, held


def _store() -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore()
