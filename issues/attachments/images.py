"""Takes out of a picture what it tells beside what it shows: where it was taken, when, with what, by whom.

A picture without such traces is kept byte by byte. One with traces is written anew from its pixels, the right way
up. One that can not be, is refused: better asked for again than sent with somebody's address in it.
docs/decisions/0012 says why.
"""

import io
import logging
import mmap
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from issues.attachments.limits import most_bytes
from issues.attachments.traces import has_traces
from issues.attachments.traces.kinds import Buffer, kind_of

logger = logging.getLogger(__name__)

_TYPES = {
    "JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif",
    "BMP": "image/bmp", "TIFF": "image/tiff", "AVIF": "image/avif",
}  # fmt: skip
# The most that is unpacked, all frames or pages together.
MOST_PIXELS = 64_000_000
MOST_FRAMES = 1000
# What drawing one picture may take: bytes, and seconds of work.
MOST_MEMORY = 1536 * 1024 * 1024
MOST_SECONDS = 30
_PROGRAM = Path(__file__).with_name("redraw.py")
# How the program ends (see there): for want of room or of time, its own way or the system's; or for frames.
_NO_ROOM, _MOVES = {0, 3, -signal.SIGKILL, -signal.SIGXCPU}, 4
# The program needs to find Python and Pillow. Lodge's secrets, which may be here too, are not its business.
_ENVIRONMENT = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "LANG")
# One picture at a time in each process of Lodge: memory is bounded however many people send pictures.
_one_at_a_time = threading.Lock()


class CanNotCleanError(Exception):
    """The picture has traces, or may have, and they can not be taken out. *words*: for its owner."""

    def __init__(self, why: str, words: str = "") -> None:
        self.words = words or _(
            "This picture may tell where and when it was taken, and Lodge can not take that out of it. "
            "Save it as PNG or JPEG, or make a screenshot of it"
        )
        super().__init__(why)


def cleaned(file: BinaryIO) -> tuple[BinaryIO, str] | None:
    """(*file* or a new one in its place, content type) of a picture; None for what is no picture.

    Raises CanNotCleanError.
    """
    data = _bytes_of(file)
    kind = kind_of(data)
    if kind is None:
        return None
    if kind not in _TYPES:
        raise CanNotCleanError(kind)
    if not has_traces(kind, data):
        file.seek(0)
        return file, _TYPES[kind]
    return io.BytesIO(_drawn_again(kind, data)), _TYPES[kind]


def _bytes_of(file: BinaryIO) -> Buffer:
    """All of it; what lies on the disk is looked at there."""
    file.seek(0)
    try:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError, AttributeError):
        return file.read()


def _drawn_again(kind: str, data: Buffer) -> bytes:
    """The same picture in a new file, drawn by a process of its own. Raises CanNotCleanError."""
    limits = (MOST_PIXELS, MOST_FRAMES, MOST_MEMORY, MOST_SECONDS)
    command = [sys.executable, "-P", str(_PROGRAM), kind, *map(str, limits)]
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    try:
        with _one_at_a_time:
            # What is not worked on is waited for longer: other processes want to work, too.
            done = subprocess.run(  # Lodge's own program; of the picture it gets nothing but its bytes
                command,
                input=data,
                capture_output=True,
                env=environment,
                timeout=4 * MOST_SECONDS,
                check=False,
            )
    except subprocess.TimeoutExpired as error:
        raise CanNotCleanError(f"{kind}: no end", _too_large()) from error
    if done.returncode == 0 and len(done.stdout) <= most_bytes():
        return done.stdout
    if done.returncode in _NO_ROOM:
        raise CanNotCleanError(f"{kind}: too large ({done.returncode})", _too_large())
    if done.returncode == _MOVES:
        raise CanNotCleanError(f"{kind}: moves", _moves())
    raise CanNotCleanError(f"{kind}: {done.returncode} {done.stderr[-80:]!r}")


def _too_large() -> str:
    return _(
        "This picture is too large to take out of it where and when it was taken. "
        "Save it smaller, or make a screenshot of it"
    )


def _moves() -> str:
    return _(
        "Lodge can not take out of moving pictures of this kind where and when they were taken. Save it as GIF or WebP"
    )
