"""What may be left out of a form: laid out side by side where there is room, pinned, and found again."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from integrations.models import Connection
from issues.models import FormHabit
from tests.browser.conftest import sign_in, violations
from tests.integration.integrations.conftest import seat
from tests.support.sandbox import Sandbox

# Where each field of the opened part begins, and how tall a page it makes.
LAID_OUT = """() => {
  const fields = [...document.querySelectorAll("details.more .field")];
  const places = fields.map((field) => field.getBoundingClientRect());
  return {
    lefts: [...new Set(places.map((place) => Math.round(place.left)))].length,
    lines: new Set(places.map((place) => Math.round(place.top))).size,
    fields: fields.length,
    height: document.documentElement.scrollHeight,
  };
}"""
SMALL = """() => [...document.querySelectorAll("details.more .field")].flatMap((field) =>
  [...field.querySelectorAll("input:not([type=hidden]), select, .choice, button")]
    .filter((each) => each.checkVisibility() && !each.closest(".choice input"))
    .map((each) => (each.closest(".choice, .chips") || each).getBoundingClientRect())
    .filter((place) => place.height < 36)
    .map((place) => `${field.textContent.trim().slice(0, 20)}: ${place.height}`))"""


@pytest.fixture
def form_url(
    live_server: Any, sandbox: Sandbox, alice: User, link: Callable[..., Connection]
) -> str:
    """The form of a bug in DEMO, for Alice, who is linked."""
    place = seat(sandbox, link(alice))
    return f"{live_server.url}/report/{place.cloud_id}/DEMO/{place.type_id('DEMO', 'Bug')}/"


def opened(browser: Browser, live_server: Any, url: str, width: int, **more: Any) -> Page:
    """The form in a window so wide, with all that it asks for unfolded."""
    page = browser.new_context(viewport={"width": width, "height": 800}, **more).new_page()
    sign_in(page, live_server.url)
    page.goto(url)
    page.locator("details.more > summary").click()
    return page


def test_short_fields_stand_side_by_side_on_a_wide_page(
    browser: Browser, live_server: Any, form_url: str
) -> None:
    page = opened(browser, live_server, form_url, 1280)
    found = page.evaluate(LAID_OUT)
    print(f"\n{found['fields']} fields in {found['lines']} lines, {found['height']} px")
    assert found["fields"] == 23
    assert found["lefts"] == 3
    assert found["lines"] <= 14
    assert found["height"] < 3200
    assert violations(page) == []
    page.context.close()


@pytest.mark.parametrize("width", [320, 375])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_has_one_column_and_room_for_a_finger(
    browser: Browser, live_server: Any, form_url: str, width: int, scheme: Any
) -> None:
    page = opened(
        browser, live_server, form_url, width, has_touch=True, is_mobile=True, color_scheme=scheme
    )
    found = page.evaluate(LAID_OUT)
    assert found["lefts"] == 1
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate(SMALL) == []
    assert violations(page) == []
    page.locator("details.pins > summary").click()
    assert violations(page) == []
    page.context.close()


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_field_is_pinned_by_keyboard_and_stands_there_next_time(
    browser: Browser, live_server: Any, form_url: str, script: bool
) -> None:
    page = browser.new_context(java_script_enabled=script).new_page()
    sign_in(page, live_server.url)
    page.goto(form_url)
    page.locator("#id_summary").fill("Half a text")
    page.locator("details.pins > summary").focus()
    page.keyboard.press("Enter")
    page.get_by_role("checkbox", name="Due date").press("Space")
    page.get_by_role("button", name="Keep this choice").press("Enter")
    expect(page.locator(".note.done")).to_be_focused()
    expect(page.locator("#id_summary")).to_have_value("Half a text")
    expect(page.get_by_label("Due date").first).to_be_visible()
    if script:
        assert violations(page) == []
    assert FormHabit.objects.get().pinned == ["duedate"]
    page.goto(form_url)
    expect(page.get_by_label("Due date").first).to_be_visible()
    page.context.close()
