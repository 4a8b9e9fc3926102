"""`.env.example` explains every setting, and shows what counts where nothing is said."""

import re
from pathlib import Path

import pytest

from config.environment import dotenv
from tests.integration.config.settings.production_settings import HERE, SAID, run
from tests.integration.config.settings.values_of_every_setting import KINDS

SHOWN = re.compile(r"^#?([A-Z_]+)=(.*)$", re.MULTILINE)


@pytest.fixture
def example(repository: Path) -> str:
    """The file's text."""
    return (repository / ".env.example").read_text(encoding="utf-8")


def test_every_setting_is_explained_and_put_to_the_test(repository: Path, example: str) -> None:
    source = (repository / "config" / "settings.py").read_text(encoding="utf-8")
    asked = set(re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', source)) - {"DATABASE_URL"} | {
        "DATABASE_URL",
        "DEBUG",
    }
    assert {name for name, _value in SHOWN.findall(example)} == asked == set(KINDS)


def test_a_copy_lacks_what_only_its_owner_knows(tmp_path: Path, example: str) -> None:
    values, wrong = dotenv.read(example.encode(), ".env")
    assert wrong == []
    assert {name for name, value in values.items() if not value} == set(SAID) - {"FILES_URL"}


def test_what_is_shown_is_what_counts(tmp_path: Path, example: str) -> None:
    """A file in which every default is written out means the same as one in which none is."""
    defaults = dict(re.findall(r"^#([A-Z_]+)=(.+)$", example, re.MULTILINE))
    told = []
    for changes in ({}, defaults):
        done = run(tmp_path, "-c", PRINT, **(HERE | changes))
        assert done.returncode == 0, done.stderr
        told.append(done.stdout)
    assert told[0] == told[1] != ""


# Functions and the like print as an address in memory.
PRINT = """
import os

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django
from config import settings

django.setup()
shown = {name: value for name, value in vars(settings).items() if name.isupper()}
print(*(f"{name} {value!r}" for name, value in sorted(shown.items()) if " at 0x" not in repr(value)), sep="\\n")
"""
