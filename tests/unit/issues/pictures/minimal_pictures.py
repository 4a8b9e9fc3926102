"""Stripping as one call, and the smallest files that tests take apart."""

import io
import warnings
from typing import Any

from PIL import Image

from issues.pictures import StrippedFile, kind_of, stripped
from tests.campaigns.pictures.visual_comparison import Look
from tests.campaigns.pictures.visual_comparison import look as looked_at

SIZE = (24, 16)


def strip(data: bytes) -> bytes:
    """The new file. Raises UnstrippableError."""
    kind = kind_of(data)
    assert kind
    return StrippedFile(stripped(kind, data)).read()


def look(data: bytes) -> Look:
    """What is seen, whatever else a reader says of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return looked_at(data)


def picture(kind: str, mode: str = "RGB", **more: Any) -> bytes:
    """A small one that is not all of one colour."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize(SIZE).convert(mode).save(out, kind, **more)
    return out.getvalue()


def moving(kind: str, **more: Any) -> bytes:
    """Three frames."""
    frames = [Image.new("RGBA", SIZE, colour) for colour in ("red", "blue", "green")]
    out = io.BytesIO()
    frames[0].save(
        out, kind, save_all=True, append_images=frames[1:], duration=[100, 200, 300], **more
    )
    return out.getvalue()
