"""Holds the pages of a test against axe and the width of the window."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

from tests.browser.conftest import until, violations

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def problems(page: Page) -> list[str]:
    """What axe finds on the page, and how much wider than its window the page is."""
    until(page, "document.documentElement && document.readyState === 'complete'")
    wider = page.evaluate(WIDER)
    return violations(page) + ([f"{wider} px too wide"] if wider > 0 else [])


class PageCheck:
    """Looks at each page, and takes its picture where LODGE_SHOTS names a folder. *called*: the end of its name."""

    def __init__(self, page: Page, called: str) -> None:
        self.page, self.called = page, called
        self.found: dict[str, list[str]] = {}

    def at(self, name: str) -> None:
        """Look at what the window shows, *name*."""
        if found := problems(self.page):
            self.found[name] = found
        if shots := os.environ.get("LODGE_SHOTS"):
            file = name.strip("/").replace("/", " ")
            self.page.screenshot(path=f"{shots}/{file}-{self.called}.png", full_page=True)


@contextmanager
def checked_page(browser: Browser, scheme: str, size: tuple[int, int]) -> Iterator[PageCheck]:
    """A window of *size*, light or dark (*scheme*). At the end of the block, no page may have had a problem."""
    context = browser.new_context(
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": size[0], "height": size[1]},
    )
    check = PageCheck(context.new_page(), f"{size[0]}-{scheme}")
    yield check
    context.close()
    assert check.found == {}
