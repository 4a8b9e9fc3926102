"""A report's page with files and links wherever they may stand, and a prepared form: accessible, and never too wide."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.models import User
from issues.models import State, Submission
from issues.outbox.states import Reason
from tests.browser.conftest import sign_in
from tests.browser.page_check import checked_page
from tests.browser.test_main_job import SIZES
from tests.integration.issues.bugforms.conftest import make_form
from tests.support.sandbox import Sandbox
from tests.support.screenshots.sample_rows import add_parts

REPORTS: list[tuple[str, State, dict[str, Any]]] = [
    ("filed", State.FILED, {"issue_key": "DEMO-7"}),
    ("queued", State.QUEUED, {}),
    ("asked", State.BLOCKED, {"blocked_reason": Reason.ASK}),
    ("rejected", State.REJECTED, {"messages": ["Say which page it was."]}),
    ("draft", State.DRAFT, {}),
]


def report(owner: User, sandbox: Sandbox, state: State, **more: Any) -> Submission:
    """Hers, with a file and a link in every state."""
    site = sandbox.site("demo-team")
    where = {
        "cloud_id": site["cloud_id"],
        "site_name": "Demo team",
        "site_url": site["url"],
        "project_key": "DEMO",
    }
    place = {**where, "project_id": "10000", "issue_type_id": "10002", "issue_type_name": "Bug"}
    values = {"summary": ["Checkout total is wrong"], "description": ["A long story. " * 600]}
    told = {
        "summary": "Checkout total is wrong",
        "values": values,
        "field_names": {"description": "Description"},
    }
    row = Submission.objects.create(
        owner=owner, state=state, account_name="Alice", **place, **told, **more
    )
    add_parts(row)
    return row


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]} px")
def test_every_state_of_files_and_links_is_accessible_and_fits(
    browser: Browser,
    live_server: Any,
    sandbox: Sandbox,
    alice: User,
    link: Callable[..., Any],
    scheme: Any,
    size: tuple[int, int],
) -> None:
    link(alice)
    with checked_page(browser, scheme, size) as check:
        page = check.page
        sign_in(page, live_server.url)
        for name, state, more in REPORTS:
            row = report(alice, sandbox, state, **more)
            page.goto(f"{live_server.url}/reports/{row.pk}/")
            expect(page.get_by_role("heading", name="Files and links")).to_be_visible()
            check.at(f"report-{name}")
        open_prepared(page, live_server.url, sandbox)
        check.at("prepared-form")
        page.locator(".send").get_by_role("button", name="File it in Jira").click()
        expect(page.get_by_role("alert").first).to_be_visible()
        check.at("prepared-form-wrong")


def open_prepared(page: Page, url: str, sandbox: Sandbox) -> None:
    """A form that an admin made, with an introduction."""
    cloud_id = sandbox.site("demo-team")["cloud_id"]
    page.goto(f"{url}/report/{cloud_id}/DEMO/")
    address = (
        page.get_by_role("main").get_by_role("link", name="Bug").first.get_attribute("href") or ""
    )
    make_form(
        {"field_id": "summary", "label": "What happened", "help": "In one line."},
        "description",
        {"field_id": "labels", "value": ["from-the-app"], "hidden": True},
        name="The app",
        cloud_id=cloud_id,
        project_key="DEMO",
        issue_type_id=address.strip("/").rpartition("/")[2],
        intro="Say **everything**, in [plain words](https://example.com).",
        description_template="### What I did",
    )
    page.goto(f"{url}/f/app-bug/")
    expect(page.get_by_label("What happened")).to_be_visible()


def test_a_draft_of_a_prepared_form_leads_back_into_it(
    window: BrowserContext,
    live_server: Any,
    sandbox: Sandbox,
    alice: User,
    link: Callable[..., Any],
) -> None:
    link(alice)
    page = window.new_page()
    sign_in(page, live_server.url)
    open_prepared(page, live_server.url, sandbox)
    page.wait_for_load_state()
    page.get_by_label("What happened").fill("Begun in the app's form")
    expect(page.locator(".send [role=status]")).to_contain_text("Draft saved", timeout=60_000)
    row = Submission.objects.get()
    page.goto(f"{live_server.url}/reports/{row.pk}/")
    page.get_by_role("link", name="Open the draft").click()
    expect(page).to_have_url(f"{live_server.url}/f/app-bug/?report={row.pk}")
    expect(page.get_by_label("What happened")).to_have_value("Begun in the app's form")


def test_what_the_address_of_jiras_form_can_not_carry_is_there_to_copy(
    window: BrowserContext,
    live_server: Any,
    sandbox: Sandbox,
    alice: User,
    link: Callable[..., Any],
) -> None:
    link(alice)
    page = window.new_page()
    sign_in(page, live_server.url)
    row = report(alice, sandbox, State.DRAFT)
    page.goto(f"{live_server.url}/reports/{row.pk}/")
    address = page.get_by_role("link", name="Finish it in Jira").get_attribute("href") or ""
    assert "summary=Checkout+total+is+wrong" in address
    assert len(address) < 6200
    page.get_by_text("To copy, if you finish it in Jira").click()
    expect(page.get_by_text("A long story. A long story.").first).to_be_visible()
