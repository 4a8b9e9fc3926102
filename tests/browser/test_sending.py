"""From the press on the page says that it is sending, takes no second press, is never stuck, and loses nothing."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, BrowserType, Page, Route, expect

from accounts.models import User
from integrations.models import Connection
from issues.models import State, Submission
from tests.attachments.conftest import folder
from tests.browser.conftest import violations
from tests.browser.desk import (
    PATIENTLY,
    WIDTHS,
    a_file,
    at_the_form,
    button,
    choose,
    complaint,
    held,
    kept,
    saved,
    slow,
    summary,
    told,
    window,
)
from tests.conftest import PASSWORD
from tests.support.sandbox import Sandbox

__all__ = ["folder"]

FILED = re.compile("is in Jira as")


@pytest.fixture(params=WIDTHS, ids=lambda width: f"{width} px")
def page(
    browser: Browser,
    live_server: Any,
    sandbox: Sandbox,
    alice: User,
    link: Callable[..., Connection],
    request: pytest.FixtureRequest,
) -> Iterator[Page]:
    """Alice before the form of a bug."""
    link(alice)
    context = window(browser, request.param)
    yield at_the_form(context.new_page(), sandbox, live_server.url)
    context.close()


def headline(page: Page) -> Any:
    """What the page says first."""
    return page.get_by_role("heading", level=1)


def is_free(page: Page) -> None:
    """The button can be pressed, and says what it does."""
    expect(button(page)).to_be_enabled()
    expect(button(page)).to_contain_text("File it in Jira")
    expect(button(page)).not_to_have_attribute("aria-busy", "true")


def test_the_button_says_that_it_is_sending_and_takes_no_second_press(page: Page, sandbox: Sandbox) -> None:
    waiting = held(page)
    summary(page).fill("It broke")
    button(page).click()
    expect(button(page)).to_have_text("Sending …")
    expect(button(page)).to_have_attribute("aria-busy", "true")
    expect(button(page)).to_be_disabled()
    expect(told(page)).to_have_text("Sending …")
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
        (lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"), "Lodge does not answer"),
        (lambda route: route.fulfill(status=413, body="<h1>Too large</h1>"), "more than this server takes"),
        (lambda route: route.fulfill(status=403, body="<h1>Forbidden</h1>"), "this page is too old"),
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
    assert [(row.summary, row.state) for row in Submission.objects.all()] == [("It broke", State.DRAFT)]


def test_without_an_answer_it_can_be_pressed_again_and_is_filed_once(page: Page, sandbox: Sandbox) -> None:
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
    browser_type_launch_args: dict[str, Any],
    live_server: Any,
    sandbox: Sandbox,
    alice: User,
    link: Callable[..., Connection],
) -> Iterator[Page]:
    """Alice before the form, in a browser that keeps pages alive for the way back, as people's browsers do."""
    link(alice)
    browser = browser_type.launch(
        **browser_type_launch_args, ignore_default_args=["--disable-back-forward-cache"]
    )
    yield at_the_form(browser.new_context().new_page(), sandbox, live_server.url)
    browser.close()


def test_the_way_back_to_a_page_that_was_kept_alive_gives_the_button_back(
    living: Page, sandbox: Sandbox
) -> None:
    living.evaluate("addEventListener('pageshow', (event) => { window.keptAlive = event.persisted })")
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


def test_what_is_changed_after_the_way_back_is_kept_and_asked_about(living: Page, sandbox: Sandbox) -> None:
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


def test_a_page_that_was_left_for_another_place_and_kept_alive_goes_on_with_its_draft(living: Page) -> None:
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


def is_upload(route: Route) -> bool:
    """Whether this brings a file, before the form is sent."""
    body = route.request.post_data_buffer or b""
    return route.request.method == "POST" and b'name="upload"' in body


