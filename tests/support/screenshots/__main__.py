"""`make pictures`: play the main job in Chromium and keep README's pictures of it, or all pages in every size.

python -m tests.support.screenshots docs/pictures             the three of README
python -m tests.support.screenshots --all DIR                 every page and state, light and dark, 1280 and 320 px
python -m tests.support.screenshots --all DIR --only reports  one part of them
"""

import argparse
import os
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.demo.environment import Stage
from tests.support.requirements import chromium
from tests.support.screenshots import main_job
from tests.support.screenshots.camera import Camera
from tests.support.screenshots.page_groups import PARTS, part

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
    "--no-first-run",
]


def readme(browser: Browser, stage: Stage, folder: Path) -> None:
    """What README shows: three pages of the main job, as much of each as a window holds."""
    wanted = {"home", "form", "submission"}
    context = browser.new_context(viewport={"width": 1100, "height": 720})
    page = context.new_page()

    def shoot(name: str) -> None:
        if name in wanted:
            page.screenshot(path=folder / f"{name}.png", animations="disabled")

    main_job.journey(page, stage, shoot)
    context.close()


def everything(browser: Browser, stage: Stage, folder: Path, only: str) -> list[str]:
    """All pages, or those of the part *only*; what runs over the edge of its window."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # rows are written between two clicks
    import django

    django.setup()
    from tests.support.screenshots.navigator import Guide

    wide: list[str] = []
    for name in PARTS:
        if only in ("", name):
            context = browser.new_context(viewport={"width": 1280, "height": 800})
            camera = Camera(context.new_page(), folder)
            part(name)(Guide(stage, camera.page, camera.shoot))
            context.close()
            wide += camera.wide
    return wide


def main() -> int:
    """Take them."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.support.screenshots", description=__doc__
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--only", default="", help=f"one part of all: {', '.join(PARTS)}")
    options = parser.parse_args()
    if options.only and options.only not in PARTS:
        parser.error(f"no part is called {options.only!r}; there are {', '.join(PARTS)}")
    options.folder.mkdir(parents=True, exist_ok=True)
    if chromium() is None:
        print("No Chromium here.", file=sys.stderr)
        return 1
    wide: list[str] = []
    with Stage() as stage, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        if options.all:
            wide = everything(browser, stage, options.folder, options.only)
        else:
            readme(browser, stage, options.folder)
        browser.close()
    for line in wide:
        print(line, file=sys.stderr)
    return 1 if wide else 0


if __name__ == "__main__":
    raise SystemExit(main())
