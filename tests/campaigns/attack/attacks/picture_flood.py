"""One person posts 36 pictures at once, again and again: animated ones, and some that are laborious to take apart."""

import io
import struct
import uuid
import zlib
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from PIL import Image

from tests.campaigns.attack.attacks.base import Attack, Told
from tests.campaigns.attack.http_request import Shot
from tests.campaigns.attack.multipart_body import multipart
from tests.campaigns.attack.request_flood import Hammer, told

if TYPE_CHECKING:
    from tests.campaigns.attack.lodge_stack import Stage
    from tests.campaigns.attack.signed_in_users import Person

AT_ONCE = 36
SIZE = 4_000_000  # bytes of each ugly one


def prepare(stage: "Stage") -> Callable[[], Told]:
    """Each picture with a draft of its own, so that none is turned away for being one too many."""
    [person] = stage.guests(1)
    pictures = [*animated(), *ugly()]
    shots = [_shot(person, *pictures[number % len(pictures)]) for number in range(AT_ONCE)]
    hammer = Hammer(stage.url, shots, AT_ONCE)
    return lambda: Told([told(hammer.strike(stage.seconds))])


def _shot(person: "Person", name: str, data: bytes) -> Shot:
    values = {
        **person.form,
        "submission": [str(uuid.uuid4())],
        "summary": ["See the picture"],
        "preview": ["1"],
    }
    return multipart(person, values, [(name, data)])


@cache
def animated() -> list[tuple[str, bytes]]:
    """As an encoder writes them: a large screen, packed into some kilobytes."""
    frames = [Image.new("P", (2000, 2000), number % 256) for number in range(30)]
    found = []
    for kind in ("gif", "png", "webp"):
        out = io.BytesIO()
        drawn = [each.convert("RGB") for each in frames] if kind == "webp" else frames
        drawn[0].save(out, kind, save_all=True, append_images=drawn[1:], duration=40, loop=0)
        found.append((f"screen.{kind}", out.getvalue()))
    return found


@cache
def ugly() -> list[tuple[str, bytes]]:
    """As nobody means them: nothing but frames, chunks, segments and boxes, as many as go into the size."""
    return [
        ("frames.gif", _gif()),
        ("chunks.png", _png()),
        ("segments.jpg", _jpeg()),
        ("blocks.gif", _blocks()),
    ]


def _gif() -> bytes:
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return (
        b"GIF89a"
        + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0)
        + bytes(6)
        + frame * (SIZE // len(frame))
        + b";"
    )


def _blocks() -> bytes:
    frame = (
        b"\x2c"
        + struct.pack("<HHHHB", 0, 0, 1, 1, 0)
        + b"\x02"
        + b"\x01\x44" * (SIZE // 2)
        + b"\x00"
    )
    return b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + bytes(6) + frame + b";"


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _png() -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0))
    pixels = _chunk(b"IDAT", b"\0")
    return b"\x89PNG\r\n\x1a\n" + head + pixels * (SIZE // len(pixels)) + _chunk(b"IEND", b"")


def _jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "jpeg")
    data = out.getvalue()
    return data[:2] + b"\xff\xfe\x00\x03x" * (SIZE // 5) + data[2:]


ATTACK = Attack("pictures", "36 animated pictures at once", prepare)
