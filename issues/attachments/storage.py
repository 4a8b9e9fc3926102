"""Stores files until Jira has them: a folder of this host, written so that a power cut loses nothing.

`FILES_URL` names it. Other storages, such as S3, are Django storages too, and as durable as they promise.
"""

import contextlib
import os
from pathlib import Path
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from installation import copy_guard


class NoDeleteFromCopyMixin:
    """A mixin for storages. A copy of the database may share the original's storage, so it deletes nothing.

    The nightly clean-up deletes the rest once the copy was adopted.
    """

    def delete(self, name: str) -> None:
        """Delete the file, where the database belongs to this installation."""
        if not copy_guard.elsewhere():
            super().delete(name)  # type: ignore[misc]  # the storage's own


class DurableFolder(NoDeleteFromCopyMixin, FileSystemStorage):
    """A folder in which a file exists completely and durably, or not at all."""

    def _save(self, name: str, content: File[bytes]) -> str:
        """Write to a temporary name, sync to disk, then rename. Raises OSError, and then leaves nothing behind."""
        target = Path(self.path(name))
        self._make_folder(target.parent)
        unfinished = target.with_name(f".{uuid4().hex}.part")
        try:
            with os.fdopen(
                os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
            ) as out:
                for chunk in content.chunks():
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            unfinished.replace(target)
            _sync_folder(target.parent)
        except BaseException:
            for each in (unfinished, target):
                with contextlib.suppress(OSError):
                    each.unlink()
            raise
        return name

    def _make_folder(self, folder: Path) -> None:
        """Make the folder and its parents, down from the storage's own, durably."""
        top = Path(self.location)
        missing = [
            each
            for each in (folder, *folder.parents)
            if each.is_relative_to(top) and not each.exists()
        ]
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for each in missing:
            _sync_folder(each.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
