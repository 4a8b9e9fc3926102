"""From the press on the page says that it is sending, takes no second press, is never stuck, and loses nothing."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserType, Page, Route, expect

from accounts.models import User
from integrations.models import Connection
from issues.models import State, Submission
from tests.browser.conftest import violations
from tests.browser.form_page import (
    FILED,
    at_the_form,
    button,
    complaint,
    headline,
    held,
    is_free,
    page,
    saved,
    summary,
    told,
)
from tests.integration.issues.attachments.conftest import folder
from tests.support.sandbox import Sandbox

__all__ = ["folder", "page"]


def test_the_button_says_that_it_is_sending_and_takes_no_second_press(
    page: Page, sandbox: Sandbox
) -> None:
    waiting = held(page)
    summary(page).fill("It broke")
    button(page).click()
    expect(button(page)).to_have_text("Sending …")
    expect(button(page)).to_have_attribute("aria-busy", "true")
    expect(button(page)).to_be_disabled()
    # Seen once, on the button; heard once, from the line above it.
    expect(told(page)).to_have_text("Sending …")
    expect(told(page).locator("span")).to_have_class("sr")
    button(page).click(force=True)
    button(page).press("Enter")
    summary(page).press("Control+Enter")
    assert violations(page) == []
    assert len(waiting) == 1
    waiting[0].continue_()
    expect(headline(page)).to_contain_text(FILED)
    assert len(sandbox.issues()) == 1


def test_what_is_to_be_corrected_is_said_in_summary_title_and_with_the_focus(page: Page) -> None:
    page.locator("#id_description").fill("long story")
    button(page).click()
    expect(page.get_by_role("alert").first).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: New Bug for Demo"))
    expect(page.locator("#id_description")).to_have_value("long story")
    expect(page).to_have_url(re.compile(r"\?report="))
    is_free(page)
    assert violations(page) == []
    summary(page).fill("It broke")
    button(page).click()
    expect(headline(page)).to_contain_text(FILED)
    expect(page).not_to_have_title(re.compile("Error"))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda route: route.abort("internetdisconnected"), "there is no connection"),
        (
            lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"),
            "Lodge does not answer",
        ),
        (
            lambda route: route.fulfill(status=413, body="<h1>Too large</h1>"),
            "more than this server takes",
        ),
        (
            lambda route: route.fulfill(status=403, body="<h1>Forbidden</h1>"),
            "this page is too old",
        ),
    ],
    ids=["no network", "bad gateway", "too large for the server", "forbidden"],
)
def test_what_came_to_nothing_is_told_with_everything_kept(
    page: Page, sandbox: Sandbox, answer: Callable[[Route], None], words: str
) -> None:
    page.route(re.compile(".*&post$"), answer)
    summary(page).fill("It broke")
    button(page).click()
    expect(complaint(page)).to_contain_text(words)
    is_free(page)
    expect(summary(page)).to_have_value("It broke")
    assert violations(page) == []
    page.unroute(re.compile(".*&post$"))
    page.unroute_all()
    button(page).click()
    expect(headline(page)).to_contain_text(FILED)
    assert len(sandbox.issues()) == 1


def test_what_could_not_be_sent_is_saved(page: Page) -> None:
    page.route(re.compile(".*&post$"), lambda route: route.abort("internetdisconnected"))
    summary(page).fill("It broke")
    button(page).click()
    expect(complaint(page)).to_contain_text("there is no connection")
    saved(page)
    expect(complaint(page)).to_contain_text("there is no connection")
    assert [(row.summary, row.state) for row in Submission.objects.all()] == [
        ("It broke", State.DRAFT)
    ]


def test_without_an_answer_it_can_be_pressed_again_and_is_filed_once(
    page: Page, sandbox: Sandbox
) -> None:
    page.clock.install()
    waiting = held(page)
    summary(page).fill("It broke")
    button(page).click()
    expect(button(page)).to_be_disabled()
    page.clock.fast_forward(21_000)
    expect(complaint(page)).to_contain_text("No answer yet.")
    is_free(page)
    button(page).click()
    expect(button(page)).to_be_disabled()
    for route in waiting:
        route.continue_()
    expect(headline(page)).to_contain_text(FILED)
    assert len(sandbox.issues()) == 1


@pytest.fixture
def living(
    browser_type: BrowserType,
    whole_browser_args: dict[str, Any],
    live_server: Any,
    sandbox: Sandbox,
    alice: User,
    link: Callable[..., Connection],
) -> Iterator[Page]:
    """Alice before the form, in a browser that keeps pages alive for the way back, as people's browsers do."""
    link(alice)
    browser = browser_type.launch(**whole_browser_args)
    yield at_the_form(browser.new_context().new_page(), sandbox, live_server.url)
    browser.close()


def test_the_way_back_to_a_page_that_was_kept_alive_gives_the_button_back(
    living: Page, sandbox: Sandbox
) -> None:
    living.evaluate(
        "addEventListener('pageshow', (event) => { window.keptAlive = event.persisted })"
    )
    summary(living).fill("It broke")
    button(living).click()
    expect(headline(living)).to_contain_text(FILED)
    living.go_back(wait_until="commit")
    expect(summary(living)).to_have_value("It broke")
    assert living.evaluate("window.keptAlive")
    is_free(living)
    button(living).click()
    expect(headline(living)).to_contain_text(FILED)
    assert len(sandbox.issues()) == 1


def test_what_is_changed_after_the_way_back_is_kept_and_asked_about(
    living: Page, sandbox: Sandbox
) -> None:
    summary(living).fill("It broke")
    button(living).click()
    expect(headline(living)).to_contain_text(FILED)
    living.go_back(wait_until="commit")
    summary(living).fill("It broke, with a comma")
    expect(told(living)).to_contain_text("What you type now is kept as a new draft.")
    button(living).click()
    expect(headline(living)).to_contain_text("File this as a new one?")
    living.reload()
    expect(summary(living)).to_have_value("It broke, with a comma")
    assert len(sandbox.issues()) == 1


def test_a_page_that_was_left_for_another_place_and_kept_alive_goes_on_with_its_draft(
    living: Page,
) -> None:
    summary(living).fill("It broke")
    living.get_by_role("button", name="Change").click()
    expect(headline(living)).to_have_text("Where does it belong?")
    living.go_back(wait_until="commit")
    is_free(living)
    summary(living).fill("It broke again")
    saved(living, "[2-9]")
    assert [row.summary for row in Submission.objects.all()] == ["It broke again"]


def test_who_leaves_while_it_is_sent_keeps_the_words(page: Page, live_server: Any) -> None:
    held(page)
    summary(page).fill("It broke")
    button(page).click()
    expect(button(page)).to_be_disabled()
    page.goto(f"{live_server.url}/drafts/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your drafts")
    page.reload()
    expect(page.get_by_role("link", name="It broke")).to_be_visible()


def test_any_other_button_takes_no_second_press_either(page: Page, live_server: Any) -> None:
    summary(page).fill("It broke")
    saved(page)
    page.goto(f"{live_server.url}/drafts/")
    held(page, lambda route: route.request.method == "POST")
    pressed, once_more = page.evaluate(
        """() => {
          const form = document.querySelector("form[action*=discard]");
          const button = form.querySelector("button");
          button.click();
          const again = new SubmitEvent("submit", { bubbles: true, cancelable: true, submitter: button });
          return [button.getAttribute("aria-busy"), form.dispatchEvent(again)];
        }"""
    )
    assert (pressed, once_more) == ("true", False)
