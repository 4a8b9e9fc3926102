"""The grant is revoked while a long form is being filled in: nothing typed is lost, and one click files it after."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from integrations import connections
from integrations.errors import ReconnectRequired
from integrations.models import Connection, ConnectionState
from issues.models import State, Submission
from tests.browser.conftest import sign_in
from tests.browser.page_check import checked_page
from tests.browser.test_main_job import SIZES, consent, link_account, open_form
from tests.support.sandbox import Sandbox

Listening = Callable[[Page], Page]
STORY = "\n".join(f"{n}. Step {n}: *press* “Checkout” & <wait> 🙂" for n in range(1, 80))


def revoke(sandbox: Sandbox, name: str = "alice") -> None:
    """The owner takes Lodge off the list of connected apps."""
    sandbox.control("POST", f"/accounts/{sandbox.account(name)['account_id']}/revoke")


def values_of(page: Page) -> dict[str, Any]:
    """Everything that a person can see or set in the form."""
    found: dict[str, Any] = page.locator("form.card.form").evaluate(
        """form => Object.fromEntries([...form.elements]
            .filter(each => each.name && each.name !== 'pinned')
            .filter(each => !['hidden', 'file'].includes(each.type) && each.tagName !== 'BUTTON')
            .map(each => [each.name + '=' + (['radio', 'checkbox'].includes(each.type) ? each.value : ''),
                ['radio', 'checkbox'].includes(each.type) ? each.checked
                : each.multiple ? [...each.selectedOptions].map(one => one.value) : each.value]))"""
    )
    return found


def fill_everything(page: Page) -> None:
    """Something in each field that takes text or a choice, behind the fold as well."""
    page.get_by_role("textbox", name="Summary", exact=True).fill(
        "The total is wrong — “12,40” & <b>"
    )
    page.locator("#id_description").fill(STORY)
    if (more := page.locator("form.card.form details.more > summary")).count():
        more.first.click()
    form = page.locator("form.card.form")
    for select in form.locator("select").all():
        options = select.locator("option").evaluate_all(
            "all => all.map(one => one.value).filter(Boolean)"
        )
        if options:
            select.select_option(options[-1])
    for box in form.locator("input[type=checkbox]:not([name=pinned]), input[type=radio]").all():
        box.check()
    for area in form.locator("textarea").all():
        if not area.input_value():
            area.fill("On the old laptop\nin the kitchen")


def test_a_grant_revoked_in_the_middle_of_a_long_form_costs_no_field(
    context_with: BrowserContext,
    live_server: Any,
    sandbox: Sandbox,
    alice: User,
    at: Listening,
    complaints: list[str],
) -> None:
    page = at(context_with.new_page())
    sign_in(page, live_server.url)
    link_account(page, live_server.url)
    open_form(page, live_server.url)
    fill_everything(page)
    typed = values_of(page)
    revoke(sandbox)

    page.locator(".send").get_by_role("button", name="File it in Jira").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your link to Jira has ended.")
    expect(page.get_by_text("Your report is safe in Lodge")).to_be_visible()
    assert Submission.objects.get().state == State.DRAFT
    page.get_by_role("main").get_by_role("button", name="Link again").click()
    consent(page)

    expect(page.get_by_role("textbox", name="Summary", exact=True)).to_have_value(
        "The total is wrong — “12,40” & <b>"
    )
    assert values_of(page) == typed
    page.locator(".send").get_by_role("button", name="File it in Jira").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your report is in Jira as")
    key = Submission.objects.get().issue_key
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Your report is in Jira as {key}.")
    assert [issue["summary"] for issue in sandbox.issues()] == [
        "The total is wrong — “12,40” & <b>"
    ]
    assert complaints == []


def test_the_wrong_account_is_asked_about_and_the_form_waits(
    context_with: BrowserContext, live_server: Any, sandbox: Sandbox, alice: User
) -> None:
    page = context_with.new_page()
    sign_in(page, live_server.url)
    link_account(page, live_server.url)
    open_form(page, live_server.url)
    page.get_by_role("textbox", name="Summary", exact=True).fill("Written as Alice")
    revoke(sandbox)
    page.locator(".send").get_by_role("button", name="File it in Jira").click()
    page.get_by_role("main").get_by_role("button", name="Link again").click()
    consent(page, "Bob")
    expect(page.get_by_role("heading", level=1)).to_have_text("You came back as another account.")
    page.get_by_role("button", name="Go back to the old account").click()
    page.get_by_role("main").get_by_role("button", name="Link again").click()
    consent(page)
    expect(page.get_by_role("textbox", name="Summary", exact=True)).to_have_value(
        "Written as Alice"
    )
    page.locator(".send").get_by_role("button", name="File it in Jira").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("is in Jira as")
    [issue] = sandbox.issues()
    assert issue["reporter"] == sandbox.account("alice")["account_id"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]} px")
def test_no_page_about_a_link_in_trouble_has_an_axe_violation_or_scrolls_sideways(
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
        mine = Connection.objects.get()
        connections.refresh(mine.pk, asked_by="schedule")
        open_form(page, live_server.url)
        page.get_by_role("textbox", name="Summary", exact=True).fill("A long summary " * 8)
        revoke(sandbox)
        page.locator(".send").get_by_role("button", name="File it in Jira").click()
        expect(page.get_by_text("Your report is safe in Lodge")).to_be_visible()
        check.at("draft of a dead link")
        for path in ("/reports/", "/link/", "/link/history/", "/", "/report/"):
            page.goto(f"{live_server.url}{path}")
            check.at(f"dead link {path.strip('/').replace('/', ' ')}")
        page.goto(f"{live_server.url}/link/")
        page.get_by_role("main").get_by_role("button", name="Link again").click()
        consent(page, "Bob")
        check.at("which account, old one dead")
        page.goto(f"{live_server.url}/link/")
        check.at("an open question")
        Connection.objects.filter(user=alice).update(state=ConnectionState.ACTIVE)
        page.goto(f"{live_server.url}/link/account/")
        check.at("which account, old one works")
        page.goto(f"{live_server.url}/link/history/")
        check.at("history")
        with pytest.raises(ReconnectRequired):
            connections.refresh(mine.pk, asked_by="web")
        mine.sites.filter(name="Demo team").update(gone_at=mine.state_since)
        Connection.objects.filter(user=alice).update(
            state=ConnectionState.ACTIVE, state_since=mine.state_since
        )
        page.goto(f"{live_server.url}/link/sites/")
        check.at("lost sites")
