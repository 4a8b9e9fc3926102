"""`make pictures`: play the main job in Chromium and keep README's pictures of it, or all pages in every size.

python -m tests.support.pictures docs/pictures        the three of README
python -m tests.support.pictures --all var/pictures   every page, light and dark, 1280 and 320 px
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.demo.stage import Stage
from tests.support.requirements import chromium

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
    "--no-first-run",
]
TEXT = """### What I did
1. Put two items into the cart
2. Redeemed `SPRING-26`, then removed it again

### What I saw
The total stays **12.40** lower than the sum of the lines."""
Shoot = Callable[[str], None]


def file(page: Page, url: str, summary: str, shoot: Shoot) -> None:
    """From home to the page of a report."""
    page.goto(f"{url}/report/?q=DEMO")
    shoot("where")
    page.locator("a[href*='/DEMO/']").first.click()
    shoot("type")
    page.get_by_role("main").get_by_role("link", name="Bug").first.click()
    page.locator("[name=summary]").fill(summary)
    page.locator("[name=description]").fill(TEXT)
    shoot("form")
    page.locator(".send button").last.click()
    page.wait_for_url("**/reports/**")
    shoot("submission")


def journey(page: Page, stage: Stage, shoot: Shoot) -> None:
    """Every page of the main job, and those beside it."""
    page.goto(f"{stage.url}/account/sign-in/")
    shoot("sign-in")
    page.get_by_label("User name or e-mail").fill("alice")
    page.get_by_label("Password").fill(stage.passwords["alice"])
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{stage.url}/link/")
    if page.get_by_role("button", name="Go to Atlassian").count():
        shoot("link")
        page.get_by_role("button", name="Go to Atlassian").click()
        shoot("consent")
        page.get_by_role("button", name="Accept").click()
        shoot("site")
        page.get_by_role("radio", name="Demo team").check()
        page.get_by_role("button", name="Use this site").click()
        for summary in ("Login goes round in a loop", "Search box loses the first letter"):
            file(page, stage.url, summary, lambda name: None)
    file(page, stage.url, "Checkout total is wrong after a voucher is removed", shoot)
    for name, path in {
        "home": "/",
        "reports": "/reports/",
        "linked": "/link/",
        "disconnect": "/link/disconnect/",
        "preferences": "/account/preferences/",
        "not-here": "/nothing/",
    }.items():
        page.goto(f"{stage.url}{path}")
        shoot(name)
    page.goto(f"{stage.url}/report/?q=DEMO")
    page.locator("a[href*='/DEMO/']").first.click()
    page.get_by_role("main").get_by_role("link", name="Bug").first.click()
    page.locator(".send button").last.click()
    shoot("form-wrong")


def take(browser: Browser, stage: Stage, folder: Path, *, wanted: set[str], width: int, scheme: str) -> None:
    """One journey in one size and one colour scheme."""
    small = bool(wanted)
    context = browser.new_context(
        viewport={"width": width, "height": 720 if small else 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()

    def shoot(name: str) -> None:
        if small and name in wanted:
            page.screenshot(path=folder / f"{name}.png", animations="disabled")
        elif not small:
            page.screenshot(
                path=folder / f"{name}-{width}-{scheme}.png", full_page=True, animations="disabled"
            )

    journey(page, stage, shoot)
    context.close()


def main() -> int:
    """Take them."""
    parser = argparse.ArgumentParser(prog="python -m tests.support.pictures", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    if chromium() is None:
        print("No Chromium here.", file=sys.stderr)
        return 1
    with Stage() as stage, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        if options.all:
            for width in (1280, 320):
                for scheme in ("light", "dark"):
                    take(browser, stage, options.folder, wanted=set(), width=width, scheme=scheme)
        else:
            wanted = {"home", "form", "submission"}
            take(browser, stage, options.folder, wanted=wanted, width=1100, scheme="light")
        browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
