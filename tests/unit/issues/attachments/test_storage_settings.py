"""Where files lie is a setting that cannot be wrong unnoticed."""

from typing import Any

import pytest

from config.checks.writable_folders import bucket_has_its_library, files_are_shared
from config.environment.files_url import storage
from config.environment.values import InvalidValue


def test_a_folder_is_one_that_keeps_files_for_good() -> None:
    assert storage("file:///var/lib/lodge%20files") == {
        "BACKEND": "issues.attachments.storage.DurableFolder",
        "OPTIONS": {"location": "/var/lib/lodge files"},
    }


def test_a_bucket_needs_its_library(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    found = storage("s3://bucket/some/folder")
    assert found["OPTIONS"]["bucket_name"] == "bucket"
    assert found["OPTIONS"]["location"] == "some/folder"
    monkeypatch.setitem(settings.STORAGES, "default", found)
    assert [each.id for each in bucket_has_its_library(None)] == ["config.E005"]


@pytest.mark.parametrize(
    "url", ["/var/lib", "file://var/lib", "file:folder", "ftp://host/x", "s3:///folder", ""]
)
def test_what_names_no_place_is_a_problem(url: str) -> None:
    with pytest.raises(InvalidValue, match=r"Write file:///folder or s3://bucket/folder\."):
        storage(url)


@pytest.mark.parametrize(
    ("url", "single", "wrong"),
    [
        ("file:///folder", True, False),
        ("file:///folder", False, True),
        ("s3://bucket", False, False),
    ],
)
def test_a_folder_is_refused_unless_there_is_one_host(
    settings: Any, monkeypatch: pytest.MonkeyPatch, url: str, single: bool, wrong: bool
) -> None:
    monkeypatch.setitem(settings.STORAGES, "default", storage(url))
    settings.SINGLE_HOST = single
    assert [each.id for each in files_are_shared(None)] == (["config.E002"] if wrong else [])
