"""Linking a new report to other issues: a button, and what comes in its place, with a script and without."""

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.models import User
from issues.models import Submission
from tests.browser.conftest import sign_in, violations
from tests.browser.test_main_job import link_account, open_form
from tests.support.sandbox import Sandbox


@pytest.fixture
def other(sandbox: Sandbox) -> str:
    """The key of an issue that is there already."""
    facts = {
        "cloud_id": sandbox.site("demo-team")["cloud_id"],
        "account_id": sandbox.account("Bob")["account_id"],
        "project": "DEMO",
        "issue_type": "Bug",
        "fields": {"summary": "Older report"},
    }
    made = sandbox.control("POST", "/seed", {"issues": [facts]})
    return str(made["issues"][0]["key"])


def at_the_button(page: Page, url: str) -> Any:
    """Signed in, linked, with a summary typed, and the button in sight."""
    sign_in(page, url)
    link_account(page, url)
    open_form(page, url)
    page.get_by_role("textbox", name="Summary", exact=True).fill("It broke")
    page.locator("details.more > summary").click()
    return page.get_by_role("button", name="Link other issues")


def relation(page: Page) -> Any:
    """How they are related."""
    return page.get_by_role("combobox", name="This issue")


def test_issues_are_linked_once_somebody_wants_to(
    context_with: BrowserContext, live_server: Any, alice: User, other: str
) -> None:
    page = context_with.new_page()
    at_the_button(page, live_server.url).press("Enter")
    expect(relation(page)).to_be_focused()
    expect(page.get_by_role("textbox", name="Summary", exact=True)).to_have_value("It broke")
    relation(page).select_option(label="blocks")
    page.locator("#id_issuelinks").fill(other)
    page.locator(".send").get_by_role("button", name="File it in Jira").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("is in Jira as")
    (link,) = Submission.objects.get(summary="It broke").issue_links.all()
    assert (link.words, link.other_key) == ("blocks", other)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_opened_field_is_accessible_and_fits_a_small_phone(
    browser: Browser, live_server: Any, sandbox: Sandbox, alice: User, other: str, scheme: Any
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": 320, "height": 640})
    page = context.new_page()
    button = at_the_button(page, live_server.url)
    assert violations(page) == []
    button.click()
    expect(relation(page)).to_be_focused()
    page.locator("#id_issuelinks").press_sequentially("older")
    page.get_by_role("option", name="Older report").click()
    expect(page.locator(".linking .chip")).to_contain_text(other)
    page.locator(".send").get_by_role("button", name="File it in Jira").click()
    expect(page.get_by_role("alert").first).to_contain_text("1 thing to correct")
    expect(page.locator(".linking .chip")).to_contain_text(other)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    context.close()


def test_a_button_that_brings_nothing_says_so_and_can_be_pressed_again(
    window: BrowserContext, live_server: Any, sandbox: Sandbox, alice: User
) -> None:
    page = window.new_page()
    button = at_the_button(page, live_server.url)
    sandbox.fault("status", path="/issueLinkType$", status=500)
    page.route("**/links/**", lambda route: route.abort())
    button.click()
    expect(page.locator(".linking [role=status]")).to_have_text(
        "Lodge does not answer. What you typed is still here."
    )
    page.unroute("**/links/**")
    button.click()
    expect(page.locator(".linking [role=status]")).to_contain_text("could not be asked how issues")
    expect(button).to_be_focused()
    expect(page.get_by_role("textbox", name="Summary", exact=True)).to_have_value("It broke")
    assert violations(page) == []
