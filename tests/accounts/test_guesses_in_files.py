"""Wrong passwords are counted for as long as is said where the cache is files, too."""

from pathlib import Path

import pytest
import time_machine
from django.test import RequestFactory

from accounts import guesses
from config.cache import NearFiles


def test_the_count_lasts_as_long_as_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guesses, "cache", NearFiles(str(tmp_path), {}))
    request = RequestFactory().get("/")
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        for _ in range(guesses.PASSWORDS.for_a_name):
            guesses.count(request, "alice")
        until = guesses.blocked_until(request, "alice")
        assert until is not None
        clock.shift(6 * 60)
        assert until.timestamp() > 1_800_000_000 + 6 * 60
        assert guesses.blocked_until(request, "alice") == until
