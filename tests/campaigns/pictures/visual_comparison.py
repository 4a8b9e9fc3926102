"""Whether a picture looks as it did: every frame, pixel by pixel, as long, as often, the same way up."""

import io
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageOps

# The others say themselves how they are turned; readers leave aside what Exif says of it.
_TURNED_BY_EXIF = {"JPEG", "PNG", "WEBP", "TIFF"}


@dataclass(frozen=True)
class Look:
    """What is seen. *frames*: the size, the pixels and how long, of each."""

    frames: tuple[tuple[Any, ...], ...]
    loops: Any


def look(data: bytes) -> Look:
    """As Pillow shows it. Raises whatever a broken picture makes it raise."""
    found = []
    with Image.open(io.BytesIO(data)) as picture:
        by_exif = picture.format in _TURNED_BY_EXIF
        for number in range(getattr(picture, "n_frames", 1)):
            if number:
                picture.seek(number)
            picture.load()
            shown = ImageOps.exif_transpose(picture) if by_exif else picture
            found.append((shown.size, shown.mode, shown.tobytes(), picture.info.get("duration")))
        loops = picture.info.get("loop")
    return Look(tuple(found), loops)
