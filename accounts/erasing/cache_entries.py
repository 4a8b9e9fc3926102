"""Cache entries that name the user."""

from django.core.cache import cache

from accounts.erasing.person_identifiers import Person


def forget(person: Person) -> None:
    """Delete every entry whose key or value names *person*, where the cache can be searched (config.cache.backends)."""
    drop = getattr(cache, "drop_naming", None)
    if drop is not None:
        drop(person.identifiers)