def test_each_file_shows_its_progress_and_the_button_waits_for_them(page: Page, sandbox: Sandbox) -> None:
    slow(page, 10_000)
    summary(page).fill("It broke")
    choose(page, a_file("large.log", 300_000), a_file("small.log"))
    expect(page.get_by_role("progressbar", name=re.compile("how much of it is there"))).to_have_count(1)
    expect(page.locator(".files")).to_contain_text(re.compile(r"of 29\d\skB"))
    assert violations(page) == []
    button(page).click()
    expect(button(page)).to_have_text("Sending …")
    expect(page.locator(".send").get_by_role("progressbar")).to_be_visible()
    assert violations(page) == []
    slow(page, -1)
    expect(headline(page)).to_contain_text(FILED, timeout=PATIENTLY)
    row = Submission.objects.get()
    assert sorted((each.name, each.size) for each in row.attachments.all()) == [
        ("large.log", 300_000),
        ("small.log", 10),
    ]
    assert len(sandbox.issues()) == 1


def test_a_file_that_is_known_to_be_too_large_is_told_and_never_sent(
    page: Page, settings: Any, sandbox: Sandbox
) -> None:
    settings.FILE_MAX_BYTES = 1000
    page.reload()
    sent = held(page, is_upload)
    summary(page).fill("It broke")
    choose(page, a_file("film.mp4", 1001))
    line = page.get_by_role("listitem").filter(has=page.get_by_role("button", name="Remove film.mp4"))
    expect(line.get_by_role("alert")).to_have_text("Jira does not take files as large as this.")
    expect(page).to_have_title(re.compile("^Error: New Bug"))
    refused = page.get_by_role("heading", name="Files that cannot go").locator("..")
    expect(refused.get_by_role("link")).to_have_text("film.mp4: Jira does not take files as large as this.")
    assert violations(page) == []
    posts = held(page)
    button(page).click()
    expect(refused).to_be_focused()
    refused.get_by_role("link").click()
    expect(page.locator("#files")).to_be_focused()
    is_free(page)
    assert (sent, posts) == ([], [])
    page.get_by_role("button", name="Remove film.mp4").click()
    expect(page).to_have_title(re.compile("^New Bug"))
    expect(refused).to_be_hidden()
    page.unroute_all()
    button(page).click()
    expect(headline(page)).to_contain_text(FILED)


def test_a_file_that_is_too_large_for_the_site_is_told_before_anything_is_filed(
    page: Page, sandbox: Sandbox
) -> None:
    """The site was not asked before: the server finds out, and the next time the browser knows."""
    sandbox.fault(
        "status",
        method="GET",
        path="/attachment/meta$",
        status=200,
        body={"enabled": True, "uploadLimit": 5 * 1024},
        content_type="application/json",
        times=None,
    )
    choose(page, a_file("app.log"), a_file("large.log", 6000))
    kept(page, "app.log")
    alert = page.locator(".files").get_by_role("alert")
    expect(alert).to_contain_text(re.compile(r"and the most is 5\sKB"), timeout=PATIENTLY)
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_role("link", name="large.log:")).to_be_visible()
    assert violations(page) == []
    summary(page).fill("It broke")
    button(page).click()
    expect(page.get_by_role("heading", name="Files that cannot go").locator("..")).to_be_focused()
    assert sandbox.issues() == []
    saved(page)
    asked = len(sandbox.calls())
    page.reload()
    expect(page.locator("#files-hint")).to_contain_text(re.compile(r"Up to 5\sKB each"))
    choose(page, a_file("large.log", 6000))
    expect(alert).to_have_text("Jira does not take files as large as this.")
    assert len(sandbox.calls()) == asked


def test_one_file_too_many_is_told_before_it_is_sent(page: Page, settings: Any) -> None:
    settings.FILES_PER_REPORT = 2
    page.reload()
    choose(page, a_file("a.log", 1), a_file("b.log", 2), a_file("c.log", 3))
    expect(page.locator(".files").get_by_role("alert")).to_have_text("It is one file too many.")
    kept(page, "a.log")
    kept(page, "b.log")
    assert sorted(each.name for each in Submission.objects.get().attachments.all()) == ["a.log", "b.log"]


