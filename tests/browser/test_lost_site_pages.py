"""Pages about a lost site, and a report's page with its days and moments: readable in any light, at any width."""

from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.models import User
from tests.browser.conftest import sign_in
from tests.browser.page_check import checked_page
from tests.browser.test_main_job import link_account, open_form
from tests.support.sandbox import Sandbox

LOST = "At present Lodge does not get into"
LOOKS = [("light", (1280, 900)), ("light", (375, 720)), ("dark", (320, 640)), ("dark", (1280, 900))]


@pytest.mark.parametrize(("scheme", "size"), LOOKS, ids=str)
def test_no_page_about_a_lost_site_has_an_axe_violation_or_scrolls_sideways(
    browser: Any,
    live_server: Any,
    sandbox: Sandbox,
    alice: User,
    scheme: Any,
    size: tuple[int, int],
) -> None:
    with checked_page(browser, scheme, size) as check:
        page = check.page
        sign_in(page, live_server.url)
        link_account(page, live_server.url)
        open_form(page, live_server.url)
        form = page.url
        page.get_by_role("textbox", name="Summary", exact=True).fill("Before the site was lost")
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        page.locator("input[type=datetime-local]").first.fill("2026-11-30T10:42")
        page.locator(".send").get_by_role("button", name="File it in Jira").click()
        page.wait_for_url("**/reports/**")
        expect(page.get_by_text("Times shown in")).to_be_visible()
        expect(page.get_by_text("30 Nov 2026, 10:42 (Etc/UTC)")).to_be_visible()
        check.at("filed, with a moment")
        page.goto(form.partition("?")[0])
        page.get_by_role("textbox", name="Summary", exact=True).fill("It waits for the site " * 6)
        sandbox.control("POST", f"/sites/{sandbox.site('demo-team')['cloud_id']}/uninstall")
        page.locator(".send").get_by_role("button", name="File it in Jira").click()
        page.wait_for_url("**/reports/**")
        expect(page.get_by_role("heading", level=1)).to_contain_text("does not get into Demo team")
        check.at("waits for its site")
        for path, words in (
            ("/", LOST),
            ("/link/", f"{LOST} this site"),
            ("/account/preferences/", "Time zone"),
        ):
            page.goto(f"{live_server.url}{path}")
            expect(page.get_by_text(words).first).to_be_visible()
            check.at(path)
        page.goto(form.partition("?")[0])
        expect(page.get_by_role("heading", level=1)).to_contain_text(LOST)
        check.at("the form of a lost site")


def test_look_now_works_by_keyboard_and_without_scripts(
    context_with: Any, live_server: Any, sandbox: Sandbox, alice: User
) -> None:
    page = context_with.new_page()
    sign_in(page, live_server.url)
    link_account(page, live_server.url)
    cloud_id = sandbox.site("demo-team")["cloud_id"]
    open_form(page, live_server.url)
    page.get_by_role("textbox", name="Summary", exact=True).fill("It waits")
    sandbox.control("POST", f"/sites/{cloud_id}/uninstall")
    page.locator(".send").get_by_role("button", name="File it in Jira").click()
    page.wait_for_url("**/reports/**")
    expect(page.get_by_role("heading", level=1)).to_contain_text("does not get into Demo team")
    page.goto(f"{live_server.url}/link/")
    expect(page.get_by_text(f"{LOST} this site")).to_be_visible()
    sandbox.control("POST", f"/sites/{cloud_id}/install")
    page.get_by_role("button", name="Look now").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Lodge gets into Demo team again.")).to_be_visible()
    expect(page.get_by_text(f"{LOST} this site")).to_have_count(0)
