"""A newcomer signs in, links an account, files a bug and sees the key: with JavaScript and without."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from integrations.models import Connection
from issues.models import State, Submission
from tests.browser.conftest import sign_in_by_page
from tests.browser.page_check import checked_page
from tests.support.sandbox import Sandbox

Listening = Callable[[Page], Page]
AT_A_FORM = re.compile(r"/report/[^/]+/[^/]+/\d+/")


def consent(page: Page, name: str = "Alice") -> None:
    """Choose an account on the simulated Atlassian, and accept."""
    expect(page.get_by_text("Simulated Atlassian")).to_be_visible()
    page.get_by_role("radio", name=name, exact=True).check()
    page.get_by_role("button", name="Accept").click()


def link_account(page: Page, url: str, site: str = "Demo team") -> None:
    """From the home page to a linked account with a usual site."""
    page.goto(url)
    page.get_by_role("link", name="Link your Atlassian account").click()
    page.get_by_role("button", name="Go to Atlassian").click()
    consent(page)
    page.get_by_role("radio", name=site).check()
    page.get_by_role("button", name="Use this site").click()


def open_form(page: Page, url: str, project: str = "DEMO") -> None:
    """From the home page to the form of a bug in *project*."""
    page.goto(url)
    page.get_by_label("Project and type").fill(f"{project} bug")
    page.get_by_role("button", name="File a bug").click()
    page.locator(f"a[href*='/{project}/']").first.click()
    page.wait_for_url(AT_A_FORM)  # with its scripts: what is typed before is not autosaved


def test_the_main_job(
    context_with: BrowserContext,
    live_server: Any,
    sandbox: Sandbox,
    alice: User,
    at: Listening,
    complaints: list[str],
) -> None:
    page = at(context_with.new_page())
    sign_in_by_page(page, live_server.url)
    link_account(page, live_server.url)
    open_form(page, live_server.url)
    page.get_by_role("textbox", name="Summary", exact=True).fill("Checkout total is wrong")
    page.locator("#id_description").fill("It stays **12.40** too low.")
    page.locator(".send").get_by_role("button", name="File it in Jira").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Your report is in Jira as")
    key = Submission.objects.get().issue_key
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Your report is in Jira as {key}.")
    expect(page.get_by_role("link", name=f"Open {key} in Jira")).to_have_attribute(
        "href", f"{sandbox.site('demo-team')['url']}/browse/{key}"
    )
    [issue] = sandbox.issues()
    assert issue["summary"] == "Checkout total is wrong"
    assert (
        issue["reporter"]
        == Connection.objects.get().account_id
        == sandbox.account("alice")["account_id"]
    )
    assert complaints == []

    page.get_by_role("link", name=f"Open {key} in Jira").click()
    expect(page.get_by_text("Checkout total is wrong").first).to_be_visible()


def test_enter_in_a_field_files_the_bug(
    context_with: BrowserContext, live_server: Any, sandbox: Sandbox, alice: User
) -> None:
    page = context_with.new_page()
    sign_in_by_page(page, live_server.url)
    link_account(page, live_server.url)
    open_form(page, live_server.url)
    page.get_by_role("textbox", name="Summary", exact=True).fill("Filed with the Enter key")
    page.get_by_role("textbox", name="Summary", exact=True).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("is in Jira as")
    assert len(sandbox.issues()) == 1


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    context_with: BrowserContext, live_server: Any, sandbox: Sandbox, alice: User
) -> None:
    page = context_with.new_page()
    sign_in_by_page(page, live_server.url)
    link_account(page, live_server.url)
    open_form(page, live_server.url)
    page.locator("#id_description").fill("This text must stay.")
    page.locator(".send").get_by_role("button", name="File it in Jira").click()
    expect(page.get_by_role("alert")).to_contain_text("1 thing to correct")
    expect(page.locator("#id_description")).to_have_value("This text must stay.")
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_role("textbox", name="Summary", exact=True)).to_be_focused()
    assert sandbox.calls("POST", r"/issue$") == []


def test_a_dropped_answer_shows_checking_and_then_the_key(
    browser: Any, live_server: Any, sandbox: Sandbox, alice: User
) -> None:
    page = browser.new_page()
    sign_in_by_page(page, live_server.url)
    link_account(page, live_server.url)
    open_form(page, live_server.url)
    sandbox.fault("drop_after_commit", method="POST", path=r"/issue$")
    page.get_by_role("textbox", name="Summary", exact=True).fill("The answer to this one is lost")
    page.locator(".send").get_by_role("button", name="File it in Jira").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("whether", ignore_case=True)
    assert Submission.objects.get().state == State.UNCONFIRMED
    assert len(sandbox.issues()) == 1


SIZES = [(1280, 900), (320, 640)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]} px")
def test_every_page_has_no_axe_violation_and_no_sideways_scroll(
    browser: Any,
    live_server: Any,
    sandbox: Sandbox,
    alice: User,
    scheme: Any,
    size: tuple[int, int],
) -> None:
    with checked_page(browser, scheme, size) as check:
        page = check.page
        page.goto(f"{live_server.url}/account/sign-in/")
        check.at("sign in")
        sign_in_by_page(page, live_server.url)
        check.at("home, not linked")
        page.goto(f"{live_server.url}/link/")
        check.at("link")
        page.get_by_role("button", name="Go to Atlassian").click()
        check.at("consent")
        consent(page)
        check.at("choose a site")
        page.get_by_role("radio", name="Demo team").check()
        page.get_by_role("button", name="Use this site").click()
        page.goto(f"{live_server.url}/report/")
        check.at("where")
        page.get_by_label("Project and type").press_sequentially("DEMO")
        expect(page.get_by_role("option").first).to_be_visible()
        check.at("where, forms offered")
        page.get_by_role("button", name="Find").click()
        check.at("where, forms found")
        page.goto(f"{live_server.url}/report/{sandbox.site('demo-team')['cloud_id']}/DEMO/")
        check.at("what is it")
        page.get_by_role("main").get_by_role("link", name="Bug").first.click()
        page.wait_for_url(AT_A_FORM)
        check.at("form")
        page.locator(".send").get_by_role("button", name="File it in Jira").click()
        expect(page.get_by_role("alert").first).to_be_visible()
        check.at("form with errors")
        page.get_by_role("textbox", name="Summary", exact=True).fill("A long summary " * 8)
        page.locator(".send").get_by_role("button", name="File it in Jira").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("is in Jira as")
        check.at("filed")
        for path in ("/", "/reports/", "/link/", "/account/preferences/", "/not-here/"):
            page.goto(f"{live_server.url}{path}")
            check.at(path)
