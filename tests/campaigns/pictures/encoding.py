"""The pictures in every format that is cleaned, written by Pillow and its plugins."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pillow_heif
import pillow_jxl  # noqa: F401  # teaches Pillow JPEG XL
from PIL import Image, TiffImagePlugin

from tests.campaigns.pictures import sample_metadata, sample_pictures
from tests.campaigns.pictures.metadata_writer import PLANTED

pillow_heif.register_heif_opener()


@dataclass(frozen=True)
class Way:
    """One way to write a picture: the format, the mode of its pixels, and what else the encoder is told."""

    kind: str
    moves: bool
    mode: str = "RGB"
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def encoder(self) -> str:
        """As Pillow names it."""
        return "JPEG2000" if self.kind in {"JP2", "J2K"} else self.kind


WAYS = (
    Way("JPEG", False, options={"quality": 85}),
    Way("JPEG", False, options={"progressive": True, "quality": 60}),
    Way("JPEG", False, "L"),
    Way("JPEG", False, "CMYK"),
    Way("JPEG", False, options={"restart_marker_rows": 1}),
    Way("PNG", False),
    Way("PNG", False, "RGBA"),
    Way("PNG", False, "P"),
    Way("PNG", False, "I;16"),
    Way("PNG", True, "RGBA"),
    Way("PNG", True, options={"default_image": True}),
    Way("GIF", False, "P"),
    Way("GIF", True, "P", {"loop": 0, "disposal": 2}),
    Way("GIF", True, "P", {"loop": 3}),
    Way("GIF", True, "P"),
    Way("WEBP", False),
    Way("WEBP", False, "RGBA"),
    Way("WEBP", False, "RGBA", {"lossless": True}),
    Way("WEBP", True),
    Way("WEBP", True, "RGBA", {"lossless": True}),
    Way("AVIF", False),
    Way("AVIF", False, "RGBA"),
    Way("AVIF", True),
    Way("AVIF", True, "RGBA"),
    Way("HEIF", False),
    Way("HEIF", False, "RGBA"),
    Way("JXL", False),
    Way("JXL", False, "RGBA", {"lossless": True}),
    Way("JP2", False),
    Way("JP2", False, "RGBA"),
    Way("J2K", False, options={"no_jp2": True}),
    Way("BMP", False),
    Way("BMP", False, "P"),
    Way("BMP", False, "1"),
    Way("TIFF", False),
    Way("TIFF", False, "RGBA", {"compression": "tiff_adobe_deflate"}),
    Way("TIFF", False, options={"compression": "jpeg"}),
    Way("TIFF", False, "1", {"compression": "group4"}),
    Way("TIFF", True, options={"compression": "tiff_lzw"}),
)  # fmt: skip
_SIZES = ((640, 360), (1280, 720), (333, 501), (1600, 901), (97, 64))
_FRAMES = 12


def pictures(count: int) -> Iterator[tuple[Way, bool, bytes]]:
    """*count* files as (way, whether it has traces, bytes): each way with and without, then again in other sizes."""
    for number in range(count):
        way = WAYS[number // 2 % len(WAYS)]
        size = _SIZES[(number // 2 // len(WAYS) + number) % len(_SIZES)]
        yield way, bool(number % 2), written(way, number, size, told=bool(number % 2))


def written(way: Way, seed: int, size: tuple[int, int], *, told: bool) -> bytes:
    """One picture, the way up or turned where the format says so beside the pixels."""
    if way.moves:
        shown = sample_pictures.recording(seed, size, _FRAMES)
    else:
        shown = [(sample_pictures.photo if seed % 4 < 2 else sample_pictures.screen)(seed, size)]
    frames = [
        each.convert(way.mode) if way.mode != "I;16" else each.convert("I;16") for each in shown
    ]
    if way.mode == "RGBA":
        for each in frames:
            each.putalpha(Image.linear_gradient("L").resize(size))
    out = io.BytesIO()
    frames[0].save(out, way.encoder, **_options(way, frames[1:], told))
    data = out.getvalue()
    return PLANTED[way.kind](data, seed % 8 + 1) if told else data


def _options(way: Way, others: list[Image.Image], told: bool) -> dict[str, Any]:
    options = dict(way.options)
    if others:
        options |= {"save_all": True, "append_images": others}
        if way.kind != "TIFF":
            options["duration"] = [
                100 + 10 * each for each in range(len(others) + (not options.get("default_image")))
            ]
    if told and way.kind in {"AVIF", "HEIF"}:
        options |= {
            "exif": b"Exif\0\0" + sample_metadata.exif(),
            "xmp": sample_metadata.XMP,
            "icc_profile": sample_metadata.profile(),
        }
    if told and way.kind == "HEIF":
        options["thumbnails"] = [64]
    if told and way.kind == "TIFF":
        words = TiffImagePlugin.ImageFileDirectory_v2()
        words[270], words[305], words[315], words[33432] = (sample_metadata.SECRET.decode(),) * 4
        words[700], words[33723] = sample_metadata.XMP, sample_metadata.SECRET
        options |= {"tiffinfo": words}
        if way.mode == "RGB":
            options["icc_profile"] = sample_metadata.profile()
    return options
