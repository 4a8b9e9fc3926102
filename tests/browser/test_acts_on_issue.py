"""The forms for acts on an issue in a real browser: at a desk, on a narrow phone, in the dark, without JavaScript."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Browser, BrowserContext, expect

from accounts.models import User
from integrations import jira
from integrations.models import Connection
from issues import attachments
from issues.filing import store_act
from issues.models import ActKind, AddedFile, Comment, State
from tests.browser.conftest import sign_in, violations
from tests.browser.form_page import FILED, button, headline
from tests.integration.issues.filing.conftest import sweep
from tests.support.sandbox import SCOPES, Sandbox

PAGES = (
    "",
    "acts/",
    "edit/",
    "transition/31/",
    "link/",
    "comment/",
    "comment/{comment}/",
    "comment/{comment}/delete/",
    "people/",
    "add-files/",
)


@pytest.fixture
def issue(
    sandbox: Sandbox, alice: User, link: Callable[..., Connection], live_server: Any
) -> dict[str, str]:
    """An issue of Bob's, with a comment of Alice's."""
    connection = link(alice)
    cloud_id = sandbox.site("demo-team")["cloud_id"]
    entry = {
        "cloud_id": cloud_id,
        "account_id": sandbox.account("bob")["account_id"],
        "project": "DEMO",
        "issue_type": "Bug",
        "fields": {"summary": "Checkout refuses the voucher", "labels": ["voucher"]},
    }
    key = sandbox.control("POST", "/seed", {"issues": [entry]})["issues"][0]["key"]
    line = {"type": "paragraph", "content": [{"type": "text", "text": "as it was"}]}
    body = {"type": "doc", "version": 1, "content": [line]}
    made = jira.add_comment(connection.account_id, cloud_id, key, body, marker="m")
    return {
        "url": f"{live_server.url}/issue/{cloud_id}/{key}/",
        "key": key,
        "cloud_id": cloud_id,
        "account_id": connection.account_id,
        "comment": made.id,
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_and_fits_a_small_phone(
    browser: Browser, live_server: Any, alice: User, issue: dict[str, str], scheme: Any
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": 320, "height": 640})
    page = context.new_page()
    sign_in(page, live_server.url)
    for part in PAGES:
        page.goto(issue["url"] + part.format(**issue))
        assert violations(page) == [], part
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, part
    page.goto(issue["url"] + "edit/")
    page.get_by_role("textbox", name="Summary", exact=True).fill("")
    page.locator(".send").get_by_role("button").click()
    expect(page.get_by_role("alert").first).to_contain_text("to correct")
    assert violations(page) == []
    context.close()


@pytest.mark.parametrize("state", ["rejected", "blocked", "queued", "draft", "filed"])
def test_what_became_of_an_act_is_accessible(
    browser: Browser, live_server: Any, alice: User, issue: dict[str, str], state: str
) -> None:
    site = jira.site_of(issue["account_id"], issue["cloud_id"])
    about = store_act.ActedOn(issue["account_id"], site, "1", issue["key"], "A summary")
    step = {"transition": "21", "from": "1", "to": "2", "to_name": "In Progress"}
    act = store_act.queue(store_act.Wish(alice, about, ActKind.TRANSITION, step))
    act.state, act.blocked_reason = state, "ask" if state == "blocked" else ""
    act.next_attempt_at = None
    act.save()
    context = browser.new_context(color_scheme="dark", viewport={"width": 320, "height": 640})
    page = context.new_page()
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/acts/{act.pk}/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    context.close()


def test_a_question_is_answered_and_the_issue_is_resolved(
    context_with: BrowserContext, live_server: Any, alice: User, issue: dict[str, str]
) -> None:
    page = context_with.new_page()
    sign_in(page, live_server.url)
    page.goto(issue["url"])
    page.get_by_role("link", name="Comment", exact=True).click()
    page.get_by_role("textbox", name="Your comment").fill("It is **the voucher**.")
    page.get_by_role("button", name="Preview", exact=True).first.click()
    expect(page.locator("strong", has_text="the voucher").first).to_be_visible()
    page.get_by_role("button", name="Add this comment").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your comment is on")
    assert Comment.objects.get().state == State.FILED
    page.goto(issue["url"])
    page.get_by_role("link", name="Done").click()
    page.locator(".send").get_by_role("button").click()
    expect(page.get_by_role("alert").first).to_contain_text("1 thing to correct")
    page.get_by_role("combobox", name="Resolution").select_option(label="Done")
    page.locator(".send").get_by_role("button").click()
    expect(page.get_by_text("is now “Done”")).to_be_visible()
    page.get_by_role("button", name="Watch", exact=True).click()
    expect(page.get_by_text("You watch")).to_be_visible()


def test_files_are_added_to_the_issue_and_to_a_comment(
    context_with: BrowserContext, live_server: Any, alice: User, issue: dict[str, str]
) -> None:
    page = context_with.new_page()
    sign_in(page, live_server.url)
    page.goto(issue["url"])
    page.get_by_role("link", name="Add files").click()
    page.locator("#files").set_input_files(
        {"name": "log.txt", "mimeType": "text/plain", "buffer": b"hello"}
    )
    page.locator(".send").get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Your files for {issue['key']}")
    expect(page.get_by_text("log.txt")).to_be_visible()
    sweep()
    page.reload()
    expect(page.get_by_text("In Jira", exact=True)).to_be_visible()
    page.goto(issue["url"] + "comment/")
    page.get_by_role("textbox", name="Your comment").fill("Here is the other one.")
    page.locator("#files").set_input_files(
        {"name": "other.txt", "mimeType": "text/plain", "buffer": b"other"}
    )
    page.get_by_role("button", name="Add this comment").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your comment is on")
    sweep()
    page.reload()
    expect(page.get_by_text("In Jira", exact=True)).to_be_visible()
    for part in ("/acts/", "/acts/files/"):
        page.goto(live_server.url + part)
        expect(page.get_by_role("link", name="other.txt")).to_be_visible()


def test_what_became_of_files_is_accessible(
    browser: Browser, live_server: Any, alice: User, issue: dict[str, str]
) -> None:
    site = jira.site_of(issue["account_id"], issue["cloud_id"])
    to = attachments.ToIssue(
        alice.pk, issue["account_id"], site, "1", issue["key"], "A summary", uuid4()
    )
    names = ("filed", "rejected", "blocked", "queued")
    attachments.add(to, [SimpleUploadedFile(f"{name}.txt", b"hello") for name in names])
    for name in names:
        reason = "ask" if name == "blocked" else ""
        row = AddedFile.objects.filter(name=f"{name}.txt")
        row.update(state=name, blocked_reason=reason, next_attempt_at=None)
    context = browser.new_context(color_scheme="dark", viewport={"width": 320, "height": 640})
    page = context.new_page()
    sign_in(page, live_server.url)
    for part in ("/acts/", "/acts/files/", f"/acts/files/{issue['cloud_id']}/{issue['key']}/"):
        page.goto(live_server.url + part)
        expect(page.get_by_text("blocked.txt").first).to_be_visible()
        assert violations(page) == [], part
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, part
    context.close()


def test_a_request_is_raised_on_a_service_project(
    context_with: BrowserContext,
    live_server: Any,
    sandbox: Sandbox,
    alice: User,
    link: Callable[..., Connection],
) -> None:
    link(alice, scopes=f"{SCOPES} read:servicedesk-request write:servicedesk-request")
    cloud_id = sandbox.site("demo-team")["cloud_id"]
    facts = {"cloud_id": cloud_id, "project": "DEMO", "kind": "service_desk"}
    sandbox.control("POST", "/seed", {"access": [facts]})
    page = context_with.new_page()
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/report/{cloud_id}/DEMO/")
    page.get_by_role("link", name="Raise a request").click()
    page.get_by_role("link", name="Bug", exact=True).click()
    button(page).click()
    expect(page.get_by_role("alert").first).to_contain_text("1 thing to correct")
    page.get_by_role("textbox", name="Summary", exact=True).fill("A new laptop")
    button(page).click()
    expect(headline(page)).to_contain_text(FILED)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_a_service_project_are_accessible(
    browser: Browser,
    live_server: Any,
    sandbox: Sandbox,
    alice: User,
    link: Callable[..., Connection],
    issue: dict[str, str],
    scheme: Any,
) -> None:
    link(alice, scopes=f"{SCOPES} read:servicedesk-request write:servicedesk-request")
    facts = {"cloud_id": issue["cloud_id"], "project": "DEMO", "kind": "service_desk"}
    sandbox.control("POST", "/seed", {"access": [facts]})
    context = browser.new_context(color_scheme=scheme, viewport={"width": 320, "height": 640})
    page = context.new_page()
    sign_in(page, live_server.url)
    types = f"{live_server.url}/requests/{issue['cloud_id']}/DEMO/"
    page.goto(types)
    form = page.get_by_role("link", name="Bug", exact=True).get_attribute("href")
    for at in (types, f"{live_server.url}{form}", issue["url"] + "comment/"):
        page.goto(at)
        assert violations(page) == [], at
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, at
    context.close()


def test_what_is_typed_is_saved_while_one_writes(
    browser: Browser, live_server: Any, alice: User, issue: dict[str, str]
) -> None:
    page = browser.new_context().new_page()
    sign_in(page, live_server.url)
    page.goto(issue["url"] + "comment/")
    page.get_by_role("textbox", name="Your comment").press_sequentially("half a thou")
    expect(page.locator(".send [role=status]")).to_contain_text("Draft saved")
    page.goto(issue["url"] + "comment/")
    expect(page.get_by_role("textbox", name="Your comment")).to_have_value("half a thou")
    page.context.close()
