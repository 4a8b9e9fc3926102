"""The list of reports and a report's page with what Jira says: accessible, narrow, dark, without JavaScript."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from accounts.models import User
from issues.models import State, Submission
from tests.browser.conftest import sign_in, sign_in_by_page
from tests.browser.page_check import problems
from tests.browser.test_main_job import SIZES
from tests.integration.issues.reading.conftest import Team, pass_time, ticks
from tests.support.sandbox import Sandbox


@pytest.fixture
def question(sandbox: Sandbox, alice: User, link: Callable[..., Any]) -> Submission:
    """Alice filed three; a colleague asks about one, and one is done. One more needs her."""
    team = Team(sandbox, link)
    team.join(alice)
    done, asked = team.file(alice), team.file(alice, values={"summary": ["It broke"]})
    lost = team.file(alice, fields={"summary": "A very long summary " * 12})
    team.stored(
        alice, {"id": "", "key": ""}, state=State.BLOCKED, blocked_reason="ask", summary="Which?"
    )
    ticks()
    team.change(done, status="Done", resolution="Won't Do")
    team.change(lost, delete=True)
    words = "Which browser do you use, and does it happen without extensions as well? " * 5
    team.change(asked, status="In Progress", comment={"text": words})
    pass_time(hours=23)
    ticks(2)
    return asked


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]} px")
def test_what_jira_says_is_accessible_and_fits(
    browser: Browser, live_server: Any, question: Submission, scheme: Any, size: tuple[int, int]
) -> None:
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": size[0], "height": size[1]}
    )
    page = context.new_page()
    sign_in(page, live_server.url)
    found: dict[str, Any] = {}
    for path in (
        "/reports/",
        "/reports/?show=waiting",
        "/reports/?q=nothing",
        "/news/",
        f"/reports/{question.pk}/",
    ):
        page.goto(f"{live_server.url}{path}")
        if wrong := problems(page):
            found[path] = wrong
    context.close()
    assert found == {}


def test_a_reader_without_javascript_finds_the_question_and_reads_it(
    browser: Browser, live_server: Any, question: Submission
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in_by_page(page, live_server.url)
    page.goto(f"{live_server.url}/reports/")
    page.get_by_role("link", name="Waiting for you (1)").click()
    row = page.get_by_role("row").filter(has_text=question.issue_key)
    expect(row).to_contain_text("In Progress")
    expect(row.get_by_text("New", exact=True)).to_be_visible()
    row.get_by_role("link", name="It broke").click()
    expect(page.get_by_role("heading", name="In Jira", exact=True)).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Which browser do you use")
    page.go_back()
    page.reload()
    expect(page.get_by_text("New", exact=True)).to_have_count(0)
    page.get_by_label("Key, or words").fill("long")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("No report is like that.")).to_be_visible()
    context.close()


def test_news_are_counted_in_the_header_until_they_are_seen(
    browser: Browser, live_server: Any, question: Submission
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in_by_page(page, live_server.url)
    page.goto(f"{live_server.url}/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="News").click()
    expect(page.get_by_role("main")).to_contain_text("Bob commented.")
    page.get_by_label("Somebody commented").select_option("Once a day")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your choice of mails is kept.")).to_be_visible()
    expect(page.get_by_label("Somebody commented")).to_have_value("daily")
    page.get_by_role("button", name="I have seen all").click()
    expect(
        page.get_by_role("navigation", name="Main").get_by_role("link", name="News")
    ).to_have_count(0)
    context.close()
