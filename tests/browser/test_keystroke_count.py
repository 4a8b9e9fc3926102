"""How many keys a bug takes, from home to the issue in Jira: counted, and printed."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from integrations.models import Connection
from issues.models import State, Submission
from tests.browser.conftest import sign_in, violations
from tests.browser.keyboard import Keys, at
from tests.browser.test_main_job import link_account
from tests.support.sandbox import Sandbox

FIRST, FURTHER = 12, 4


@pytest.fixture(params=[1280, 375], ids=lambda width: f"{width} px")
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A window with JavaScript."""
    context = browser.new_context(viewport={"width": request.param, "height": 720})
    yield context.new_page()
    context.close()


def filed(page: Page, keys: Keys, summary: str) -> None:
    """At an open form: write, send, and see that it is in Jira with both texts."""
    at(page, "#id_summary")
    keys.text(summary)
    keys.press("Tab")
    at(page, "#id_description")
    keys.text("What I did, and what I saw.")
    keys.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("is in Jira as")
    row = Submission.objects.get(summary=summary)
    assert row.state == State.FILED
    assert row.values["description"] == ["What I did, and what I saw."]


def test_the_first_bug_after_linking_and_further_ones(
    page: Page, live_server: Any, sandbox: Sandbox, alice: User
) -> None:
    sign_in(page, live_server.url)
    link_account(page, live_server.url)
    page.goto(live_server.url)

    keys = Keys(page)
    keys.press("c")
    at(page, "#q")
    assert violations(page) == []
    keys.search("dem b")
    expect(page.get_by_role("option").first).to_contain_text("Demo · Bug")
    assert violations(page) == []
    keys.press("Enter")
    filed(page, keys, "The first one")
    print(f"\nfirst bug: {keys.told()}")
    assert keys.count <= FIRST

    for number in range(2):
        keys = Keys(page)
        keys.press("c")
        filed(page, keys, f"Further one {number}")
        print(f"further bug: {keys.told()}")
        assert keys.count <= FURTHER

    page.goto(f"{live_server.url}/link/")  # from anywhere
    keys = Keys(page)
    keys.press("c")
    filed(page, keys, "From another page")
    print(f"from another page: {keys.told()}")
    assert keys.count <= FURTHER


def test_another_place_is_found_from_anywhere(
    page: Page, live_server: Any, sandbox: Sandbox, alice: User, link: Callable[..., Connection]
) -> None:
    link(alice)
    sign_in(page, live_server.url)
    keys = Keys(page)
    for path, press in (("/", "/"), ("/reports/", "/")):
        page.goto(f"{live_server.url}{path}")
        page.keyboard.press(press)
        at(page, "#q")
    keys.search("shop b")
    expect(page.get_by_role("option").first).to_contain_text("Shop · Bug")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("New Bug for Shop")


def test_the_box_comes_first_on_a_phone(
    browser: Browser,
    live_server: Any,
    sandbox: Sandbox,
    alice: User,
    link: Callable[..., Connection],
) -> None:
    link(alice)
    context = browser.new_context(
        viewport={"width": 375, "height": 667}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    sign_in(page, live_server.url)
    for path in ("/", "/report/", "/report/?q=demo"):
        page.goto(f"{live_server.url}{path}")
        box = page.locator("#q").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < 400
        assert box["height"] >= 44
        first = page.evaluate(
            "document.querySelector('main').querySelector('a, input:not([type=hidden])').id"
        )
        assert first == "q"
        assert violations(page) == []
    context.close()


def test_who_is_faster_than_the_answer_gets_the_one_form_that_fits(
    page: Page, live_server: Any, sandbox: Sandbox, alice: User, link: Callable[..., Connection]
) -> None:
    link(alice)
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/report/")
    at(page, "#q")
    page.keyboard.type("demo bug")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("New Bug for Demo")
    page.goto(f"{live_server.url}/report/")
    at(page, "#q")
    page.keyboard.type("demo")
    page.keyboard.press("Enter")
    expect(page.get_by_role("option").first).to_be_visible()  # of several none is taken unseen
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Forms that fit “demo”")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("for Demo")


@pytest.mark.parametrize("modifier", ["Control", "Meta"])
def test_ctrl_enter_sends_from_anywhere_on_the_page_and_once(
    page: Page,
    live_server: Any,
    sandbox: Sandbox,
    alice: User,
    link: Callable[..., Connection],
    modifier: str,
) -> None:
    link(alice)
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/report/?q=demo+bug")
    page.locator("a[href*='/DEMO/']").first.click()
    at(page, "#id_summary")
    page.keyboard.type("Sent from nowhere")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.down(modifier)
    page.keyboard.down("Enter")
    page.keyboard.down("Enter")  # held down
    page.keyboard.up("Enter")
    page.keyboard.up(modifier)
    expect(page.get_by_role("heading", level=1)).to_contain_text("is in Jira as")
    assert len(sandbox.issues()) == 1


def test_without_javascript_the_box_is_a_form_with_results(
    browser: Browser,
    live_server: Any,
    sandbox: Sandbox,
    alice: User,
    link: Callable[..., Connection],
) -> None:
    link(alice)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 720})
    page = context.new_page()
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/report/")
    at(page, "#q")
    page.keyboard.type("shop bug")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Forms that fit “shop bug”")).to_be_visible()
    at(page, "main a[autofocus]")  # the first that fits has the cursor
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("New Bug for Shop")
    at(page, "#id_summary")
    context.close()
