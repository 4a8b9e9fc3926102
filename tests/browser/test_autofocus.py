"""Where the cursor is when a page comes: where typing should begin, and nowhere that it was not wanted."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from accounts.models import User
from integrations.models import Connection
from tests.browser.conftest import sign_in, until, violations
from tests.browser.form_page import saved
from tests.browser.keyboard import at
from tests.integration.integrations.conftest import seat
from tests.support.sandbox import Sandbox


@pytest.fixture
def form_url(
    live_server: Any, sandbox: Sandbox, alice: User, link: Callable[..., Connection]
) -> str:
    """The form of a bug in DEMO, for Alice, who is linked."""
    place = seat(sandbox, link(alice))
    return f"{live_server.url}/report/{place.cloud_id}/DEMO/{place.type_id('DEMO', 'Bug')}/"


def opened(context: BrowserContext, live_server: Any, url: str) -> Page:
    """A page of Alice's at *url*."""
    page = context.new_page()
    sign_in(page, live_server.url)
    page.goto(url)
    return page


def test_a_form_has_the_cursor_in_its_first_empty_text(
    context_with: BrowserContext, live_server: Any, form_url: str
) -> None:
    page = opened(context_with, live_server, form_url)
    at(page, "#id_summary")
    page.goto(f"{form_url}?summary=It+broke")
    at(page, "#id_description")
    page.goto(f"{form_url}?summary=It+broke&description=There")
    at(page, "#id_summary")


def test_errors_have_it_first(
    context_with: BrowserContext, live_server: Any, form_url: str
) -> None:
    page = opened(context_with, live_server, form_url)
    page.locator("#id_description").fill("A text without a summary")
    page.locator(".send .btn.main").click()
    at(page, ".errors[role=alert]")


def test_what_is_found_without_a_script_has_it(
    browser: Any, live_server: Any, form_url: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = opened(context, live_server, form_url)
    page.locator("details.more > summary").click()
    page.locator("[name='reporter-search']").fill("bo")
    page.locator("[name=find][value=reporter]").click()
    at(page, "[name='reporter-search']")
    page.locator("#id_description").fill("**A text**")
    page.get_by_role("button", name="Preview").click()
    at(page, "section[aria-label^=Preview]")
    context.close()


def test_who_comes_back_is_where_they_were(
    window: BrowserContext, live_server: Any, form_url: str
) -> None:
    page = opened(window, live_server, form_url)
    page.set_viewport_size({"width": 1280, "height": 400})
    page.locator("#id_description").fill("line\n" * 20)
    saved(page)  # what the page says of it makes it higher
    page.get_by_text("Is a field missing?").scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    assert before > 400
    page.goto(f"{live_server.url}/keys/")
    page.go_back()
    assert page.evaluate("performance.getEntriesByType('navigation')[0].type") == "back_forward"
    at(page, "#id_description")
    until(page, f"scrollY === {before}")


def test_who_types_already_is_left_alone(
    window: BrowserContext, live_server: Any, form_url: str
) -> None:
    page = opened(window, live_server, f"{live_server.url}/keys/")
    under_way: list[Route] = []
    page.route("**/form_pages.css", lambda route: under_way.append(route))  # noqa: PLW0108 (it must take attributes)
    page.goto(form_url, wait_until="commit")
    page.wait_for_selector("#id_description", state="attached")
    page.evaluate("document.querySelector('#id_description').focus()")
    for route in under_way:
        route.continue_()
    page.wait_for_load_state()
    page.wait_for_timeout(200)
    at(page, "#id_description")


@pytest.mark.parametrize("width", [1280, 375])
def test_keys_are_told_over_any_page(
    browser: Browser, live_server: Any, form_url: str, alice: User, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 700})
    page = opened(context, live_server, form_url)
    page.locator("#id_summary").fill("It broke")
    page.locator(".view").first.focus()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_contain_text("begins a report in the form that you used last")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    at(page, ".view >> nth=0")
    expect(page.locator("#id_summary")).to_have_value("It broke")
    page.get_by_role("link", name="Keys").click()
    expect(page.get_by_role("heading", name="Keys", level=1)).to_be_visible()
    assert violations(page) == []
    context.close()


def test_single_keys_rest_for_those_who_switched_them_off(
    window: BrowserContext, live_server: Any, alice: User
) -> None:
    alice.keyboard_shortcuts = False
    alice.save()
    page = opened(window, live_server, f"{live_server.url}/keys/")
    for key in ("c", "/", "?"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    assert page.url.endswith("/keys/")
    expect(page.get_by_role("dialog")).to_have_count(0)
