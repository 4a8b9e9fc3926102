"""Where files lie is a setting that can not be wrong unnoticed."""

from pathlib import Path
from typing import Any

import pytest

from config.checks import files_are_shared
from config.environment import Environment


@pytest.fixture
def env(tmp_path: Path) -> Environment:
    """Without a file."""
    return Environment(tmp_path / "none")


def test_a_folder_is_one_that_keeps_files_for_good(env: Environment) -> None:
    assert env.storage("FILES_URL", "file:///var/lib/lodge%20files") == {
        "BACKEND": "issues.attachments.storage.DurableFolder",
        "OPTIONS": {"location": "/var/lib/lodge files"},
    }
    assert env.problems == []


def test_a_bucket_needs_its_library(env: Environment) -> None:
    found = env.storage("FILES_URL", "s3://bucket/some/folder")
    assert found["OPTIONS"]["bucket_name"] == "bucket"
    assert found["OPTIONS"]["location"] == "some/folder"
    assert [name for name, _why in env.problems] == ["FILES_URL"]


@pytest.mark.parametrize(
    "url", ["/var/lib", "file://var/lib", "file:folder", "ftp://host/x", "s3:///folder", ""]
)
def test_what_names_no_place_is_a_problem(env: Environment, url: str) -> None:
    env.storage("FILES_URL", url)
    assert "Write file:///folder or s3://bucket/folder." in env.problems[0][1]


@pytest.mark.parametrize(
    ("url", "single", "wrong"),
    [
        ("file:///folder", True, False),
        ("file:///folder", False, True),
        ("s3://bucket", False, False),
    ],
)
def test_a_folder_is_refused_unless_there_is_one_host(
    settings: Any, url: str, single: bool, wrong: bool
) -> None:
    settings.FILES_URL, settings.SINGLE_HOST = url, single
    assert [each.id for each in files_are_shared(None)] == (["config.E002"] if wrong else [])
