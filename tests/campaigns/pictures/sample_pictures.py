"""What the pictures show: a screen with words, a photo, a recording of a screen. The same seed draws the same."""

import random

from PIL import Image, ImageDraw, ImageFilter

_INK, _PAPER, _BAR = "#1d2330", "#fbfaf7", "#c8442b"


def screen(seed: int, size: tuple[int, int], scrolled: int = 0) -> Image.Image:
    """A window with lines of text, *scrolled* by so many pixels."""
    drawn = Image.new("RGB", size, _PAPER)
    pen = ImageDraw.Draw(drawn)
    dice = random.Random(seed)
    for line in range(60):
        top = 40 + 14 * line - scrolled
        if top > size[1]:
            break
        words = " ".join(
            "".join(dice.choices("aeinorstlm", k=dice.randint(2, 9))) for _ in range(9)
        )
        pen.text((12, top), words, fill=_INK)
    pen.rectangle((0, 0, size[0], 24), fill=_BAR)
    pen.text((12, 6), f"Report {seed}", fill=_PAPER)
    return drawn


def photo(seed: int, size: tuple[int, int]) -> Image.Image:
    """Light, colours that run into each other, and grain."""
    dice = random.Random(seed)
    small = Image.frombytes("RGB", (8, 6), dice.randbytes(8 * 6 * 3)).resize(
        size, Image.Resampling.BICUBIC
    )
    grain = Image.frombytes("L", size, dice.randbytes(size[0] * size[1])).filter(
        ImageFilter.GaussianBlur(1)
    )
    return Image.blend(small, Image.merge("RGB", (grain, grain, grain)), 0.15)


def recording(seed: int, size: tuple[int, int], frames: int) -> list[Image.Image]:
    """A screen that scrolls."""
    return [screen(seed, size, 6 * number) for number in range(frames)]
