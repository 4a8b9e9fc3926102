"""Reads files from a POST. A bad file never loses the rest of the form, which may be long."""

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http.multipartparser import MultiPartParser

from issues.attachments.file_names import clean_name
from issues.attachments.limits import most_bytes

# https://html.spec.whatwg.org/#multipart-form-data
_PERCENTS = re.compile("%(22|0A|0D)", re.IGNORECASE)


class UnreceivedFile(SimpleUploadedFile):
    """A placeholder for a file that was not stored. *why*: "too_large" or "no_room". `size` is what was sent."""

    def __init__(self, name: str, size: int, why: str) -> None:
        super().__init__(name, b"")
        self.size = size
        self.why = why


class NamedAsSentParser(MultiPartParser):
    """Keeps file names as browsers send them. Django's parser drops all spaces but U+0020 and decodes entities."""

    def sanitize_file_name(self, file_name: str) -> str:
        """The allowed name. Browsers percent-encode quotes and line ends only."""
        return clean_name(_PERCENTS.sub(lambda found: chr(int(found[1], 16)), file_name))


class PatientUploadHandler(TemporaryFileUploadHandler):
    """Writes to a temporary file. Where it is too large for Lodge or the disk is full, only counts its bytes."""

    _why = ""
    _is_parsing = False

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803  # as Django calls it
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> tuple[Any, Any] | None:
        """Parse the whole form as Django does, except for the names of files."""
        if self._is_parsing:
            return None
        self._is_parsing = True
        handlers = self.request.upload_handlers if self.request else [self]
        return NamedAsSentParser(META, input_data, handlers, encoding).parse()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """The next file of the form."""
        self._why = ""
        try:
            super().new_file(*args, **kwargs)
        except OSError:
            self._why = "no_room"

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Write the chunk, or drop it."""
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
        """The file, or its placeholder."""
        if self._why:
            return UnreceivedFile(self.file_name or "file", file_size, self._why)
        return super().file_complete(file_size)

    def _give_up(self, why: str) -> None:
        """Free the space at once, because the rest of the form needs it."""
        self._why = why
        self.file.close()
