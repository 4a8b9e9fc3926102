"""A machine that several people use: who comes next sees nothing of who was there before."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from accounts.models import User
from tests.browser.conftest import sign_in_by_page
from tests.browser.test_drafts import at_the_form
from tests.conftest import person
from tests.support.sandbox import Sandbox


@pytest.mark.parametrize("kept_alive", [True, False])
@pytest.mark.parametrize("next_one", ["bob", "nobody"])
def test_going_back_after_somebody_signed_out_shows_nothing_of_theirs(
    browser: Browser,
    browser_type_launch_args: dict[str, Any],
    whole_browser_args: dict[str, Any],
    live_server: Any,
    sandbox: Sandbox,
    alice: User,
    kept_alive: bool,
    next_one: str,
) -> None:
    person("bob")
    own = browser.browser_type.launch(
        **(whole_browser_args if kept_alive else browser_type_launch_args)
    )
    try:
        page = own.new_context().new_page()
        at_the_form(page, live_server.url)
        page.get_by_role("textbox", name="Summary", exact=True).fill("The salary of the boss")
        page.locator("details.menu summary").click()
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_label("Password")).to_be_visible()
        if next_one == "bob":
            sign_in_by_page(page, live_server.url, "bob")
            expect(page.locator("details.menu summary")).to_contain_text("bob")
        seen = []
        for _ in range(4):
            page.evaluate("() => { setTimeout(() => history.back(), 0) }")
            page.wait_for_timeout(1000)
            field = page.locator("#id_summary")
            seen.append(field.input_value() if field.count() else "")
            print(page.url, seen[-1])
        assert "The salary of the boss" not in seen
    finally:
        own.close()
