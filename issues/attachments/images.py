"""Takes out of a picture what it tells beside what it shows: where it was taken, when, with what, by whom.

A picture without such traces is kept byte by byte. One with traces is written anew from its pixels, the right way
up. One that can not be, is refused: better asked for again than sent with somebody's address in it.
docs/decisions/0012 says why.
"""

import io
import logging
from typing import Any, BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from issues.attachments.traces import has_traces

logger = logging.getLogger(__name__)

# What Pillow is let near: readers that run no other program and are looked after.
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
_TYPES = {
    "JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif",
    "BMP": "image/bmp", "TIFF": "image/tiff", "AVIF": "image/avif",
}  # fmt: skip
_HOW: dict[str, dict[str, Any]] = {"JPEG": {"quality": 92, "subsampling": 0}, "WEBP": {"lossless": True}}
# The most that is unpacked into memory at once: about 260 MB.
MOST_PIXELS = 64_000_000
_HEIF = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1", b"ftypheim", b"ftypheis")


class CanNotCleanError(Exception):
    """The picture has traces, or may have, and they can not be taken out."""


def cleaned(file: BinaryIO) -> tuple[BinaryIO, str] | None:
    """(*file* or a new one in its place, content type) of a picture; None for what is no picture.

    Raises CanNotCleanError.
    """
    kind = _kind_of(file)
    if kind is None:
        return None
    if not has_traces(kind, file):
        return file, _TYPES[kind]
    try:
        file.seek(0)
        with Image.open(file, formats=_FORMATS) as picture:
            # MPO is several JPEGs in one file: the first is the picture, others are for 3D and the like.
            fresh = _drawn_again(picture, "JPEG" if kind == "MPO" else kind)
    except Exception as error:  # broken pictures break readers in every way
        raise CanNotCleanError(f"{kind}: {error}") from error
    return fresh, _TYPES[kind]


def _kind_of(file: BinaryIO) -> str | None:
    """Pillow's name of the format. None: no picture, or one that nobody can open, which shows nothing to anybody."""
    file.seek(0)
    if file.read(12)[4:] in _HEIF:
        raise CanNotCleanError("HEIF")
    file.seek(0)
    try:
        with Image.open(file, formats=_FORMATS) as picture:
            return picture.format
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        if not isinstance(error, UnidentifiedImageError):
            raise CanNotCleanError(str(error)) from error
        return None


def _drawn_again(picture: Image.Image, kind: str) -> BinaryIO:
    """The same pixels in a new file, with nothing else but their colours' profile."""
    frames = getattr(picture, "n_frames", 1) if kind in {"GIF", "WEBP", "PNG"} else 1
    if picture.width * picture.height * frames > MOST_PIXELS:
        raise CanNotCleanError("too many pixels")
    out = io.BytesIO()
    if frames > 1:
        _animation(picture, kind, out)
    else:
        bare = _bare(ImageOps.exif_transpose(picture))
        how = _HOW.get(kind, {})
        bare.save(out, kind, icc_profile=picture.info.get("icc_profile"), **how)
    out.seek(0)
    return out


def _bare(picture: Image.Image) -> Image.Image:
    """The pixels, and what of them is seen through: a picture that was never anything else."""
    bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    if picture.palette is not None and picture.mode == "P":
        bare.putpalette(picture.palette.tobytes(), picture.palette.mode)
    if "transparency" in picture.info:
        bare.info["transparency"] = picture.info["transparency"]
    return bare


def _animation(picture: Image.Image, kind: str, out: BinaryIO) -> None:
    """Every frame, as long as it was shown."""
    frames, shown = [], []
    for number in range(getattr(picture, "n_frames", 1)):
        picture.seek(number)
        frames.append(_bare(picture.convert("RGBA")))
        shown.append(picture.info.get("duration", 100))
    first, *others = frames
    first.save(
        out, kind, save_all=True, append_images=others, duration=shown, loop=picture.info.get("loop", 0)
    )
