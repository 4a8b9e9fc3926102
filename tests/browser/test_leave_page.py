"""A text is saved however its writer goes on: without a pause, to another page at once, by a slip of the key."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from integrations.models import Connection
from issues.models import State, Submission
from tests.browser.conftest import sign_in
from tests.support.sandbox import Sandbox


@pytest.fixture
def page(
    browser: Browser,
    live_server: Any,
    sandbox: Sandbox,
    alice: User,
    link: Callable[..., Connection],
) -> Iterator[Page]:
    """Alice before the form for a bug, its scripts there."""
    link(alice)
    context = browser.new_context()
    opened = context.new_page()
    sign_in(opened, live_server.url)
    opened.goto(f"{live_server.url}/report/{sandbox.site('demo-team')['cloud_id']}/DEMO/")
    opened.get_by_role("link", name="Bug", exact=True).click()
    expect(opened.locator("#id_summary")).to_be_visible()
    opened.wait_for_load_state()
    yield opened
    context.close()


def test_who_leaves_at_once_finds_the_words_among_the_drafts(page: Page) -> None:
    page.locator("#id_summary").fill("It broke")
    page.get_by_role("link", name="Your reports").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your reports")
    for _ in range(100):
        if Submission.objects.filter(summary="It broke", state=State.DRAFT).exists():
            break
        page.wait_for_timeout(100)
    assert Submission.objects.get().summary == "It broke"


def test_who_presses_the_button_sends_it_once_and_saves_nothing_beside(page: Page) -> None:
    page.locator("#id_summary").fill("It broke")
    page.locator("#id_summary").press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("is in Jira as")
    page.wait_for_timeout(500)
    assert [row.state for row in Submission.objects.all()] == [State.FILED]


def test_who_types_without_a_pause_is_saved_all_the_same(page: Page) -> None:
    with page.expect_request(lambda sent: "autosave=1" in (sent.post_data or ""), timeout=60_000):
        page.evaluate(
            """() => {
              const text = document.querySelector("#id_summary");
              window.typing = setInterval(() => {
                text.value += "x";
                text.dispatchEvent(new Event("input", { bubbles: true }));
              }, 200);
            }"""
        )
    page.evaluate("clearInterval(window.typing)")
    expect(page.locator(".send [role=status]").first).to_contain_text("Draft saved")


def test_a_slip_of_the_key_leads_away_from_no_text(page: Page) -> None:
    address = page.url
    page.locator("#id_summary").fill("It broke")
    page.locator("#id_summary").blur()
    page.keyboard.press("c")
    page.wait_for_timeout(300)
    assert page.url == address
