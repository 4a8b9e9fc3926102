"""Bringing people in: an admin pastes a list, sees what will happen, and somebody comes in by the mail."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.inviting import invitation_sending, parse_list, plan
from accounts.models import Invitation, User
from tests.browser.conftest import sign_in, violations
from tests.conftest import person
from tests.integration.accounts.inviting.conftest import DORA, NEW, end, mailed_link
from tests.support.sandbox import Sandbox

Look = Callable[[Page], None]
SIZES = [(1280, 800, True), (375, 700, True), (375, 700, False), (320, 640, True)]
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def admin(transactional_db: None) -> User:
    """Who invites."""
    return person("admin", is_staff=True, is_superuser=True)


@pytest.fixture(
    params=SIZES, ids=lambda size: f"{size[0]} px{'' if size[2] else ', without JavaScript'}"
)
def sized(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A window of that size."""
    width, height, script = request.param
    context = browser.new_context(
        viewport={"width": width, "height": height},
        java_script_enabled=script,
        color_scheme="light" if width == 1280 else "dark",
    )
    yield context
    context.close()


@pytest.fixture
def look_at(request: pytest.FixtureRequest) -> Look:
    """`look_at(page)`: nothing is wrong with it, and nothing is out of sight. Needs JavaScript, as the pages do not."""
    with_script = request.node.callspec.params["sized"][2]

    def look(page: Page) -> None:
        if with_script:
            page.wait_for_load_state()  # before, a page has no styles yet
            assert page.evaluate(TOO_WIDE) <= 0, page.url
            assert violations(page) == [], page.url

    return look


def test_a_list_is_pasted_looked_at_sent_and_somebody_comes_in(
    sized: BrowserContext,
    live_server: Any,
    sandbox: Sandbox,
    admin: User,
    alice: User,
    at: Callable[[Page], Page],
    complaints: list[str],
    look_at: Look,
) -> None:
    page = at(sized.new_page())
    sign_in(page, live_server.url, "admin")
    page.goto(f"{live_server.url}/admin/accounts/user/")
    look_at(page)
    page.get_by_role("link", name="Invite people").click()
    look_at(page)
    page.get_by_role("button", name="See what will happen").click()
    expect(page.get_by_role("alert")).to_contain_text("Type an address, or choose a file")
    look_at(page)
    _fill_in_the_list(page, look_at)
    page.get_by_role("button", name="See what will happen").click()
    page.get_by_role("button", name="Send 2 mails").click()
    expect(page.get_by_text("2 mails are on their way.")).to_be_visible()
    look_at(page)
    page.get_by_role("link", name=DORA).click()
    expect(page.get_by_role("button", name="Send again")).to_be_visible()
    look_at(page)
    page.goto(f"{live_server.url}/admin/accounts/mail/")
    look_at(page)
    complaints.clear()  # of axe, about what it may not do in the administration
    _come_in(sized, live_server.url, at, look_at)
    assert complaints == []


def _fill_in_the_list(page: Page, look_at: Look) -> None:
    """Typed and chosen, looked at, and changed again."""
    page.get_by_label("Addresses").fill(f"Dora Doe <{DORA}>\nalice@lodge.test\nnobody\n{DORA}")
    page.get_by_label("Or a CSV file").set_input_files(
        {
            "name": "people.csv",
            "mimeType": "text/csv",
            "buffer": b"Name,Email\nErik Roe,erik@lodge.test\n",
        }
    )
    page.get_by_role("button", name="See what will happen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What will happen")
    for told in ("Is here already", "Is not an address", "Is in the list twice"):
        expect(page.get_by_text(told)).to_have_count(1)
    expect(page.get_by_text("Will be invited")).to_have_count(2)
    look_at(page)
    assert not Invitation.objects.exists()
    page.get_by_role("button", name="Change the list").click()
    expect(page.get_by_label("Addresses")).to_have_value(
        f"Dora Doe <{DORA}>\nalice@lodge.test\nnobody\n{DORA}\nErik Roe <erik@lodge.test>"
    )


def _come_in(window: BrowserContext, url: str, at: Callable[[Page], Page], look_at: Look) -> None:
    """In the same window, after the admin signed out: by the keyboard alone."""
    window.clear_cookies()
    page = at(window.new_page())
    page.goto(url + mailed_link())
    assert page.url == f"{url}/account/invitation/"
    look_at(page)
    expect(page.get_by_label("User name")).to_be_focused()
    expect(page.get_by_label("User name")).to_have_value("dora")
    expect(page.get_by_label("Your name")).to_have_value("Dora Doe")
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_label("The password again").fill("short")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("This password is too short.")
    look_at(page)
    page.get_by_label("Password", exact=True).fill(NEW)
    page.get_by_label("The password again").fill(NEW)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Link your Atlassian account")
    expect(page.get_by_text("Welcome to Lodge, Dora Doe.")).to_be_visible()
    look_at(page)
    assert User.objects.get(username="dora").email == DORA


def test_a_link_that_leads_nowhere_is_a_page_like_others(
    sized: BrowserContext,
    live_server: Any,
    sandbox: Sandbox,
    admin: User,
    at: Callable[[Page], Page],
    look_at: Look,
) -> None:
    [invitation] = invitation_sending.carry_out(plan.plan(parse_list.from_text(DORA)), by=admin)
    link = live_server.url + mailed_link()
    page = at(sized.new_page())
    sign_in(page, live_server.url, "admin")
    page.goto(link)
    expect(page.get_by_text("You are signed in as admin.")).to_be_visible()
    look_at(page)
    page.get_by_role("button", name="Sign out and go on").click()
    expect(page.get_by_label("User name")).to_have_value("dora")
    end(invitation)
    page.get_by_label("Password", exact=True).fill(NEW)
    page.get_by_label("The password again").fill(NEW)
    page.get_by_role("button", name="Come in").click()
    expect(page.get_by_text("This invitation has ended.")).to_be_visible()
    expect(page.get_by_text("Ask admin to send it again.")).to_be_visible()
    look_at(page)
