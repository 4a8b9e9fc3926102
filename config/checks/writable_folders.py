"""Folders that Lodge writes to, and whether all of its processes see them."""

import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from django.conf import settings
from django.core import checks

from config.checks.already_reported import is_wrong


@checks.register()
def files_are_shared(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """An error for several hosts with a local folder: the worker would not find the files."""
    if settings.SINGLE_HOST or files_folder() is None or is_wrong("FILES_URL", "SINGLE_HOST"):
        return []
    return [
        checks.Error(
            "FILES_URL names a folder, which only the processes of one host share. Write SINGLE_HOST=true if all of "
            "Lodge runs on this host, else FILES_URL=s3://bucket/folder.",
            id="config.E002",
        )
    ]


@checks.register()
def bucket_has_its_library(
    app_configs: Sequence[Any] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """A bucket needs django-storages, which is optional."""
    if files_folder() is not None or find_spec("storages") is not None:
        return []
    return [
        checks.Error(
            "FILES_URL names a bucket, for which django-storages[s3] has to be installed.",
            id="config.E005",
        )
    ]


@checks.register()
def folders_can_be_written(
    app_configs: Sequence[Any] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Whether this process's user can write. Every process checks it, because users differ."""
    folders = {
        "LODGE_VAR_DIR": settings.VAR_DIR,
        "FILES_URL": files_folder(),
        "DATABASE_URL": _database_folder(),
    }
    found: list[checks.CheckMessage] = [
        checks.Error(
            f"{name} names a folder that the user of this process cannot write to.",
            id="config.E006",
        )
        for name, folder in folders.items()
        if folder is not None and not is_wrong(name) and not can_be_written(folder)
    ]
    found += [
        checks.Error(f"FILES_URL {sentence}", id="config.E007")
        for sentence in _shown_to_everybody()
    ]
    return found


def files_folder() -> Path | None:
    """The folder for files; None with a bucket."""
    options: Any = settings.STORAGES["default"].get("OPTIONS", {})
    location = str(options.get("location", ""))
    return Path(location) if location.startswith("/") else None


def can_be_written(folder: Path) -> bool:
    """Whether this process can write to *folder*, or create it.

    The check creates nothing: the folder would belong to the user who runs it, often another one.
    """
    try:
        if folder.exists():
            with TemporaryFile(dir=folder):
                return True
        above = next(each for each in folder.parents if each.exists())
    except OSError:
        return False
    return above.is_dir() and os.access(above, os.W_OK | os.X_OK)


def _database_folder() -> Path | None:
    entry = settings.DATABASES["default"]
    return Path(entry["NAME"]).parent if "sqlite" in entry["ENGINE"] else None


def _shown_to_everybody() -> list[str]:
    """Whether files would lie inside STATIC_ROOT, which is served to everybody."""
    folder, shown = (
        files_folder(),
        [Path(settings.STATIC_ROOT), *map(Path, settings.STATICFILES_DIRS)],
    )
    if folder is not None and any(folder.is_relative_to(each) for each in shown):
        return ["names a folder of static files, which everybody can read."]
    return []
