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


def on_phone(browser: Browser, url: str) -> Page:
    """A phone without JavaScript, signed in."""
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    sign_in_by_page(page, url)
    return page


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
