"""Where files lie until Jira has them: a folder of this host, written so that a power cut loses nothing.

`FILES_URL` names it. Other storages (S3 and its like) are Django storages too; what they store is as durable as
they say.
"""

import contextlib
import os
from pathlib import Path
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from installation import gate


class DeletesAtHome:
    """Of a storage: it may be shared with the original, so a copy of the database deletes nothing in it.

    What is left so, the nightly clean-up of whoever adopts the database finds.
    """

    def delete(self, name: str) -> None:
        """Where the database is this installation's own."""
        if not gate.elsewhere():
            super().delete(name)  # type: ignore[misc]  # the storage's own


class DurableFolder(DeletesAtHome, FileSystemStorage):
    """A folder in which a file is there wholly and for good, or not at all."""

    def _save(self, name: str, content: File[bytes]) -> str:
        """Write beside the name, force it to the disk, then put it in its place. Raises OSError, leaving nothing."""
        target = Path(self.path(name))
        self._make_folder(target.parent)
        unfinished = target.with_name(f".{uuid4().hex}.part")
        try:
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
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
        """The folder and those above it, down to the storage's own, on the disk for good."""
        top = Path(self.location)
        missing = [
            each for each in (folder, *folder.parents) if each.is_relative_to(top) and not each.exists()
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
