"""The accounts of a developer's machine."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from accounts.models import User

pytestmark = pytest.mark.django_db


def run(**options: Any) -> dict[str, str]:
    """The names and passwords that the command prints."""
    out = StringIO()
    call_command("create_demo_accounts", stdout=out, **options)
    return dict(line.split() for line in out.getvalue().splitlines())


def test_demo_accounts_are_refused_in_production(settings: Any) -> None:
    """DEBUG off refuses."""
    settings.DEBUG = False
    with pytest.raises(CommandError, match="only with DEBUG on"):
        run()
    assert not User.objects.exists()


def test_each_is_made_with_a_password_of_its_own(settings: Any) -> None:
    """One of them runs Lodge."""
    settings.DEBUG = True
    printed = run()
    assert set(printed) == {"alice", "bob", "admin"}
    assert len(set(printed.values())) == 3
    for name, password in printed.items():
        user = authenticate(None, username=name, password=password)
        assert user is not None
        assert user.is_superuser == (name == "admin")


def test_a_file_keeps_the_passwords_for_the_next_time(settings: Any, tmp_path: Path) -> None:
    """Readable by its owner alone; sessions survive, since nothing changes."""
    settings.DEBUG = True
    file = tmp_path / "var" / "people"
    first = run(file=file)
    hashes = set(User.objects.values_list("password", flat=True))
    assert run(file=file) == first
    assert set(User.objects.values_list("password", flat=True)) == hashes
    assert file.stat().st_mode & 0o777 == 0o600
    assert dict(line.split() for line in file.read_text().splitlines()) == first


def test_without_a_file_each_run_sets_new_passwords(settings: Any) -> None:
    """And says them."""
    settings.DEBUG = True
    first, second = run(), run()
    assert first["alice"] != second["alice"]
    assert authenticate(None, username="alice", password=second["alice"]) is not None
    assert User.objects.count() == 3


def test_verbosity_zero_prints_nothing(settings: Any, tmp_path: Path) -> None:
    """The file has them all the same."""
    settings.DEBUG = True
    assert run(file=tmp_path / "people", verbosity=0) == {}
    assert len((tmp_path / "people").read_text().splitlines()) == 3
