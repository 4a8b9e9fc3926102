"""Alice in a browser, before the form of a bug, on a wide screen and on a phone."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Locator, Page, Route, expect

from accounts.models import User
from integrations.models import Connection
from tests.browser.conftest import sign_in
from tests.support.sandbox import Sandbox

WIDTHS = (1280, 375)
PATIENTLY = 60_000
FILED = re.compile("is in Jira as")


@pytest.fixture(params=WIDTHS, ids=lambda width: f"{width} px")
def page(
    browser: Browser,
    live_server: Any,
    sandbox: Sandbox,
    alice: User,
    link: Callable[..., Connection],
    request: pytest.FixtureRequest,
) -> Iterator[Page]:
    """Alice before the form of a bug."""
    link(alice)
    context = window(browser, request.param)
    yield at_the_form(context.new_page(), sandbox, live_server.url)
    context.close()


def window(browser: Browser, width: int, **more: Any) -> BrowserContext:
    """A browser window; a narrow one is a phone's."""
    phone = width < 600
    return browser.new_context(
        viewport={"width": width, "height": 800}, has_touch=phone, is_mobile=phone, **more
    )


def form_url(sandbox: Sandbox, url: str) -> str:
    """Where the types of the project are; the form is one click away."""
    return f"{url}/report/{sandbox.site('demo-team')['cloud_id']}/DEMO/"


def at_the_form(page: Page, sandbox: Sandbox, url: str) -> Page:
    """Signed in, before an empty form for a bug in DEMO, its scripts there."""
    sign_in(page, url)
    page.goto(form_url(sandbox, url))
    page.get_by_role("link", name="Bug", exact=True).click()
    expect(summary(page)).to_be_visible()
    page.wait_for_load_state()
    return page


def summary(page: Page) -> Locator:
    """The first field."""
    return page.locator("#id_summary")


def told(page: Page) -> Locator:
    """What stands beside the button."""
    return page.locator(".send [role=status]")


def complaint(page: Page) -> Locator:
    """Why it was not sent."""
    return page.locator(".send [role=alert]")


def button(page: Page) -> Locator:
    """The one that files, whatever it says now."""
    return page.locator(".send .btn.main")


def headline(page: Page) -> Any:
    """What the page says first."""
    return page.get_by_role("heading", level=1)


def is_free(page: Page) -> None:
    """The button can be pressed, and says what it does."""
    expect(button(page)).to_be_enabled()
    expect(button(page)).to_contain_text("File it in Jira")
    expect(button(page)).not_to_have_attribute("aria-busy", "true")


def saved(page: Page, times: str = "") -> None:
    """Wait until the page says that it saved, and for the so manieth time (a pattern)."""
    expect(told(page)).to_contain_text("Draft saved:", timeout=PATIENTLY)
    if times:
        expect(page.locator("#draft-version")).to_have_value(re.compile(times), timeout=PATIENTLY)


def choose(page: Page, *files: FilePayload) -> None:
    """In the browser's own dialog."""
    page.locator("#files").set_input_files(list(files))


def a_file(name: str = "app.log", size: int = 10) -> FilePayload:
    """Of *size* bytes."""
    return {"name": name, "mimeType": "text/plain", "buffer": b"x" * size}


def kept(page: Page, name: str) -> None:
    """Wait until the server has the file."""
    expect(page.locator("[data-kept]").filter(has_text=name)).to_be_visible(timeout=PATIENTLY)


def is_post(route: Route) -> bool:
    """Whether this sends the form."""
    return route.request.method == "POST" and route.request.url.endswith("&post")


def held(page: Page, which: Callable[[Route], bool] = is_post) -> list[Route]:
    """Requests that wait until the test lets them go on."""
    waiting: list[Route] = []
    page.route("**/*", lambda route: waiting.append(route) if which(route) else route.continue_())
    return waiting


def slow(page: Page, bytes_a_second: int) -> None:
    """A line as slow as that, towards the server."""
    line = {
        "offline": False,
        "latency": 0,
        "downloadThroughput": -1,
        "uploadThroughput": bytes_a_second,
    }
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", line)
