"""Files of a form: each goes when it is chosen, shows its progress, and is told when it is refused."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page, Route, expect

from accounts.models import User
from integrations.models import Connection
from issues.models import Submission
from tests.browser.conftest import until, violations
from tests.browser.form_page import (
    FILED,
    PATIENTLY,
    a_file,
    at_the_form,
    button,
    choose,
    headline,
    held,
    is_free,
    kept,
    page,
    saved,
    slow,
    summary,
    window,
)
from tests.conftest import PASSWORD
from tests.integration.issues.attachments.conftest import folder
from tests.support.sandbox import Sandbox

__all__ = ["folder", "page"]


def is_upload(route: Route) -> bool:
    """Whether this brings a file, before the form is sent."""
    body = route.request.post_data_buffer or b""
    return route.request.method == "POST" and b'name="upload"' in body


def test_each_file_shows_its_progress_and_the_button_waits_for_them(
    page: Page, sandbox: Sandbox
) -> None:
    slow(page, 10_000)
    summary(page).fill("It broke")
    choose(page, a_file("large.log", 300_000), a_file("small.log"))
    expect(
        page.get_by_role("progressbar", name=re.compile("how much of it is there"))
    ).to_have_count(1)
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


def test_file_chosen_and_text_typed_before_the_scripts_ran_are_kept(page: Page) -> None:
    """On a slow line the form is there for a while before its scripts are."""
    waiting: list[Route] = []
    page.route("**/autosave.js", lambda route: waiting.append(route))  # noqa: PLW0108 (it must take attributes)
    page.goto(page.url, wait_until="commit")
    summary(page).fill("Typed early")
    choose(page, a_file("early.log"))
    until(page, "document.querySelector('#files').files.length === 1")
    assert waiting
    while waiting:
        waiting.pop().continue_()
    page.unroute("**/autosave.js")
    kept(page, "early.log")
    saved(page)
    page.reload()
    expect(summary(page)).to_have_value("Typed early")
    kept(page, "early.log")
    button(page).click()
    expect(headline(page)).to_contain_text(FILED, timeout=PATIENTLY)
    assert [each.name for each in Submission.objects.get().attachments.all()] == ["early.log"]


def test_text_typed_before_the_scripts_ran_is_saved(page: Page) -> None:
    waiting: list[Route] = []
    page.route("**/autosave.js", lambda route: waiting.append(route))  # noqa: PLW0108 (it must take attributes)
    page.goto(page.url, wait_until="commit")
    summary(page).fill("Typed early")
    assert waiting
    while waiting:
        waiting.pop().continue_()
    page.unroute("**/autosave.js")
    saved(page)


def test_who_leaves_while_the_button_waits_for_a_file_is_asked(page: Page) -> None:
    """After the press, too: the file would be lost, and nothing was sent yet."""
    summary(page).fill("It broke")
    saved(page)
    held(page, is_upload)
    choose(page, a_file("photo.jpg"))
    button(page).click()
    expect(button(page)).to_have_text("Sending …")
    assert page.evaluate(
        "() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    )


def test_a_file_that_is_known_to_be_too_large_is_told_and_never_sent(
    page: Page, settings: Any, sandbox: Sandbox
) -> None:
    settings.FILE_MAX_BYTES = 1000
    page.reload()
    sent = held(page, is_upload)
    summary(page).fill("It broke")
    choose(page, a_file("film.mp4", 1001))
    line = page.get_by_role("listitem").filter(
        has=page.get_by_role("button", name="Remove film.mp4")
    )
    expect(line.get_by_role("alert")).to_have_text("Jira does not take files as large as this.")
    expect(page).to_have_title(re.compile("^Error: New Bug"))
    refused = page.get_by_role("heading", name="Files that cannot go").locator("..")
    expect(refused.get_by_role("link")).to_have_text(
        "film.mp4: Jira does not take files as large as this."
    )
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
    asked = limits_asked(sandbox)
    page.reload()
    expect(page.locator("#files-hint")).to_contain_text(re.compile(r"Up to 5\sKB each"))
    choose(page, a_file("large.log", 6000))
    expect(alert).to_have_text("Jira does not take files as large as this.")
    assert limits_asked(sandbox) == asked


def limits_asked(sandbox: Sandbox) -> int:
    """How often the site was asked for its limit. Similar reports are searched at any time."""
    return sum("/attachment/meta" in call["path"] for call in sandbox.calls())


def test_one_file_too_many_is_told_before_it_is_sent(page: Page, settings: Any) -> None:
    settings.FILES_PER_REPORT = 2
    page.reload()
    choose(page, a_file("a.log", 1), a_file("b.log", 2), a_file("c.log", 3))
    expect(page.locator(".files").get_by_role("alert")).to_have_text("It is one file too many.")
    kept(page, "a.log")
    kept(page, "b.log")
    assert sorted(each.name for each in Submission.objects.get().attachments.all()) == [
        "a.log",
        "b.log",
    ]


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
    with page.expect_response(
        lambda answer: answer.request.method == "POST" and answer.status == 200
    ):
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


def test_two_tabs_of_one_draft_bring_their_files_to_one_report(
    page: Page, sandbox: Sandbox
) -> None:
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
    expect(page.locator(".files").get_by_role("alert")).to_contain_text(
        "This report was sent already."
    )
    names = {each.name for each in Submission.objects.get().attachments.all()}
    assert names == {"a.log", "b.log"}  # in the order in which they came
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


def test_a_phone_is_not_told_to_drop_files(page: Page, request: pytest.FixtureRequest) -> None:
    hint = page.get_by_text("Or drop them here, or paste a screenshot.")
    phone = page.evaluate("matchMedia('(any-hover: none)').matches")
    expect(hint).to_be_visible(visible=not phone)
    assert phone == ("375" in request.node.name)
