"""The database lets nobody in while a report is sent: the page says so, keeps it, and sends it on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.models import User
from issues.models import State, Submission
from tests.browser.conftest import sign_in, violations
from tests.browser.test_main_job import link_account, open_form
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="a file lets everybody in"
)


@contextmanager
def refusing() -> Iterator[None]:
    """Nobody is let into the database, and whoever is in has to leave."""
    connection.close()
    name = str(connection.settings_dict["NAME"])
    quoted = connection.ops.quote_name(name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {quoted} ALLOW_CONNECTIONS false")
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
            [name],
        )
        try:
            yield
        finally:
            cursor.execute(f"ALTER DATABASE {quoted} ALLOW_CONNECTIONS true")


@pytest.mark.parametrize("width", [1280, 375])
def test_what_was_sent_meanwhile_is_filed_by_sending_it_again(
    context_with: BrowserContext,
    live_server: Any,
    sandbox: Sandbox,
    alice: User,
    at: Callable[[Page], Page],
    width: int,
    request: pytest.FixtureRequest,
) -> None:
    with_script = request.node.callspec.params["context_with"]
    page = at(context_with.new_page())
    page.set_viewport_size({"width": width, "height": 700})
    sign_in(page, live_server.url)
    link_account(page, live_server.url)
    open_form(page, live_server.url)
    page.get_by_role("textbox", name="Summary", exact=True).fill("It broke just then")
    page.locator("[name=description]").fill("First this,\nthen that.")
    send = page.locator(".send").get_by_role("button", name="File it in Jira")
    with refusing():
        send.click()
        if with_script:  # the page stays, and says so
            expect(page.get_by_role("alert")).to_contain_text("Not sent: Lodge does not answer.")
            expect(page.locator("[name=description]")).to_have_value("First this,\nthen that.")
        else:
            for _time in range(2):
                expect(page.get_by_role("heading", level=1)).to_have_text(
                    "Lodge’s database does not answer."
                )
                page.get_by_text("What you typed, to copy").click()
                expect(page.locator("p").get_by_text("First this,")).to_be_visible()
                send = page.get_by_role("button", name="Send it again")
                send.click()
    send.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("is in Jira as")
    row = Submission.objects.get()
    assert (row.state, row.values["description"]) == (State.FILED, ["First this,\r\nthen that."])


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (375, "dark"), (320, "light")])
def test_the_page_is_like_others(
    browser: Browser, live_server: Any, sandbox: Sandbox, alice: User, width: int, scheme: Any
) -> None:
    """Of a form that goes as forms do: the preferences."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 700})
    page = context.new_page()
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/account/preferences/")
    page.get_by_role("main").get_by_label("Dark").check()
    with refusing():
        page.get_by_role("button", name="Save your preferences").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "Lodge’s database does not answer."
        )
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert violations(page) == []
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("Your preferences are saved.")).to_be_visible()
    alice.refresh_from_db()
    assert alice.theme == "dark"
    context.close()