def test_a_file_that_did_not_arrive_is_tried_again_or_goes_along(page: Page) -> None:
    page.route("**/*", lambda route: route.abort() if is_upload(route) else route.continue_())
    summary(page).fill("It broke")
    choose(page, a_file("a.log", 1), a_file("b.log", 2))
    for name in ("a.log", "b.log"):
        line = page.get_by_role("listitem").filter(has_text=name)
        expect(line.get_by_role("alert")).to_contain_text("Lodge does not answer.")
    assert violations(page) == []
    page.unroute_all()
    page.get_by_role("button", name="Try a.log again").click()
    kept(page, "a.log")
    button(page).click()
    expect(headline(page)).to_contain_text(FILED)
    assert [each.name for each in Submission.objects.get().attachments.all()] == ["a.log", "b.log"]


def test_what_is_taken_away_is_gone_at_once_also_while_it_is_under_way(page: Page) -> None:
    summary(page).fill("It broke")
    choose(page, a_file("kept.log"))
    kept(page, "kept.log")
    waiting = held(page, is_upload)
    choose(page, a_file("slow.log"))
    expect(page.locator(".files")).to_contain_text("slow.log")
    page.get_by_role("button", name="Remove slow.log").click()
    expect(page.get_by_role("button", name="Remove kept.log")).to_be_focused()
    page.unroute_all(behavior="ignoreErrors")
    assert len(waiting) == 2  # it, and that it is unwanted
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.status == 200):
        page.get_by_role("button", name="Remove kept.log").click()
    button(page).click()
    expect(headline(page)).to_contain_text(FILED)
    assert list(Submission.objects.get().attachments.all()) == []


def test_the_session_ends_while_a_file_is_under_way(page: Page) -> None:
    summary(page).fill("It broke")
    saved(page)
    Session.objects.all().delete()
    choose(page, a_file("app.log"))
    expect(page.locator(".files").get_by_role("alert")).to_contain_text("You are signed out.")
    button(page).click()
    page.get_by_label("User name or e-mail").fill("alice")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(summary(page)).to_have_value("It broke")
    kept(page, "app.log")
    button(page).click()
    expect(headline(page)).to_contain_text(FILED)
    assert [each.name for each in Submission.objects.get().attachments.all()] == ["app.log"]


def test_two_tabs_of_one_draft_bring_their_files_to_one_report(page: Page, sandbox: Sandbox) -> None:
    summary(page).fill("It broke")
    saved(page)
    other = page.context.new_page()
    other.goto(page.url)
    choose(page, a_file("a.log", 1))
    choose(other, a_file("b.log", 2))
    kept(page, "a.log")
    kept(other, "b.log")
    button(other).click()
    expect(headline(other)).to_contain_text(FILED)
    choose(page, a_file("c.log", 3))
    expect(page.locator(".files").get_by_role("alert")).to_contain_text("This report was sent already.")
    assert [each.name for each in Submission.objects.get().attachments.all()] == ["a.log", "b.log"]
    assert len(sandbox.issues()) == 1


def test_without_javascript_a_refused_file_is_told_with_summary_title_and_focus(
    browser: Browser,
    live_server: Any,
    sandbox: Sandbox,
    alice: User,
    link: Callable[..., Connection],
) -> None:
    link(alice)
    context = window(browser, 375, java_script_enabled=False)
    page = at_the_form(context.new_page(), sandbox, live_server.url)
    summary(page).fill("It broke")
    choose(page, a_file("good.log"), a_file("empty.log", 0))
    button(page).click()
    expect(page.get_by_role("alert").first).to_be_focused()
    expect(page.get_by_role("link", name="empty.log: It is empty")).to_be_visible()
    expect(page).to_have_title(re.compile("^Error: New Bug"))
    button(page).click()
    expect(headline(page)).to_contain_text(FILED)
    assert [each.name for each in Submission.objects.get().attachments.all()] == ["good.log"]
    context.close()
