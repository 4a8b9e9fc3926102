"""Keeps answers of Jira that hardly change."""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

T = TypeVar("T")
SECONDS = 600
# Part of every key. Raise it when the cached dataclasses change.
VERSION = 2


def cache_key(
    kind: str, cloud_id: str, project_id: str = "", issue_type_id: str = "", account_id: str = ""
) -> str:
    """Per account, because permissions and the language of names differ. Without an account: for the whole site."""
    return f"jira:{VERSION}:{kind}:{cloud_id}:{project_id}:{issue_type_id}:{account_id}"


def kept(key: str, read: Callable[[], T], *, fresh: bool = False, seconds: int = SECONDS) -> T:
    found: T | None = None if fresh else cache.get(key)
    if found is None:
        found = read()
        cache.set(key, found, seconds)
    return found
