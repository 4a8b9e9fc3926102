"""Similar reports while a summary is typed, in a real browser: by keyboard, on a phone, without moving the page."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from accounts.models import User
from integrations.models import Connection
from issues.forms import drafts
from issues.forms.drafts import Edit
from issues.models import Comment, State, Submission
from tests.browser.conftest import sign_in, violations
from tests.support.sandbox import Sandbox


@pytest.fixture
def seeded(
    sandbox: Sandbox, alice: User, link: Callable[..., Connection]
) -> tuple[Sandbox, list[str]]:
    """Two issues that are alike, the first open, the second done."""
    connection = link(alice)
    where = {
        "cloud_id": sandbox.site("demo-team")["cloud_id"],
        "account_id": connection.account_id,
        "project": "DEMO",
        "issue_type": "Bug",
    }
    entries = [
        {**where, "fields": {"summary": "Checkout crashes when a voucher is used"}},
        {**where, "fields": {"summary": "Checkout crashed on an old voucher"}, "status": "Done"},
    ]
    made = sandbox.control("POST", "/seed", {"issues": entries})["issues"]
    return sandbox, [str(each["key"]) for each in made]


@pytest.fixture(
    params=[(1280, 900, "light"), (320, 640, "dark")], ids=["desk", "phone in the dark"]
)
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A window with JavaScript; whatever the console complains about fails the test."""
    width, height, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "console", lambda said: complaints.append(said.text) if said.type == "error" else None
    )
    yield opened
    context.close()
    assert complaints == []


def open_form(page: Page, url: str, sandbox: Sandbox) -> None:
    """Sign in, then the form for a bug in DEMO."""
    sign_in(page, url)
    page.goto(f"{url}/report/{sandbox.site('demo-team')['cloud_id']}/DEMO/")
    page.get_by_role("link", name="Bug", exact=True).click()
    expect(page.locator("#id_summary")).to_be_visible()
    page.wait_for_load_state()  # with its scripts: what is typed before asks for nothing


def below(page: Page) -> float:
    """Where the description stands on the page."""
    top: float = page.locator("#id_description").evaluate(
        "e => e.getBoundingClientRect().top + scrollY"
    )
    return top


def fits(page: Page) -> bool:
    """Whether nothing has to be scrolled sideways."""
    wide: bool = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return wide


def test_typing_finds_them_and_moves_nothing_and_the_keyboard_adds_a_comment(
    page: Page, live_server: Any, seeded: tuple[Sandbox, list[str]]
) -> None:
    sandbox, (alike, closed) = seeded
    open_form(page, live_server.url, sandbox)
    before = below(page)
    page.locator("#id_description").fill("Here **too**.")
    page.locator("#id_summary").press_sequentially("Checkout crashes with my voucher")
    count = page.locator(".similar summary")
    expect(count).to_contain_text("2 similar reports")
    expect(page.locator("#similar-said")).to_contain_text("2 similar reports")
    expect(page.locator("#id_summary")).to_be_focused()
    expect(page.locator("#similar-told")).to_have_text("2 similar reports")
    assert below(page) == before
    assert violations(page) == []

    page.locator("#id_summary").press("Tab")
    expect(page.locator("#id_description")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("toolbar").get_by_role("button", name="Bold")).to_be_focused()
    page.keyboard.press("Tab")
    expect(count).to_be_focused()
    page.keyboard.press("Enter")
    first = page.locator("#similar-list li").first
    expect(first.get_by_role("link")).to_contain_text(alike)
    expect(first.get_by_role("link")).to_have_attribute("target", "_blank")
    expect(page.locator("#similar-list li").nth(1)).to_contain_text(closed)
    assert violations(page) == []
    assert fits(page)
    opened = below(page)
    page.locator("#id_summary").fill("Something else entirely different")
    expect(count).to_contain_text("No similar reports found")
    assert below(page) == opened
    page.locator("#id_summary").fill("Checkout crashes with my voucher")
    expect(count).to_contain_text("2 similar reports")
    _watch_and_comment(page, first, alike)
    assert Comment.objects.get().state == State.FILED
    assert Submission.objects.get().state == State.DRAFT


