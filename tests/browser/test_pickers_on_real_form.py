"""Pickers, editor and files on the real form, with a real Jira behind them: what is picked is what is filed."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from issues.models import Submission
from tests.browser.conftest import sign_in, violations
from tests.browser.test_main_job import link_account, open_form
from tests.support.sandbox import Sandbox


def at_the_form(page: Page, url: str) -> Page:
    """Signed in, linked, and at the form of a bug, with everything in sight."""
    sign_in(page, url)
    link_account(page, url)
    open_form(page, url)
    expect(page.get_by_role("textbox", name="Summary")).to_be_visible()
    page.evaluate(
        "document.querySelectorAll('main form details').forEach((each) => { each.open = true })"
    )
    return page


def test_what_is_picked_written_and_mentioned_is_filed(
    browser: Any, live_server: Any, sandbox: Sandbox, alice: User, complaints: list[str]
) -> None:
    page = browser.new_page()
    page.on(
        "console", lambda m: complaints.append(m.text) if m.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    at_the_form(page, live_server.url)
    page.get_by_role("textbox", name="Summary").fill("Picked with a list")
    editor = page.get_by_role("textbox", name="Description")
    editor.press_sequentially("Ask @bo")
    page.locator(".editor .pop [role=option]", has_text="Bob").click()
    bob = sandbox.account("Bob")["account_id"]
    expect(editor).to_have_value(f"Ask [@Bob](accountid:{bob}) ")
    page.get_by_role("button", name="Preview").first.click()
    expect(page.locator(".prose .adf-mention")).to_have_text("@Bob")
    assignee = page.get_by_role("group", name="Assignee").get_by_role("combobox")
    assignee.press_sequentially("bo")
    expect(page.locator("[role=option].at")).to_contain_text("Bob")
    assignee.press("Enter")
    labels = page.get_by_role("group", name="Labels").get_by_role("combobox")
    labels.press_sequentially("slow login ")
    expect(page.locator(".chip")).to_have_text(["slow", "login"])
    page.locator(".send").get_by_role("button", name="File it in Jira").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("is in Jira as")
    fields = Submission.objects.get().fields
    assert fields["assignee"] == {"accountId": bob} or fields["assignee"] == {"id": bob}
    assert fields["labels"] == ["slow", "login"]
    assert '"mention"' in str(fields["description"]).replace("'", '"')
    assert complaints == []


def test_a_pick_is_saved_with_the_draft_and_stands_there_again(
    browser: Any, live_server: Any, sandbox: Sandbox, alice: User
) -> None:
    page = at_the_form(browser.new_page(), live_server.url)
    assignee = page.get_by_role("group", name="Assignee").get_by_role("combobox")
    with page.expect_response(
        lambda answer: answer.request.method == "POST" and "/report/" in answer.url
    ):
        assignee.press_sequentially("bo")
        expect(page.locator("[role=option].at")).to_contain_text("Bob")
        assignee.press("Enter")
    expect(page.locator(".send [role=status]")).to_contain_text("aved")
    draft = Submission.objects.get()
    while "|Bob" not in str(draft.values):
        page.wait_for_timeout(200)
        draft.refresh_from_db()
    page.goto(f"{page.url.partition('?')[0]}?report={draft.pk}")
    expect(page.get_by_role("combobox").and_(page.locator("#id_assignee"))).to_have_value("Bob")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_the_whole_form_is_accessible_with_everything_enhanced(
    browser: Any, live_server: Any, sandbox: Sandbox, alice: User, width: int, scheme: Any
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
    page = at_the_form(context.new_page(), live_server.url)
    page.get_by_role("textbox", name="Description").fill(
        "### Seen\n\n- [ ] **it**\n\n" + "word " * 5000
    )
    expect(page.get_by_role("meter").first).to_be_visible()
    page.get_by_role("group", name="Assignee").get_by_role("combobox").press_sequentially("a")
    expect(page.locator(".pop [role=option]").first).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Preview").first.click()
    expect(page.locator(".prose").first).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
