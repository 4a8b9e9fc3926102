"""Takes one page as it stands in both widths and both colour schemes, and measures whether it fits."""

from pathlib import Path
from typing import Literal

from playwright.sync_api import Page

WIDTHS = (1280, 320)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TALL = "document.documentElement.scrollHeight"


class Camera:
    """Keeps pictures of *page* as <name>-<width>-<scheme>.png in *folder*."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page, self.folder = page, folder
        self.wide: list[str] = []

    def shoot(self, name: str) -> None:
        """Four pictures of the page as it is now; what is too wide goes to `wide`."""
        self.page.wait_for_load_state()
        for width in WIDTHS:
            height = 800 if width == WIDTHS[0] else 640
            self.page.set_viewport_size({"width": width, "height": height})
            # As tall as the page, and not `full_page`: what sticks to the window's edge would cover the middle.
            self.page.set_viewport_size(
                {"width": width, "height": max(height, self.page.evaluate(TALL))}
            )
            for scheme in SCHEMES:
                self.page.emulate_media(color_scheme=scheme)
                path = self.folder / f"{name}-{width}-{scheme}.png"
                self.page.screenshot(path=path, animations="disabled")
            if (beyond := self.page.evaluate(TOO_WIDE)) > 0:
                self.wide.append(f"{name}: {beyond} px too wide at {width} px")
        self.page.emulate_media(color_scheme=SCHEMES[0])
        self.page.set_viewport_size({"width": WIDTHS[0], "height": 800})
