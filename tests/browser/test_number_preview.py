"""A number as its writer writes it: the form says how it was read, and so does the receipt."""

from typing import Any

from playwright.sync_api import expect

from accounts.models import User
from issues.models import Submission
from tests.browser.conftest import violations
from tests.browser.test_pickers_on_real_form import at_the_form
from tests.support.sandbox import Sandbox


def test_a_german_thousand_is_shown_as_it_is_read_and_filed(
    browser: Any, live_server: Any, sandbox: Sandbox, alice: User
) -> None:
    context = browser.new_context(locale="de-DE")
    page = at_the_form(context.new_page(), live_server.url)
    page.get_by_role("textbox", name="Summary").fill("Many are affected")
    number = page.get_by_role("textbox", name="Users affected")
    number.fill("1.000")
    number.press("Tab")
    expect(page.get_by_text("Read as 1000")).to_be_visible()
    assert violations(page) == []
    number.fill("12")
    number.press("Tab")
    expect(page.get_by_text("Read as")).to_have_count(0)
    number.fill("1.000,5")
    page.locator(".send").get_by_role("button", name="File it in Jira").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("is in Jira as")
    row = Submission.objects.get()
    assert 1000.5 in row.fields.values()
    assert "1000.5 (1.000,5)" in row.field_names.values()
    context.close()
