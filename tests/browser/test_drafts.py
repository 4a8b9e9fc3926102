"""Drafts in a real browser: saved while somebody writes, safe from crashes, from other tabs and from Jira's changes."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

from accounts.models import User
from issues.attachments import cleanup
from issues.models import State, Submission
from tests.browser.conftest import sign_in, violations
from tests.browser.lodge_processes import Served
from tests.browser.page_check import PageCheck, checked_page
from tests.browser.test_main_job import SIZES, link_account, open_form
from tests.support.sandbox import Sandbox

SAVED = re.compile("Draft saved:")


def at_the_form(page: Page, url: str) -> None:
    """Signed in, linked, with an empty form for a bug in DEMO."""
    sign_in(page, url)
    link_account(page, url)
    open_form(page, url)


def saved(page: Page) -> None:
    """Wait until the page says that it saved."""
    expect(page.locator(".send [role=status]")).to_contain_text(SAVED, timeout=60_000)


def press(page: Page) -> None:
    """The one button."""
    page.locator(".send").get_by_role("button", name="File it in Jira").click()


def change(sandbox: Sandbox, **field: Any) -> str:
    """An administrator of Jira changes the form of a bug in DEMO; the field's id."""
    cloud_id = sandbox.site("demo-team")["cloud_id"]
    facts = {"cloud_id": cloud_id, "project": "DEMO", "issue_type": "Bug", **field}
    answer = sandbox.control("POST", "/seed", {"fields": [facts]})
    return str(answer["fields"][0]["field_id"])


