"""A picture that unpacks into more than it seems to hold stops nobody's work; one of many pages loses none."""

import io
import struct
import subprocess
import zlib
from typing import Any

import pytest
from PIL import Image

from issues.attachments import images
from issues.attachments.images import CanNotCleanError, cleaned

COLOURS = [(250, 0, 0), (0, 250, 0), (0, 0, 250)]


def frames(*sizes: tuple[int, int], mode: str = "RGB") -> list[Image.Image]:
    return [Image.new("RGB", size, COLOURS[number % 3]).convert(mode) for number, size in enumerate(sizes)]


def written(kind: str, shown: list[Image.Image], **more: Any) -> bytes:
    out = io.BytesIO()
    shown[0].save(out, kind, save_all=kind != "JPEG", append_images=shown[1:], lossless=True, **more)
    return out.getvalue()


def growing_gif(*sizes: tuple[int, int]) -> bytes:
    """A screen as large as the first frame, and frames that go beyond it."""
    alone = [written("GIF", [each]) for each in frames(*sizes, mode="P")]
    starts = [13 + 3 * (2 << (each[10] & 7)) for each in alone]
    bodies = [each[start:-1] for each, start in zip(alone, starts, strict=True)]
    return alone[0][: starts[0]] + b"".join(bodies) + b";"


def told(kind: str, shown: list[Image.Image]) -> bytes:
    """With Exif, so that it is drawn anew."""
    exif = Image.Exif()
    exif[0x010E] = "48.2082 N 16.3738 E"
    return written(kind, shown, exif=exif, duration=[100 * (each + 1) for each in range(len(shown))])


def overlapping_tiff(entries: int, each: int) -> bytes:
    """A directory whose values are all the same bytes: read one by one they are far more than the file."""
    table = b"".join(struct.pack("<HHII", 40_000 + number % 20_000, 7, each, 8) for number in range(entries))
    start = 8 + each
    return b"II*\0" + struct.pack("<I", start) + b"x" * each + struct.pack("<H", entries) + table + b"\0" * 4


@pytest.mark.parametrize(
    "data",
    [
        growing_gif((1, 1), (60, 60), (60, 60)),
        told("PNG", frames(*[(50, 50)] * 3)),
        told("WEBP", frames(*[(50, 50)] * 3)),
        written("GIF", frames(*[(50, 50)] * 3)),
        written("TIFF", frames((2, 2), (60, 60), (60, 60))),
        written("TIFF", frames((90, 90))),
        written("AVIF", frames((90, 90))),
        told("JPEG", frames((90, 90))[:1]),
    ],
    ids=["GIF that grows", "PNG", "WEBP", "GIF", "pages", "TIFF", "AVIF", "JPEG"],
)
def test_pixels_are_counted_over_all_frames_and_pages(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MOST_PIXELS", 6000)
    with pytest.raises(CanNotCleanError) as refused:
        cleaned(io.BytesIO(data))
    assert "too large" in refused.value.words
    monkeypatch.setattr(images, "MOST_PIXELS", 20_000)
    assert cleaned(io.BytesIO(data))


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "TIFF"])
def test_frames_and_pages_are_counted(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    many = frames(*[(4, 4)] * 5)
    data = written(kind, many) if kind in {"GIF", "TIFF"} else told(kind, many)
    monkeypatch.setattr(images, "MOST_FRAMES", 4)
    with pytest.raises(CanNotCleanError, match="too large"):
        cleaned(io.BytesIO(data))
    monkeypatch.setattr(images, "MOST_FRAMES", 5)
    assert cleaned(io.BytesIO(data))


def test_a_picture_that_would_take_the_memory_of_the_machine_is_given_up() -> None:
    with pytest.raises(CanNotCleanError):
        cleaned(io.BytesIO(overlapping_tiff(20_000, 1_000_000)))


def test_a_picture_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MOST_SECONDS", 0.001)
    with pytest.raises(CanNotCleanError, match="no end") as refused:
        cleaned(io.BytesIO(written("GIF", frames((4, 4)))))
    assert "too large" in refused.value.words


def test_what_comes_out_is_not_larger_than_a_file_may_be(settings: Any) -> None:
    settings.FILE_MAX_BYTES = 10
    with pytest.raises(CanNotCleanError, match="too large"):
        cleaned(io.BytesIO(written("GIF", frames((4, 4)))))


def test_secrets_of_lodge_are_not_in_reach_of_what_reads_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}
    run = subprocess.run

    def watched(*args: Any, **options: Any) -> Any:
        seen.update(options["env"])
        return run(*args, **options)

    monkeypatch.setenv("SECRET_KEY", "of Lodge")
    monkeypatch.setattr(subprocess, "run", watched)
    assert cleaned(io.BytesIO(written("GIF", frames((4, 4)))))
    assert "PATH" in seen
    assert "SECRET_KEY" not in seen