def _watch_and_comment(page: Page, first: Locator, alike: str) -> None:
    """By keyboard, in the list and on the page that asks."""
    first.get_by_role("button", name="Watch").press("Enter")
    expect(first).to_contain_text(f"You watch {alike} now.")
    expect(first.get_by_role("status")).to_be_focused()  # in place of the button that is gone
    first.get_by_role("button", name="Add as a comment").press("Enter")
    expect(page.get_by_role("heading", name=f"Add what you wrote to {alike}?")).to_be_visible()
    assert violations(page) == []
    assert fits(page)
    page.get_by_role("button", name="Add this comment").press("Enter")
    expect(page.get_by_role("heading", name=f"Your comment is on {alike}.")).to_be_visible()
    assert violations(page) == []
    assert fits(page)


def test_on_a_phone_the_line_below_the_summary_leads_to_them(
    browser: Browser, live_server: Any, seeded: tuple[Sandbox, list[str]]
) -> None:
    sandbox, (alike, _closed) = seeded
    context = browser.new_context(viewport={"width": 375, "height": 667}, has_touch=True)
    page = context.new_page()
    open_form(page, live_server.url, sandbox)
    page.locator("#id_summary").press_sequentially("Checkout crashes with my voucher")
    page.locator(".similar-line a", has_text="2 similar reports").tap()
    expect(page.locator("#similar-list")).to_contain_text(alike)
    expect(page.locator("#similar-list")).to_be_in_viewport()
    context.close()


def test_without_javascript_a_button_in_the_form_shows_them(
    browser: Browser, live_server: Any, seeded: tuple[Sandbox, list[str]]
) -> None:
    sandbox, (alike, _closed) = seeded
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    open_form(page, live_server.url, sandbox)
    expect(page.locator(".similar details")).to_be_hidden()
    page.locator("#id_summary").fill("Checkout crashes with my voucher")
    page.locator("#id_description").fill("Here **too**.")
    page.get_by_role("button", name="Look for similar reports").click()
    expect(page.get_by_role("heading", name="2 similar reports")).to_be_visible()
    page.get_by_role("link", name="Back to what you wrote").click()
    expect(page.locator("#id_summary")).to_have_value("Checkout crashes with my voucher")
    expect(page.locator("#id_description")).to_have_value("Here **too**.")
    page.get_by_role("button", name="Look for similar reports").click()
    page.get_by_role("link", name=f"Add as a comment {alike}").click()
    page.get_by_role("button", name="Add this comment").click()
    expect(page.get_by_role("heading", name=f"Your comment is on {alike}.")).to_be_visible()
    context.close()


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_what_was_shown_is_added_whatever_another_tab_writes_meanwhile(
    browser: Browser, live_server: Any, seeded: tuple[Sandbox, list[str]], script: bool
) -> None:
    sandbox, (alike, _closed) = seeded
    context = browser.new_context(java_script_enabled=script)
    page = context.new_page()
    open_form(page, live_server.url, sandbox)
    page.locator("#id_summary").fill("Checkout crashes with my voucher")
    page.locator("#id_description").fill("Here **too**.")
    if script:
        # A save that arrives after the other tab's keeps its text as a draft of its own.
        expect(page.get_by_text("Draft saved:")).to_be_visible()
        page.locator(".similar summary").click()
        same = page.locator("#similar-list li").first.get_by_role("button", name="Add as a comment")
    else:
        page.get_by_role("button", name="Look for similar reports").click()
        same = page.get_by_role("link", name=f"Add as a comment {alike}")
    same.click()
    expect(page.locator(".boxed.comment")).to_contain_text("Here too.")
    (draft,) = Submission.objects.all()
    edit = Edit(
        draft.pk, {**draft.values, "description": ["Not for Jira yet."]}, draft.version, "another"
    )
    drafts.save(draft.owner, edit, {})
    page.get_by_role("button", name="Add this comment").click()
    expect(page.get_by_role("heading", name=f"Your comment is on {alike}.")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Here too.")
    assert Comment.objects.get().text.endswith("Here **too**.")
    assert Submission.objects.get().values["description"] == ["Not for Jira yet."]
    context.close()


def test_filing_goes_on_when_the_search_does_not_answer(
    page: Page, live_server: Any, seeded: tuple[Sandbox, list[str]]
) -> None:
    sandbox, _keys = seeded
    open_form(page, live_server.url, sandbox)
    sandbox.fault("status", method="GET", path="/search/jql$", times=99, status=500, body={})
    page.locator("#id_summary").press_sequentially("Checkout crashes with my voucher")
    expect(page.locator(".similar")).to_contain_text("Jira did not say whether there are any.")
    expect(page.locator(".similar")).not_to_contain_text("No similar reports found")
    page.locator("#id_description").fill("Here too.")
    page.get_by_role("button", name="File it in Jira").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("is in Jira as")
    assert Submission.objects.get().state == State.FILED