def test_what_is_typed_is_saved_while_it_is_typed(
    window: BrowserContext, live_server: Any, sandbox: Sandbox, alice: User
) -> None:
    page = window.new_page()
    at_the_form(page, live_server.url)
    page.get_by_role("textbox", name="Summary", exact=True).press_sequentially("It broke")
    saved(page)
    page.locator("#id_description").fill("long story")
    expect(page.locator("#draft-version")).to_have_value("2")
    row = Submission.objects.get()
    assert (row.summary, row.values["description"], row.state) == (
        "It broke",
        ["long story"],
        State.DRAFT,
    )
    press(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("is in Jira as")
    assert Submission.objects.get().version == 3


def test_two_tabs_keep_both_texts(
    window: BrowserContext, live_server: Any, sandbox: Sandbox, alice: User
) -> None:
    first = window.new_page()
    at_the_form(first, live_server.url)
    first.get_by_role("textbox", name="Summary", exact=True).fill("Begun")
    saved(first)
    address = f"{first.url.partition('?')[0]}?report={Submission.objects.get().pk}"
    second = window.new_page()
    second.goto(address)
    first.get_by_role("textbox", name="Summary", exact=True).fill("From the first tab")
    expect(first.locator("#draft-version")).to_have_value("2")
    second.get_by_role("textbox", name="Summary", exact=True).fill("From the second tab")
    expect(second.locator(".send [role=status]")).to_contain_text("changed in another tab")
    assert violations(second) == []
    press(second)
    expect(second.get_by_role("heading", level=1)).to_contain_text("is in Jira as")
    states = dict(Submission.objects.values_list("summary", "state"))
    assert states == {"From the first tab": "draft", "From the second tab": "filed"}


def test_a_form_that_changed_shows_what_is_new_and_keeps_the_rest(
    context_with: BrowserContext, live_server: Any, sandbox: Sandbox, alice: User
) -> None:
    field = change(sandbox, name="Severity in words", kind="textfield", required=True)
    page = context_with.new_page()
    at_the_form(page, live_server.url)
    page.get_by_role("textbox", name="Summary", exact=True).fill("It broke")
    page.get_by_label("Severity in words").fill("Quite bad")
    change(sandbox, field_id=field, remove=True)
    change(sandbox, name="Which browser", kind="textfield", required=True)
    cache.clear()
    press(page)
    note = page.locator(".note").first
    expect(note).to_contain_text("Jira's form is not the one that you began with.")
    expect(note).to_contain_text("Severity in words")
    expect(note).to_contain_text("Quite bad")
    expect(page.get_by_role("textbox", name="Summary", exact=True)).to_have_value("It broke")
    note.get_by_role("link", name="Which browser").click()
    expect(page.get_by_label("Which browser")).to_be_focused()
    page.get_by_label("Which browser").fill("Lynx")
    press(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("is in Jira as")


def test_a_thrown_away_draft_comes_back_by_one_click(
    context_with: BrowserContext, live_server: Any, sandbox: Sandbox, alice: User
) -> None:
    Submission.objects.create(
        owner=alice, summary="It broke", state=State.DRAFT, project_key="DEMO"
    )
    page = context_with.new_page()
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/drafts/")
    page.get_by_role("button", name="Throw away").click()
    expect(page.get_by_text("Thrown away:")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="It broke")).to_be_visible()


def test_a_preview_without_javascript(
    browser: Browser, live_server: Any, sandbox: Sandbox, alice: User
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    at_the_form(page, live_server.url)
    page.locator("#id_description").fill("It is **very** wrong.")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("strong", has_text="very")).to_be_visible()
    expect(page.locator("#id_description")).to_have_value("It is **very** wrong.")
    context.close()


def test_a_draft_survives_the_death_of_the_server(
    window: BrowserContext,
    served: Served,
    sandbox: Sandbox,
    alice: User,
    link: Callable[..., Any],
) -> None:
    link(alice)
    served.sign_in(window, alice)
    page = window.new_page()
    page.goto(f"{served.url}/report/{sandbox.site('demo-team')['cloud_id']}/DEMO/")
    page.get_by_role("main").get_by_role("link", name="Bug").first.click()
    page.get_by_role("textbox", name="Summary", exact=True).fill("Written before the crash")
    page.locator("#id_description").fill("All of it, to the last word.")
    saved(page)
    served.kill()
    page.locator("#id_description").fill("All of it, to the last word. And one more.")
    expect(page.locator(".send [role=status]")).to_contain_text("Not saved")
    expect(page.locator(".send [role=status]")).to_contain_text("What you typed is still here.")
    served.start()
    saved(page)
    page.goto(f"{served.url}/drafts/")
    page.get_by_role("link", name="Written before the crash").click()
    expect(page.get_by_role("textbox", name="Summary", exact=True)).to_have_value(
        "Written before the crash"
    )
    expect(page.locator("#id_description")).to_have_value(
        "All of it, to the last word. And one more."
    )
    press(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("is in Jira as")


def look_at_a_form_that_changes(look: PageCheck, sandbox: Sandbox, url: str) -> str:
    """Saved, then changed by Jira while it is filled in; the form's address."""
    page = look.page
    field = change(sandbox, name="Severity in words", kind="textfield", required=True)
    at_the_form(page, url)
    form = page.url
    page.get_by_role("textbox", name="Summary", exact=True).fill("A long summary " * 8)
    page.get_by_label("Severity in words").fill("Quite bad " * 20)
    chosen: FilePayload = {
        "name": "a-log-with-quite-a-long-name.log",
        "mimeType": "text/plain",
        "buffer": b"boom",
    }
    page.locator("input[type=file]").set_input_files(chosen)
    saved(page)
    look.at("form-saved")
    change(sandbox, field_id=field, remove=True)
    change(sandbox, name="Which browser", kind="textfield", required=True)
    cache.clear()
    press(page)
    expect(page.get_by_text("a-log-with-quite-a-long-name.log").first).to_be_visible()
    look.at("form-changed")
    return form


def look_at_a_draft_thrown_away(look: PageCheck, url: str) -> None:
    """Thrown away, its copies let go, had back."""
    page = look.page
    page.goto(f"{url}/drafts/")
    look.at("drafts")
    page.get_by_role("button", name="Throw away").click()
    look.at("drafts-gone")
    page.goto(f"{url}/reports/{Submission.objects.get().pk}/")
    look.at("draft-gone")
    Submission.objects.update(state_since=timezone.now() - timedelta(days=99))
    cleanup.let_go()
    page.get_by_role("button", name="Undo").click()
    look.at("drafts-without-files")
    page.get_by_role("link", name="A long summary").click()
    expect(page.get_by_text("Lodge no longer has this file.")).to_be_visible()
    look.at("form-without-files")


def look_at_an_unknown_field(look: PageCheck) -> None:
    """What Lodge cannot ask for, before and after it is kept."""
    page = look.page
    look.at("unknown-field")
    page.get_by_role("textbox", name="Summary", exact=True).fill("It broke")
    page.locator("#id_description").fill("A long story. " * 800)
    page.locator(".send").get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("link", name="Finish it in Jira")).to_be_visible()
    look.at("unknown-field-kept")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]} px")
def test_none_of_these_pages_has_an_axe_violation_or_scrolls_sideways(
    browser: Browser,
    live_server: Any,
    sandbox: Sandbox,
    alice: User,
    scheme: Any,
    size: tuple[int, int],
) -> None:
    with checked_page(browser, scheme, size) as check:
        page = check.page
        form = look_at_a_form_that_changes(check, sandbox, live_server.url)
        look_at_a_draft_thrown_away(check, live_server.url)
        page.goto(re.sub(r"/[0-9]+/$", "/", form))
        page.get_by_role("link", name="Service request").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Service request")
        look_at_an_unknown_field(check)
        page.goto(live_server.url)
        check.at("home")
        page.goto(f"{live_server.url}/report/")
        check.at("start")
