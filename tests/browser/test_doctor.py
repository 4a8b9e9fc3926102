"""The doctor in a browser: step by step, in any light, at any width, without scripts."""

from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.models import User
from integrations.models import Connection
from tests.browser.conftest import sign_in
from tests.browser.page_check import checked_page
from tests.browser.test_main_job import link_account
from tests.conftest import person
from tests.support.sandbox import Sandbox

LOOKS = [("light", (1280, 900)), ("dark", (320, 640))]


def examine(page: Any, button: str = "Examine the link") -> None:
    """Press the button, and wait for the result."""
    page.get_by_role("button", name=button).click()
    expect(page.locator("#result-h")).to_be_visible(timeout=60_000)


@pytest.mark.parametrize(("scheme", "size"), LOOKS, ids=str)
def test_no_page_of_the_doctor_has_an_axe_violation_or_scrolls_sideways(
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
        page.goto(f"{live_server.url}/link/doctor/")
        check.at("before a link")
        examine(page)
        expect(page.get_by_text("There is no link to Jira.", exact=True)).to_be_visible()
        check.at("no link")
        link_account(page, live_server.url)
        page.goto(f"{live_server.url}/link/")
        page.get_by_role("link", name="Examine my link").click()
        check.at("the form")
        examine(page)
        expect(page.get_by_role("heading", name="Everything works.")).to_be_visible()
        check.at("all works")
        sandbox.fault("refusal", path="/myself$", times=None, name="ip_allowlist")
        examine(page, "Examine again")
        expect(page.get_by_text("IP allow-list").first).to_be_visible()
        expect(page.get_by_text("An administrator of your organisation").first).to_be_visible()
        check.at("a problem")
        page.get_by_label("Project").fill("no key!")
        page.get_by_role("button", name="Examine again").click()
        expect(page.get_by_text("A project’s key is a letter").first).to_be_visible()
        check.at("a wrong key")


def test_an_examination_works_by_keyboard_and_without_scripts(
    context_with: Any, live_server: Any, sandbox: Sandbox, alice: User
) -> None:
    page = context_with.new_page()
    sign_in(page, live_server.url)
    link_account(page, live_server.url)
    page.goto(f"{live_server.url}/link/doctor/")
    page.get_by_role("button", name="Examine the link").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Everything works.")).to_be_visible(timeout=60_000)
    report = page.get_by_label("This report as text, to copy")
    assert "Who am I at Jira: Works" in report.input_value()
    assert "alice@lodge.test" not in report.input_value()


def test_steps_are_seen_before_the_last_one_is_done(
    window: Any, live_server: Any, sandbox: Sandbox, alice: User
) -> None:
    page = window.new_page()
    sign_in(page, live_server.url)
    link_account(page, live_server.url)
    sandbox.fault("delay", path="/attachment/meta$", times=None, seconds=6.0)
    page.goto(f"{live_server.url}/link/doctor/")
    page.get_by_role("button", name="Examine the link").click(no_wait_after=True)
    expect(page.get_by_text("Who am I at Jira")).to_be_visible(timeout=20_000)
    assert page.locator("#result-h").count() == 0
    expect(page.locator("#result-h")).to_be_visible(timeout=60_000)


@pytest.mark.parametrize(("scheme", "size"), LOOKS, ids=str)
def test_no_page_about_links_in_the_administration_has_an_axe_violation(
    browser: Any,
    live_server: Any,
    sandbox: Sandbox,
    alice: User,
    scheme: Any,
    size: tuple[int, int],
) -> None:
    person("root", is_staff=True, is_superuser=True)
    with checked_page(browser, scheme, size) as check:
        page = check.page
        sign_in(page, live_server.url)
        link_account(page, live_server.url)
        link = Connection.objects.get(user=alice)
        sign_in(page, live_server.url, "root")
        page.goto(f"{live_server.url}/admin/integrations/connection/")
        check.at("links")
        page.goto(f"{live_server.url}/admin/integrations/connection/{link.pk}/change/")
        page.get_by_role("button", name="Check now").click()
        expect(page.get_by_text("The link works").first).to_be_visible()
        expect(page.get_by_role("heading", name="Who changed what")).to_be_visible()
        check.at("a link")
        page.get_by_role("link", name="Rehearse its end").click()
        expect(page.get_by_text("Sites that no other link opens")).to_be_visible()
        check.at("a rehearsal")
        page.go_back()
        page.get_by_role("link", name="Report to copy").click()
        expect(page.get_by_label("Record")).to_be_visible()
        check.at("a record")
        page.go_back()
        page.get_by_role("link", name="Examine", exact=True).click()
        examine(page)
        check.at("an examination")
        for path in ("integrations/refreshattempt/plot", "issues/submission/plots"):
            page.goto(f"{live_server.url}/admin/{path}/")
            for summary in page.locator("figure summary").all():
                summary.click()
            check.at(path)
