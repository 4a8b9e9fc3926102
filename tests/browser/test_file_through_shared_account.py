"""A person without an account at Atlassian files through a shared account, follows, and answers by name."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from integrations import jira
from issues.models import Author, Comment, State, Submission
from issues.reading import begin_following, read_as_followers
from tests.browser.conftest import sign_in, violations
from tests.conftest import person
from tests.integration.issues.bugforms.conftest import make_form
from tests.support.sandbox import Sandbox
from tests.support.shared_links import entered

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def guest(transactional_db: None, sandbox: Sandbox) -> User:
    """Bob Roe, in a group that may use the shared link; and a form that files through it."""
    testers = Group.objects.create(name="Testers")
    boss = person("boss", is_superuser=True)
    shared = entered(sandbox, boss, "scoped_api_token", groups=[testers])
    site = sandbox.site("demo-team")
    project = next(each for each in site["projects"] if each["key"] == "DEMO")
    types = jira.issue_types(shared.account_id, site["cloud_id"], project["id"])
    make_form(
        *("summary", "description"),
        name="The app is broken",
        cloud_id=site["cloud_id"],
        site_name=site["name"],
        issue_type_id=next(each.id for each in types if each.name == "Bug"),
        author=Author.SHARED,
        shared_account_id=shared.account_id,
    )
    bob = person("bob", first_name="Bob", last_name="Roe")
    bob.groups.add(testers)
    return bob


@pytest.mark.parametrize(
    ("width", "script", "scheme"),
    [(1280, True, "light"), (320, True, "dark"), (320, False, "dark")],
)
def test_a_guest_files_follows_and_answers(
    browser: Browser,
    live_server: Any,
    sandbox: Sandbox,
    guest: User,
    at: Callable[[Page], Page],
    width: int,
    script: bool,
    scheme: Any,
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=script, color_scheme=scheme
    )
    page = at(context.new_page())

    def look() -> None:
        if script:
            page.wait_for_load_state()
            assert page.evaluate(TOO_WIDE) <= 0, page.url
            assert violations(page) == [], page.url

    sign_in(page, live_server.url, "bob")
    page.goto(f"{live_server.url}/")
    look()
    page.get_by_role("link", name="The app is broken").first.click()
    look()
    page.get_by_label("Summary").fill("It broke")
    page.get_by_role("button", name="File").first.click()
    expect(page.get_by_role("link", name="Answer")).to_be_visible()
    look()
    _answer(page, look)
    context.close()
    comment, report = Comment.objects.get(), Submission.objects.get()
    assert (comment.state, report.state) == (State.FILED, State.FILED)
    assert comment.account_id == report.account_id


def _answer(page: Page, look: Callable[[], None]) -> None:
    """What became of it is told, and answered."""
    begin_following.adopt()
    read_as_followers.ask_due(ends_at=1e12)
    page.reload()
    expect(page.get_by_text("To Do").first).to_be_visible()
    page.get_by_role("link", name="Answer").click()
    expect(page.get_by_text("Your name is above it.")).to_be_visible()
    look()
    page.locator("textarea").first.fill("It is still wrong.")
    page.get_by_role("button", name="Add this comment").click()
    expect(page.get_by_text("It is still wrong.").first).to_be_visible()
    look()
