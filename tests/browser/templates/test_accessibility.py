"""The pages in Chromium: narrow and wide, light and dark, by keyboard, with and without JavaScript."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from tests.browser.conftest import violations
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]

OUTSIDE = [
    "/account/sign-in/",
    "/account/forgotten/",
    "/account/forgotten/sent/",
    "/account/forgotten/MQ/a-b/",
]
INSIDE = ["/account/preferences/", "/account/password/", "/no/such/page/", "/admin/login/"]
WINDOWS = [(1280, "light"), (1280, "dark"), (320, "light"), (320, "dark")]


def look_at(page: Page) -> None:
    """No violation of WCAG 2.2 AA or of good practice, no sideways scrolling."""
    assert violations(page) == []
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]


def color_of_page(page: Page) -> str:
    """The ground that is really drawn."""
    return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
def test_pages_outside_are_accessible(visit: Open, width: int, scheme: str) -> None:
    """Those that anybody sees."""
    page = visit(OUTSIDE[0], width=width, scheme=scheme)
    for address in OUTSIDE:
        page.goto(address)
        look_at(page)


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
def test_pages_inside_are_accessible_with_the_menu_shut_and_open(
    visit: Open, alice: User, width: int, scheme: str
) -> None:
    """Those of somebody who is signed in, error pages too."""
    page = visit(INSIDE[0], user=alice, width=width, scheme=scheme)
    for address in INSIDE:
        page.goto(address)
        look_at(page)
    page.locator("summary").click()
    look_at(page)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chosen_theme_goes_before_that_of_the_device(
    visit: Open, alice: User, theme: str
) -> None:
    """And is as accessible."""
    other = {"light": "dark", "dark": "light"}[theme]
    of_the_device = color_of_page(visit(INSIDE[0], user=alice, scheme=theme))
    alice.theme = theme
    alice.save()
    page = visit(INSIDE[0], user=alice, scheme=other)
    assert color_of_page(page) == of_the_device
    look_at(page)


@pytest.mark.parametrize("script", [True, False])
def test_signing_in_works_by_keyboard_alone(visit: Open, alice: User, script: bool) -> None:
    """The name has the focus; a wrong password moves it to the summary, and Tab leads on."""
    page = visit("/account/sign-in/?next=/account/preferences/", script=script)
    expect(page.locator("#id_username")).to_be_focused()
    page.keyboard.type("alice")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(page.locator(".errors")).to_be_focused()
    expect(page).to_have_title("Error: Sign in – Lodge")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the link in the summary
    expect(page.locator("#id_password")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_title("Your preferences – Lodge")


@pytest.mark.parametrize("width", [1280, 320])
def test_a_wrong_form_is_accessible(visit: Open, alice: User, width: int) -> None:
    """With its summary and its errors."""
    page = visit("/account/password/", user=alice, width=width)
    page.locator("main .btn.main").click()
    expect(page.locator(".errors")).to_be_focused()
    look_at(page)


@pytest.mark.parametrize("script", [True, False])
def test_the_menu_works_with_and_without_a_script(visit: Open, alice: User, script: bool) -> None:
    """Colours, then out."""
    page = visit("/account/password/", user=alice, script=script)
    page.locator("summary").click()
    page.get_by_label("Dark").check()
    page.get_by_role("button", name="Save colours").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page).to_have_title("Change your password – Lodge")
    page.locator("summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_title("Sign in – Lodge")


def test_escape_and_a_click_elsewhere_shut_the_menu(visit: Open, alice: User) -> None:
    """Focus comes back to where the menu was opened."""
    page = visit("/account/password/", user=alice)
    summary, menu = page.locator("summary"), page.locator(".menu .pop")
    summary.click()
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(summary).to_be_focused()
    summary.click()
    page.locator("h1").click()
    expect(menu).to_be_hidden()


def test_ctrl_enter_sends_the_form_that_one_is_in(visit: Open, alice: User) -> None:
    """From any field."""
    page = visit("/account/preferences/", user=alice)
    page.locator("#id_time_zone").focus()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Your preferences are saved.")).to_be_visible()


@pytest.mark.parametrize("wanted", [True, False])
def test_the_key_c_starts_a_report_for_those_who_want_it(
    visit: Open, alice: User, wanted: bool
) -> None:
    """Never while they type (WCAG 2.1.4)."""
    alice.keyboard_shortcuts = wanted
    alice.save()
    page = visit("/account/password/", user=alice)
    page.locator("#id_old_password").press("c")
    expect(page).to_have_title("Change your password – Lodge")
    page.locator("h1").click()
    page.keyboard.press("c")
    if wanted:
        page.wait_for_url("**/report/**")
    else:
        expect(page).to_have_title("Change your password – Lodge")


def test_an_impatient_second_click_sends_nothing(visit: Open, alice: User) -> None:
    """While the first one is on its way."""
    page = visit("/account/preferences/", user=alice)
    under_way: list[Route] = []
    page.route("**/account/preferences/", lambda route: under_way.append(route))  # noqa: PLW0108 (it must take attributes)
    save = page.get_by_role("button", name="Save your preferences")
    save.scroll_into_view_if_needed()
    place = save.bounding_box()
    assert place is not None
    for _ in range(2):
        page.mouse.click(place["x"] + 5, place["y"] + 5)
        page.wait_for_timeout(300)
    assert [route.request.method for route in under_way] == ["POST"]
    under_way[0].continue_()
    expect(page.get_by_text("Your preferences are saved.")).to_be_visible()


def test_the_skip_link_is_the_first_stop_and_leads_to_the_main_part(
    visit: Open, alice: User
) -> None:
    """Past the header."""
    page = visit("/account/preferences/", user=alice)
    page.keyboard.press("Tab")
    link: Any = page.get_by_role("link", name="Skip to the main part")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#id_time_zone")).to_be_focused()
