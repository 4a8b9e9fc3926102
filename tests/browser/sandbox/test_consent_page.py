"""The consent page in a browser: narrow, light and dark, without JavaScript, for everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import violations
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=["cards", "plain"])
def both(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A process of each markup."""
    sandbox = Sandbox.start(markup=request.param)
    yield sandbox
    sandbox.stop()


@pytest.fixture
def visit(both: Sandbox, browser: Browser) -> Iterator[Callable[..., Page]]:
    """`visit(scheme=…, script=…)`: the consent page at 320 pixels."""
    both.reset()
    contexts = []

    def go(scheme: str = "light", *, script: bool = True) -> Page:
        contexts.append(
            browser.new_context(
                color_scheme="dark" if scheme == "dark" else "light",
                java_script_enabled=script,
                viewport={"width": 320, "height": 640},
            )
        )
        page = contexts[-1].new_page()
        page.goto(f"{both.url}/authorize?{urlencode(both.authorize_params())}")
        return page

    yield go
    for context in contexts:
        context.close()


def look_at(page: Page) -> None:
    """No accessibility violation, no sideways scrolling."""
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_and_narrow(visit: Callable[..., Page], scheme: str) -> None:
    page = visit(scheme)
    look_at(page)
    button = page.get_by_role("button", name="Continue")
    if button.count():
        button.click()
        page.get_by_role("button", name="Accept").wait_for()
        look_at(page)
    page.goto(page.url.split("?")[0] + "?client_id=x")
    look_at(page)


def test_consent_is_given_by_keyboard_and_without_script(
    visit: Callable[..., Page], both: Sandbox
) -> None:
    page = visit(script=False)
    button = page.get_by_role("button", name="Continue")
    if button.count():
        button.press("Enter")
    with page.expect_request("http://testserver/**"):  # back at the app
        page.get_by_role("button", name="Accept").press("Enter")
    assert both.calls(method="POST")[-1]["status"] == 302
