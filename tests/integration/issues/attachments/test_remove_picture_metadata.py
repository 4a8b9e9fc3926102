"""No picture tells where it was taken; one that tells nothing is not touched."""

import io
import random
import struct
import time
from typing import Any

import pillow_heif
import pytest
from PIL import Image, ImageOps, PngImagePlugin

from issues import attachments
from issues.attachments import remove_picture_metadata
from issues.attachments.remove_picture_metadata import cleaned
from issues.models import Submission
from tests.integration.issues.attachments.conftest import keep, opened, upload

pillow_heif.register_heif_opener()

HOME = "48.2082 N 16.3738 E"


def picture(kind: str, *, size: tuple[int, int] = (8, 4), mode: str = "RGB", **more: Any) -> bytes:
    """Red on the left, blue on the right."""
    drawn = Image.new(mode, size, "blue")
    drawn.paste(Image.new(mode, (size[0] // 2, size[1]), "red"), (0, 0))
    out = io.BytesIO()
    drawn.save(out, kind, **more)
    return out.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    """As a camera writes it."""
    written = Image.Exif()
    written[0x0112], written[0x010F], written[0x010E] = orientation, "Camera", HOME
    written.get_ifd(0x8825)[1] = "N"
    return written


def png_text() -> PngImagePlugin.PngInfo:
    """As an editor writes it."""
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", HOME)
    words.add_itxt("XML:com.adobe.xmp", f"<x>{HOME}</x>")
    return words


def clean(data: bytes) -> bytes:
    found = cleaned(io.BytesIO(data))
    assert found is not None
    found[0].seek(0)
    return found[0].read()


def animated(kind: str) -> bytes:
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue", "green")]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=[100, 200, 300], loop=0,
                   **({"comment": HOME} if kind == "GIF" else {"exif": exif()}))  # fmt: skip
    return out.getvalue()


TELLING = [
    picture("JPEG", exif=exif()),
    picture("JPEG", comment=HOME.encode()),
    picture("JPEG") + HOME.encode(),
    picture("PNG", pnginfo=png_text()),
    picture("PNG", exif=exif()),
    picture("PNG") + HOME.encode(),
    picture("WEBP", exif=exif(), lossless=True),
    picture("WEBP", xmp=HOME.encode(), lossless=True),
    picture("TIFF", description=HOME),
    picture("GIF", comment=HOME),
    animated("GIF"),
    animated("WEBP"),
]


@pytest.mark.parametrize("data", TELLING)
def test_what_a_picture_tells_beside_what_it_shows_is_gone(data: bytes) -> None:
    assert HOME.encode() in data
    after = clean(data)
    assert HOME.encode() not in after
    assert b"Camera" not in after
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(after)) as now:
        assert (now.format, now.size) == (before.format, before.size)
        assert getattr(now, "n_frames", 1) == getattr(before, "n_frames", 1)
        assert not now.getexif().get(0x010F)
        left, right = (
            now.convert("RGB").getpixel((0, 0)),
            now.convert("RGB").getpixel((now.width - 1, 0)),
        )
        assert near(left, (255, 0, 0))
        assert near(right, (0, 0, 255)) or getattr(now, "n_frames", 1) > 1


def near(pixel: Any, colour: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(pixel, colour, strict=True))


PLAIN = [
    picture("JPEG"),
    picture("JPEG", progressive=True, quality=40),
    picture("PNG"),
    picture("PNG", mode="RGBA"),
    picture("PNG", mode="P"),
    picture("WEBP"),
    picture("BMP"),
]


@pytest.mark.parametrize("data", PLAIN)
def test_a_picture_that_tells_nothing_stays_as_it_is_byte_by_byte(data: bytes) -> None:
    assert clean(data) == data


def test_a_picture_taken_sideways_is_seen_the_way_it_was() -> None:
    with Image.open(io.BytesIO(clean(picture("JPEG", size=(64, 32), exif=exif(6))))) as now:
        assert dict(now.getexif()) == {0x0112: 6}
        seen = ImageOps.exif_transpose(now)
        assert seen.size == (32, 64)
        assert near(seen.getpixel((16, 2)), (255, 0, 0))
        assert near(seen.getpixel((16, 61)), (0, 0, 255))


def test_a_picture_from_an_iphone_is_taken() -> None:
    after = clean(picture("HEIF", exif=exif().tobytes()))
    assert HOME.encode() not in after
    with Image.open(io.BytesIO(after)) as now:
        assert near(now.convert("RGB").getpixel((0, 0)), (255, 0, 0))


def test_transparency_stays() -> None:
    with Image.open(io.BytesIO(clean(picture("PNG", mode="RGBA", pnginfo=png_text())))) as now:
        assert now.mode == "RGBA"


@pytest.mark.parametrize(
    "data",
    [
        picture("JPEG", exif=exif())[:-60],
        picture("PNG", pnginfo=png_text())[:-24],
        b"\0\0\0\x18ftypheic" + b"\0" * 100,
        picture("GIF", comment=HOME)[:-9],
        picture("JPEG", exif=exif())[:30],
    ],
)
def test_a_picture_that_can_not_be_cleaned_is_refused_in_words(
    report: Submission, data: bytes
) -> None:
    with opened(report):
        stored, refused = attachments.keep(
            report, [upload("IMG_1.jpg", data, "image/jpeg"), upload("good.txt")]
        )
    assert "may tell where and when it was taken" in refused["IMG_1.jpg"]
    assert [each.name for each in stored] == ["good.txt"]


@pytest.mark.parametrize(
    "data", [b"hello", b"%PDF-1.7", b"<svg/>", b"%!PS-Adobe-3.0 EPSF-3.0", b"\0" * 40]
)
def test_what_is_no_picture_is_left_alone(data: bytes) -> None:
    assert cleaned(io.BytesIO(data)) is None


def test_a_picture_of_a_billion_pixels_is_not_unpacked() -> None:
    data = picture("PNG", pnginfo=png_text())
    large = data[:16] + struct.pack(">II", 2**31 - 1, 2**31 - 1) + data[24:]
    assert clean(large)[:24] == large[:24]


def test_a_recording_of_a_screen_is_taken_at_once() -> None:
    """1280 by 720, 70 frames: drawn anew, it was refused."""
    frames = [Image.new("P", (1280, 720), colour) for colour in range(70)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=80, comment=HOME)
    began = time.process_time()
    after = clean(out.getvalue())
    assert time.process_time() - began < 1
    assert HOME.encode() not in after
    assert len(after) < len(out.getvalue())


def test_a_picture_is_measured_once_it_is_clean(report: Submission, settings: Any) -> None:
    told = picture("JPEG") + HOME.encode() * 1000
    settings.FILE_MAX_BYTES = len(told) - 1
    with opened(report):
        stored, refused = attachments.keep(
            report, [upload("photo.jpg", told), upload("log.txt", told[2:] + b"xx")]
        )
    assert [(each.name, each.size) for each in stored] == [("photo.jpg", len(picture("JPEG")))]
    assert list(refused) == ["log.txt"]


def test_the_type_is_that_of_the_bytes_and_not_of_the_name(report: Submission) -> None:
    (row,) = keep(report, [upload("notes.txt", picture("PNG"), "text/html")])
    assert row.content_type == "image/png"
    with row.file.open("rb") as file:
        assert file.read() == picture("PNG")


def test_large_pictures_are_cleaned_one_at_a_time(
    report: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever finds no turn is asked to come again; a small one needs none."""
    monkeypatch.setattr(remove_picture_metadata, "_PATIENCE", 0.01)
    noise = Image.frombytes("RGB", (400, 300), random.Random(1).randbytes(360_000))
    out = io.BytesIO()
    noise.save(out, "png")
    small, large = picture("png"), out.getvalue()
    with remove_picture_metadata._turns.taken("another", 1), opened(report):
        kept, refused = attachments.keep(
            report, [upload("large.png", large), upload("small.png", small)]
        )
    assert [each.name for each in kept] == ["small.png"]
    assert "one at a time" in refused["large.png"]
    assert [each.name for each in keep(report, [upload("large.png", large)])] == ["large.png"]
