"""A newcomer's story: a question in Jira, a mail, the answer from a phone, the resolution, and all of it seen."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from issues import tasks
from issues.models import Notice
from tests.browser.conftest import sign_in_by_page
from tests.integration.issues.reading.conftest import Team, pass_time, ticks
from tests.support import mails
from tests.support.sandbox import Sandbox

PHONE = {"width": 360, "height": 740}


def mail_of_the_poll() -> str:
    """What the schedule does within some minutes; the text of the last mail."""
    pass_time(minutes=6)
    ticks(1)
    Notice.objects.filter(mail_at__isnull=False).update(mail_at=timezone.now())
    tasks.tell_followers()
    return str(mails.delivered()[-1].body)


def link_in(text: str) -> str:
    """The path of the first link to a report."""
    found = re.search(r"http://\S+/reports/\S+", text)
    assert found is not None
    return urlsplit(found.group()).path


def on_phone(browser: Browser, url: str, *, scripts: bool = False) -> Page:
    """A phone, signed in as Alice."""
    context = browser.new_context(java_script_enabled=scripts, viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    sign_in_by_page(page, url)
    return page


def fits(page: Page) -> bool:
    """Whether nothing is wider than the phone."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def comment(page: Page, issue: str, text: str) -> None:
    """Add a comment to the issue at this address."""
    page.goto(f"{issue}comment/")
    page.get_by_role("textbox", name="Your comment").fill(text)
    page.get_by_role("button", name="Add this comment").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your comment is on")


def resolve(page: Page) -> None:
    """Take the step "Done" from the issue's page."""
    page.get_by_role("link", name="Done").click()
    page.get_by_role("combobox", name="Resolution").select_option(label="Done")
    page.locator(".send").get_by_role("button").click()
    expect(page.get_by_text("is now “Done”")).to_be_visible()


def test_a_question_reaches_the_writer_and_the_answer_its_asker(
    browser: Browser,
    live_server: Any,
    sandbox: Sandbox,
    alice: User,
    link: Callable[..., Any],
) -> None:
    team = Team(sandbox, link)
    team.join(alice)
    report = team.file(alice, values={"summary": ["It broke"]})
    ticks()
    mails.forget()

    team.change(report, comment={"text": "Which browser do you use?"})
    mail = mail_of_the_poll()
    assert "Bob commented." in mail
    assert "Which browser do you use?" in mail

    page = on_phone(browser, live_server.url)
    page.goto(f"{live_server.url}{link_in(mail)}")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Which browser do you use?")
    page.goto(f"{live_server.url}/reports/?show=waiting")
    page.get_by_role("link", name=report.issue_key, exact=True).click()
    page.get_by_role("link", name="Comment", exact=True).click()
    page.get_by_role("textbox", name="Your comment").fill("Firefox, on a phone.")
    page.get_by_role("button", name="Add this comment").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your comment is on")

    team.change(report, status="Done", resolution="Done")
    mail = mail_of_the_poll()
    assert "it is resolved." in mail
    assert "Alice commented." not in mail, "she knows"
    page.goto(f"{live_server.url}/reports/")
    row = page.get_by_role("row").filter(has_text=report.issue_key)
    expect(row).to_contain_text("Done")
    expect(row).to_contain_text("Firefox, on a phone.")
    expect(row.get_by_text("New", exact=True)).to_be_visible()
    row.get_by_role("link", name="It broke").click()
    page.goto(f"{live_server.url}/reports/")
    expect(page.get_by_text("New", exact=True)).to_have_count(0)
    expect(
        page.get_by_role("navigation", name="Main").get_by_role("link", name="News")
    ).to_have_count(0)
    page.context.close()


def test_a_reload_in_the_middle_keeps_the_answer_for_whom_it_is_awaited_by(
    browser: Browser,
    live_server: Any,
    sandbox: Sandbox,
    alice: User,
    bob: User,
    link: Callable[..., Any],
) -> None:
    """Alice's phone loads the page anew while she writes; Bob has the issue open all the time, and resolves it."""
    team = Team(sandbox, link)
    team.join(alice)
    team.join(bob)
    report = team.file(alice, values={"summary": ["It broke"]})
    ticks()
    issue = f"{live_server.url}/issue/{team.cloud_id}/{report.issue_key}/"

    waiting = browser.new_context().new_page()
    sign_in_by_page(waiting, live_server.url, "bob")
    comment(waiting, issue, "Which browser do you use?")
    assert "Which browser do you use?" in mail_of_the_poll()

    page = on_phone(browser, live_server.url, scripts=True)
    page.goto(f"{issue}comment/")
    assert fits(page)
    text = page.get_by_role("textbox", name="Your comment")
    text.fill("Firefox, on a phone.")
    expect(page.get_by_text("Draft saved:")).to_be_visible()
    page.reload()
    expect(text).to_have_value("Firefox, on a phone.")
    waiting.goto(issue)
    expect(waiting.get_by_role("main")).not_to_contain_text("Firefox")
    page.get_by_role("button", name="Add this comment").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your comment is on")
    page.reload()
    assert fits(page)

    waiting.reload()
    expect(waiting.locator(".comment", has_text="Firefox, on a phone.")).to_have_count(1)
    resolve(waiting)
    assert "it is resolved." in mail_of_the_poll()
    page.goto(f"{live_server.url}/reports/")
    expect(page.get_by_role("row").filter(has_text=report.issue_key)).to_contain_text("Done")
    assert fits(page)
    waiting.context.close()
    page.context.close()
