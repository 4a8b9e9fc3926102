"""Takes files out of a post. Whatever is wrong with a file, the rest of the form arrives: it may be long."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from issues.attachments.limits import most_bytes


class UnreceivedFile(SimpleUploadedFile):
    """Stands for a file that was not stored. *why*: "too_large" or "no_room"; `size` is what was sent."""

    def __init__(self, name: str, size: int, why: str) -> None:
        super().__init__(name, b"")
        self.size = size
        self.why = why


class PatientUploadHandler(TemporaryFileUploadHandler):
    """Writes to a temporary file, and only counts on when that is too large for Lodge or the disk is full."""

    _why = ""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """The next file of the form."""
        self._why = ""
        try:
            super().new_file(*args, **kwargs)
        except OSError:
            self._why = "no_room"

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Write it, or let it go."""
        if not self._why and start + len(raw_data) > most_bytes():
            self._give_up("too_large")
        if not self._why:
            try:
                super().receive_data_chunk(raw_data, start)
                self.file.flush()
            except OSError:
                self._give_up("no_room")
        return None

    def file_complete(self, file_size: int) -> Any:
        """The file, or what stands for it."""
        if self._why:
            return UnreceivedFile(self.file_name or "file", file_size, self._why)
        return super().file_complete(file_size)

    def _give_up(self, why: str) -> None:
        """Make room at once: the rest of the form needs it."""
        self._why = why
        self.file.close()
