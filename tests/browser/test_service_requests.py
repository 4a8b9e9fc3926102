"""The pages of a request on a service project in a browser, on a small phone, light and dark."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from accounts.models import User
from integrations.models import Connection
from tests.browser.conftest import sign_in
from tests.browser.form_page import button, headline, summary
from tests.browser.page_check import checked_page
from tests.integration.issues.attachments.conftest import folder
from tests.support.sandbox import SCOPES, Sandbox

__all__ = ["folder"]


@pytest.fixture
def desk(sandbox: Sandbox, alice: User, link: Callable[..., Connection], live_server: Any) -> str:
    """The address of the request types of DEMO, a service project, for Alice."""
    link(alice, scopes=f"{SCOPES} read:servicedesk-request write:servicedesk-request")
    cloud_id = sandbox.site("demo-team")["cloud_id"]
    facts = {"cloud_id": cloud_id, "project": "DEMO", "kind": "service_desk"}
    sandbox.control("POST", "/seed", {"access": [facts]})
    return f"{live_server.url}/requests/{cloud_id}/DEMO/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_pages_are_accessible_and_fit_a_small_phone(
    browser: Browser, live_server: Any, desk: str, scheme: str
) -> None:
    with checked_page(browser, scheme, (320, 640)) as check:
        sign_in(check.page, live_server.url)
        check.page.goto(desk)
        check.at("/requests/")
        check.page.get_by_role("link", name="Bug", exact=True).click()
        expect(summary(check.page)).to_be_visible()
        check.at("/requests/form/")
        button(check.page).click()
        expect(check.page.get_by_role("alert").first).to_be_visible()
        check.at("/requests/form/refused/")
        summary(check.page).fill("A new laptop")
        button(check.page).click()
        expect(headline(check.page)).to_contain_text("DEMO-")
        check.at("/requests/receipt/")
