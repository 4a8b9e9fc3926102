"""What forms are made of is kept in the process for a moment; everything else is read from the cache each time."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings
from django.core.cache.backends.filebased import FileBasedCache

from config.cache import backends, createmeta_in_process

FORM, OTHER = "jira:1:fields", "lookup:users"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[backends.NearFiles]:
    """The cache of this process."""
    cache = backends.NearFiles(str(tmp_path), {})
    yield cache
    cache.clear()


@pytest.fixture
def elsewhere(here: backends.NearFiles, tmp_path: Path) -> FileBasedCache:
    """The same cache, as another process writes to it."""
    return FileBasedCache(str(tmp_path), {})


def test_what_a_form_is_made_of_is_read_once_in_a_moment(here: Any, elsewhere: Any) -> None:
    here.set(FORM, ("summary",))
    assert here.get(FORM) is here.get(FORM)
    elsewhere.delete(FORM)
    assert here.get(FORM) == ("summary",)


def test_what_another_process_wrote_is_seen_when_the_moment_is_over(
    here: Any, elsewhere: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(createmeta_in_process, "SECONDS", -1.0)
    here.set(FORM, 1)
    assert here.get(FORM) == 1
    elsewhere.set(FORM, 2)
    assert here.get(FORM) == 2


def test_everything_else_is_read_each_time(here: Any, elsewhere: Any) -> None:
    here.set(OTHER, 1)
    assert here.get(OTHER) == 1
    elsewhere.set(OTHER, 2)
    assert here.get(OTHER) == 2


def test_what_was_not_there_is_not_asked_for_again_in_a_moment(here: Any, elsewhere: Any) -> None:
    assert here.get(FORM, "nothing") == "nothing"
    elsewhere.set(FORM, 1)
    assert here.get(FORM) is None
    here.set(FORM, 2)
    assert here.get(FORM) == 2


@pytest.mark.skipif(not settings.REDIS_URL, reason="no Redis to ask")
def test_all_calls_of_a_thread_go_through_one_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """To make one costs as much as to ask."""
    made = []
    begin = redis.Redis.__init__

    def counted(client: redis.Redis, *arguments: Any, **options: Any) -> None:
        made.append(client)
        begin(client, *arguments, **options)

    monkeypatch.setattr(redis.Redis, "__init__", counted)
    cache = backends.NearRedis(settings.REDIS_URL, {})
    cache.set(OTHER, 1)
    assert cache.get(OTHER) == 1
    assert cache.get_many([OTHER]) == {OTHER: 1}
    cache.delete(OTHER)
    assert len(made) == 1


@pytest.mark.parametrize("key", [FORM, OTHER])
def test_what_this_process_writes_it_sees_at_once(here: Any, key: str) -> None:
    here.set(key, 1)
    assert here.get(key) == 1
    here.set(key, 2)
    assert here.get(key) == 2
    here.delete(key)
    assert here.get(key, "nothing") == "nothing"
    here.set(key, 3)
    assert here.get(key) == 3
    here.delete_many([key])
    assert here.get(key) is None
    here.set(key, 4)
    assert here.get(key) == 4
    here.clear()
    assert here.get(key) is None


def test_only_so_much_is_kept(here: Any, elsewhere: Any) -> None:
    for number in range(createmeta_in_process.MOST + 1):
        here.set(f"jira:{number}", number)
        assert here.get(f"jira:{number}") == number
    elsewhere.clear()
    assert here.get("jira:0") is None
    assert here.get(f"jira:{createmeta_in_process.MOST}") == createmeta_in_process.MOST