def fresh(data: bytes) -> Image.Image:
    found = cleaned(io.BytesIO(data))
    assert found is not None
    return Image.open(found[0])


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "1", "CMYK", "RGBA"])
def test_every_page_of_a_tiff_stays_as_it_was(mode: str) -> None:
    pages = frames((20, 10), (30, 40), (5, 5), mode=mode)
    with fresh(written("TIFF", pages)) as now:
        assert getattr(now, "n_frames", 1) == 3
        for number, page in enumerate(pages):
            now.seek(number)
            assert (now.size, now.mode) == (page.size, page.mode)
            assert now.convert("RGB").tobytes() == page.convert("RGB").tobytes()


def test_small_copies_of_a_page_go() -> None:
    page, copy = frames((40, 40), (4, 4))
    copy.encoderinfo = {"tiffinfo": {254: 1}}
    with fresh(written("TIFF", [page, copy])) as now:
        assert (getattr(now, "n_frames", 1), now.size) == (1, (40, 40))


def test_a_tiff_with_pictures_below_its_pages_is_refused() -> None:
    with pytest.raises(CanNotCleanError):
        cleaned(io.BytesIO(written("TIFF", frames((4, 4)), tiffinfo={330: 8})))


def test_an_avif_that_moves_is_refused_in_words_that_say_what_to_do() -> None:
    with pytest.raises(CanNotCleanError) as refused:
        cleaned(io.BytesIO(written("AVIF", frames(*[(20, 20)] * 3))))
    assert "Save it as GIF or WebP" in refused.value.words


def test_an_avif_that_does_not_move_stays_one() -> None:
    with fresh(told("AVIF", frames((20, 20)))) as now:
        assert (now.format, now.size, now.info.get("exif")) == ("AVIF", (20, 20), None)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_every_frame_is_shown_as_long_as_it_was(kind: str) -> None:
    shown = frames(*[(4, 4)] * 3)
    with fresh(told(kind, shown)) as now:
        for number, frame in enumerate(shown):
            now.seek(number)
            now.load()
            assert now.info["duration"] == 100 * (number + 1)
            assert now.convert("RGB").tobytes() == frame.tobytes()


def test_a_frame_beyond_the_canvas_is_cut_as_it_is_when_shown() -> None:
    with fresh(growing_gif((8, 8), (20, 20))) as now:
        assert (now.size, getattr(now, "n_frames", 1)) == ((8, 8), 2)


def test_a_png_that_shows_something_else_where_nothing_moves_still_does() -> None:
    still, *others = frames(*[(4, 4)] * 3)
    data = written("PNG", [still, *others], default_image=True, duration=[300, 500])
    end = data.rfind(b"IEND") - 4
    words = b"tEXtAuthor\0me"
    data = data[:end] + struct.pack(">I", 9) + words + struct.pack(">I", zlib.crc32(words)) + data[end:]
    with fresh(data) as now:
        assert now.convert("RGB").tobytes() == still.tobytes()
        assert getattr(now, "default_image", False)
        now.seek(2)
        assert now.info["duration"] == 500
