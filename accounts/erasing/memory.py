"""The cache: what was kept there for some minutes, and names a person."""

from django.core.cache import cache

from accounts.erasing.person import Person


def forget(person: Person) -> None:
    """Drop every entry whose key or value names *person*, where the cache can look through itself (config/cache.py)."""
    drop = getattr(cache, "drop_naming", None)
    if drop is not None:
        drop(person.identifiers)
