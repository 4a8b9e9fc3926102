"""An administrator enters an application link, wrongly first; a person links their own account with it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from integrations import connections
from integrations.models import Connection
from tests.browser.conftest import sign_in, violations
from tests.conftest import person
from tests.support.data_center import DataCenter
from tests.support.sandbox import Sandbox

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def people(transactional_db: None) -> list[User]:
    """A superuser, and somebody who reports."""
    return [person("boss", is_staff=True, is_superuser=True), person("alice")]


@pytest.mark.parametrize(
    ("width", "script", "scheme"),
    [(1280, True, "light"), (320, True, "dark"), (320, False, "dark")],
)
def test_an_own_account_at_a_data_center_is_linked(
    browser: Browser,
    live_server: Any,
    sandbox: Sandbox,
    people: list[User],
    at: Callable[[Page], Page],
    settings: Any,
    width: int,
    script: bool,
    scheme: Any,
) -> None:
    settings.PUBLIC_URL = live_server.url
    own = DataCenter(sandbox, "10")

    def opened() -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=script,
            color_scheme=scheme,
        )
        return at(context.new_page())

    def look(page: Page) -> None:
        if script:
            _check(page)

    _enter(opened(), live_server.url, own, look)
    _link_own_account(opened(), live_server.url, look)
    assert Connection.objects.get(kind="data_center_oauth").login == "bob"


def _check(page: Page) -> None:
    """It fits into the window, and axe finds nothing."""
    page.wait_for_load_state()
    assert page.evaluate(TOO_WIDE) <= 0, page.url
    assert violations(page) == [], page.url


def _enter(office: Page, url: str, own: DataCenter, look: Callable[[Page], None]) -> None:
    """The application link, with a wrong client ID first."""
    client_id, secret = own.link(connections.redirect_uri())
    sign_in(office, url, "boss")
    office.goto(f"{url}/admin/integrations/connection/shared/data-center-link/")
    office.get_by_label("Address of the Jira site").fill(own.url)
    office.get_by_label("Client ID").fill("two words")
    office.get_by_label("Client secret").fill(secret)
    office.get_by_role("button", name="Try it and save").click()
    expect(office.get_by_role("alert")).to_contain_text("A client ID has no spaces")
    look(office)
    office.get_by_label("Client ID").fill(client_id)
    office.get_by_label("Client secret").fill(secret)
    office.get_by_role("button", name="Try it and save").click()
    expect(office.get_by_label("Client secret")).to_have_count(0)
    look(office)
    office.context.close()


def _link_own_account(page: Page, url: str, look: Callable[[Page], None]) -> None:
    """Alice links, as Bob of that Jira."""
    sign_in(page, url, "alice")
    page.goto(f"{url}/link/")
    look(page)
    page.get_by_role("button", name="Link your account at").click()
    page.get_by_label("Signed in as").select_option(label="Bob")
    page.get_by_role("button", name="Allow").click()
    expect(page.get_by_text("You are linked as Bob")).to_be_visible()
    page.goto(f"{url}/link/")
    look(page)
    page.context.close()
