"""A request on a service project in a browser: for a colleague, with a file; on a small phone, without JavaScript."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.models import User
from integrations.models import Connection
from issues.models import Attachment, State, Submission
from tests.browser.conftest import sign_in
from tests.browser.form_page import a_file, button, choose, headline, summary
from tests.browser.page_check import checked_page, problems
from tests.integration.issues.attachments.conftest import folder
from tests.integration.issues.filing.conftest import sweep
from tests.support.sandbox import SCOPES, Sandbox

__all__ = ["folder"]


@pytest.fixture
def desk(sandbox: Sandbox, alice: User, link: Callable[..., Connection], live_server: Any) -> str:
    """The address of the request types of DEMO, a service project, for Alice."""
    link(alice, scopes=f"{SCOPES} read:servicedesk-request write:servicedesk-request")
    cloud_id = sandbox.site("demo-team")["cloud_id"]
    facts = {"cloud_id": cloud_id, "project": "DEMO", "kind": "service_desk"}
    sandbox.control("POST", "/seed", {"access": [facts]})
    return f"{live_server.url}/requests/{cloud_id}/DEMO/"


def fill_in(page: Page) -> None:
    """A request for Bob, found by his name, with a file."""
    page.get_by_role("link", name="Bug", exact=True).click()
    summary(page).fill("A new laptop")
    page.locator("details.more > summary").click()
    colleague = page.get_by_role("group", name="Raise it for")
    box = colleague.get_by_role("combobox")
    if box.count():
        box.press_sequentially("Bob")
        page.get_by_role("option", name="Bob").click()
    else:
        colleague.get_by_role("textbox").fill("Bob")
        colleague.get_by_role("button", name="Find").click()
        page.get_by_role("radio", name="Bob").check()
    choose(page, a_file("wish.txt"))


def test_a_request_is_raised_for_a_colleague_with_a_file(
    context_with: BrowserContext, live_server: Any, sandbox: Sandbox, desk: str
) -> None:
    page = context_with.new_page()
    sign_in(page, live_server.url)
    page.goto(desk)
    fill_in(page)
    button(page).click()
    expect(headline(page)).to_contain_text("DEMO-")
    sweep()
    row = Submission.objects.get()
    [issue] = [each for each in sandbox.issues() if each["key"] == row.issue_key]
    assert (row.state, Attachment.objects.get().state) == (State.FILED, State.FILED)
    assert issue["reporter"] == sandbox.account("bob")["account_id"]
    assert [each["name"] for each in issue["attachments"]] == ["wish.txt"]
    page.goto(f"{live_server.url}/reports/")
    expect(page.get_by_text("A new laptop").first).to_be_visible()
    page.goto(f"{live_server.url}/issue/{row.cloud_id}/{row.issue_key}/add-files/")
    expect(page.get_by_role("group", name="Who sees them")).to_be_visible()
    assert problems(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_pages_are_accessible_and_fit_a_small_phone(
    browser: Browser, live_server: Any, desk: str, scheme: str
) -> None:
    with checked_page(browser, scheme, (320, 640)) as check:
        sign_in(check.page, live_server.url)
        check.page.goto(desk)
        check.at("/requests/")
        check.page.get_by_role("link", name="Bug", exact=True).click()
        expect(summary(check.page)).to_be_visible()
        check.at("/requests/form/")
        button(check.page).click()
        expect(check.page.get_by_role("alert").first).to_be_visible()
        check.at("/requests/form/refused/")
        summary(check.page).fill("A new laptop")
        button(check.page).click()
        expect(headline(check.page)).to_contain_text("DEMO-")
        check.at("/requests/receipt/")
