"""Draws a picture anew: its pixels, its colours' profile, its frames or pages, and nothing else.

A program of its own, run by `images` in a process that may take so much memory and time and no more: pictures can be
made to unpack into far more than they seem to hold, in ways that can not all be foreseen.

    python redraw.py KIND MOST_PIXELS MOST_FRAMES MOST_MEMORY MOST_SECONDS < picture > the same, anew

It ends with 0, or one of the numbers below. It imports nothing of Lodge.
"""

import io
import resource
import sys
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageOps

TOO_LARGE, MOVES = 3, 4
_HOW: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 92, "subsampling": 0},
    "WEBP": {"lossless": True, "quality": 40, "method": 2},  # of what is lossless: how hard to try
    "AVIF": {"quality": 100, "subsampling": "4:4:4", "speed": 10},
    "TIFF": {"compression": "tiff_adobe_deflate"},
}
_SUB_PICTURES, _SUB_KIND, _REDUCED = 330, 254, 1


class RefusedError(Exception):
    """The picture is not drawn. *code*: what the process ends with."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(code)


@dataclass
class Budget:
    """How many pixels and frames may still be unpacked."""

    pixels: int
    frames: int

    def take(self, picture: Image.Image) -> None:
        """For the frame that comes next, before it is unpacked. Raises RefusedError."""
        self.pixels -= picture.width * picture.height
        self.frames -= 1
        if self.pixels < 0 or self.frames < 0:
            raise RefusedError(TOO_LARGE)


def drawn_again(data: bytes, kind: str, budget: Budget) -> bytes:
    """The bytes of the new file. Raises RefusedError, or whatever a broken picture makes a reader raise."""
    Image.MAX_IMAGE_PIXELS = budget.pixels
    out = io.BytesIO()
    with Image.open(io.BytesIO(data), formats=[kind]) as picture:
        if kind == "TIFF":
            _pages(picture, out, budget)
        elif kind != "JPEG" and getattr(picture, "is_animated", False):
            _animation(picture, kind, out, budget)
        else:
            # A JPEG may hold more JPEGs, for 3D and the like: the first is the picture.
            budget.take(picture)
            _bare(picture).save(out, kind, icc_profile=picture.info.get("icc_profile"), **_HOW.get(kind, {}))
    return out.getvalue()


def _bare(picture: Image.Image) -> Image.Image:
    """The pixels the right way up, and what of them is seen through: a picture that was never anything else."""
    picture.load()
    turned = ImageOps.exif_transpose(picture)
    bare = Image.new(turned.mode, turned.size)
    bare.paste(turned)
    if turned.palette is not None and turned.mode in {"P", "PA"}:
        bare.putpalette(turned.palette.tobytes(), turned.palette.mode)
    if "transparency" in picture.info:
        bare.info["transparency"] = picture.info["transparency"]
    return bare


def _animation(picture: Any, kind: str, out: io.BytesIO, budget: Budget) -> None:
    """Every frame, as long as it was shown, on the canvas of the first."""
    if kind == "AVIF":
        raise RefusedError(MOVES)
    if picture.n_frames > budget.frames or picture.n_frames * picture.width * picture.height > budget.pixels:
        raise RefusedError(TOO_LARGE)
    how = {
        **_HOW.get(kind, {}),
        "icc_profile": picture.info.get("icc_profile"),
        "loop": picture.info.get("loop", 0),
    }
    frames: list[Image.Image] = []
    shown: list[int] = []
    for number in range(picture.n_frames):
        picture.seek(number)
        budget.take(picture)  # a GIF's canvas may grow on the way
        picture.load()
        frames.append(_canvas(picture.convert("RGBA"), frames))
        shown.append(picture.info.get("duration", 100))
    if kind == "PNG" and picture.default_image:
        # What is shown where nothing moves is no frame, and has no time.
        how["default_image"], shown = True, shown[1:]
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=shown, **how)


def _canvas(frame: Image.Image, before: list[Image.Image]) -> Image.Image:
    size = before[0].size if before else frame.size
    bare = Image.new("RGBA", size)
    bare.paste(frame)
    return bare


def _pages(picture: Any, out: io.BytesIO, budget: Budget) -> None:
    """Every page of a TIFF, but those that say they are small copies of another."""
    pages: list[Image.Image] = []
    number = 0
    while _turn_to(picture, number):
        tags = picture.tag_v2
        if (
            _SUB_PICTURES in tags
        ):  # what a camera or an editor of layers writes: drawn, it would be a small part of it
            raise ValueError("holds pictures below pages")
        if number == 0 or not int(tags.get(_SUB_KIND, 0)) & _REDUCED:
            budget.take(picture)
            page = _bare(picture)
            page.info["icc_profile"] = picture.info.get("icc_profile")
            pages.append(page)
        number += 1
        if number > budget.frames + len(pages):
            raise RefusedError(TOO_LARGE)
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], **_HOW["TIFF"])


def _turn_to(picture: Image.Image, number: int) -> bool:
    try:
        picture.seek(number)
    except EOFError:
        return False
    return True


def main() -> int:
    """Read, draw, write; what the process ends with."""
    kind, pixels, frames, memory, seconds = sys.argv[1], *map(int, sys.argv[2:])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        fresh = drawn_again(sys.stdin.buffer.read(), kind, Budget(pixels, frames))
    except RefusedError as error:
        return error.code
    except (Image.DecompressionBombError, MemoryError):
        return TOO_LARGE
    except Exception as error:  # broken pictures break readers in every way
        sys.stderr.write(type(error).__name__)
        return 1
    sys.stdout.buffer.write(fresh)
    return 0


if __name__ == "__main__":
    sys.exit(main())
