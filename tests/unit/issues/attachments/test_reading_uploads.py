"""A file that cannot be taken in does not take the text of its form along."""

import errno
from typing import Any

import pytest
from django.core.files import temp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory

from accounts.number_format import file_size
from issues.attachments.reading_uploads import UnreceivedFile

_real = temp.NamedTemporaryFile
LONG = b"x" * 3_000_000  # above what is held in memory


def posted(*files: SimpleUploadedFile) -> HttpRequest:
    return RequestFactory().post(
        "/", {"summary": "Long to write", "files": list(files), "description": "Very"}
    )


def test_a_file_above_the_limit_is_counted_and_not_stored(settings: Any) -> None:
    settings.FILE_MAX_BYTES = 2_800_000
    request = posted(SimpleUploadedFile("big.bin", LONG), SimpleUploadedFile("small.txt", b"small"))
    big, small = request.FILES.getlist("files")
    assert (request.POST["summary"], request.POST["description"]) == ("Long to write", "Very")
    assert isinstance(big, UnreceivedFile)
    assert (big.name, big.size, big.why) == ("big.bin", len(LONG), "too_large")
    with small:
        assert small.read() == b"small"


def test_a_full_disk_while_the_form_arrives_loses_the_file_and_not_the_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Full:
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            self._file = _real()

        def write(self, data: bytes) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

        def __getattr__(self, name: str) -> Any:
            return getattr(self._file, name)

    monkeypatch.setattr(temp, "NamedTemporaryFile", Full)
    request = posted(SimpleUploadedFile("big.bin", LONG))
    (file,) = request.FILES.getlist("files")
    assert request.POST["description"] == "Very"
    assert isinstance(file, UnreceivedFile)
    assert file.why == "no_room"


def test_a_file_within_the_limit_arrives_whole() -> None:
    (file,) = posted(SimpleUploadedFile("big.bin", LONG)).FILES.getlist("files")
    with file:
        assert file.read() == LONG


NAMES = [
    ("Screenshot 7.31.00\u202fAM.png", "Screenshot 7.31.00 AM.png"),
    ("a\u3000b.txt", "a b.txt"),
    ("say %22hi%22.txt", 'say "hi".txt'),
    ("100%25.txt", "100%25.txt"),
    ("Q&amp;A.txt", "Q&amp;A.txt"),
    ("C:\\\\log.txt", "log.txt"),
    ("..", "file"),
]


@pytest.mark.parametrize("size", [5, 3_000_000])
@pytest.mark.parametrize(("sent", "kept"), NAMES)
def test_a_file_arrives_under_the_name_that_was_sent(sent: str, kept: str, size: int) -> None:
    body = (
        f'--x\r\nContent-Disposition: form-data; name="summary"\r\n\r\nGrüße\r\n'
        f'--x\r\nContent-Disposition: form-data; name="files"; filename="{sent}"\r\n\r\n{"y" * size}\r\n--x--\r\n'
    )
    request = RequestFactory().generic(
        "POST", "/", body.encode(), "multipart/form-data; boundary=x"
    )
    (file,) = request.FILES.getlist("files")
    with file:
        assert (file.name, file.read(), request.POST["summary"]) == (kept, b"y" * size, "Grüße")


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (100 * 1024**2, "100\xa0MB"),
        (3 * 1024**2 // 2, "1.5\xa0MB"),
        (2048, "2\xa0KB"),
        (1, "1\xa0byte"),
    ],
)
def test_a_size_is_told_without_a_zero_behind_its_point(size: int, said: str) -> None:
    assert file_size(size) == said
