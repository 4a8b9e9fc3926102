"""The main job in a browser, from the door to the report, and the pages beside it."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.demo.environment import Stage

TEXT = """### What I did
1. Put two items into the cart
2. Redeemed `SPRING-26`, then removed it again

### What I saw
The total stays **12.40** lower than the sum of the lines."""
Shoot = Callable[[str], None]


def file(page: Page, url: str, summary: str, shoot: Shoot) -> None:
    """From home to the page of a report."""
    page.goto(f"{url}/report/?q=DEMO+bug")
    shoot("where")
    page.locator("a[href*='/DEMO/']").first.click()
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
    page.goto(f"{stage.url}/report/?q=DEMO+bug")
    page.locator("a[href*='/DEMO/']").first.click()
    page.locator(".send button").last.click()
    shoot("form-wrong")
