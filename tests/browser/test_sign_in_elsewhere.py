"""Signing in with an account elsewhere, in a real browser: by one button, with and without JavaScript."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from accounts.models import User
from tests.browser.page_check import checked_page
from tests.support.oidc_issuer import CLIENT_ID, CLIENT_SECRET, Issuer
from tests.support.sandbox import Sandbox


@pytest.fixture
def issuer(sandbox: Sandbox, settings: Any) -> Iterator[Issuer]:
    """An issuer at which the served Lodge is registered."""
    running = Issuer()
    settings.OIDC_ISSUER, settings.OIDC_NAME = running.url, "Corp"
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
    yield running
    running.stop()


@pytest.fixture
def atlassian(sandbox: Sandbox, settings: Any) -> None:
    """People of the demo team sign in with their Atlassian account."""
    settings.ATLASSIAN_SIGN_IN_SITES = [sandbox.site("demo-team")["cloud_id"]]


def test_one_button_leads_to_the_issuer_and_back(
    context_with: BrowserContext, live_server: Any, issuer: Issuer
) -> None:
    page = context_with.new_page()
    page.goto(f"{live_server.url}/reports/")
    page.get_by_role("button", name="Sign in with Corp").click()
    page.get_by_role("button", name="Yes, it is me").click()
    page.wait_for_url(f"{live_server.url}/reports/")
    assert User.objects.get().email == "ann@corp.test"


def test_one_consent_at_atlassian_signs_in_and_links(
    context_with: BrowserContext, live_server: Any, atlassian: None, sandbox: Sandbox
) -> None:
    page = context_with.new_page()
    page.goto(f"{live_server.url}/account/sign-in/")
    page.get_by_role("button", name="Sign in with Atlassian").click()
    page.wait_for_url(f"{sandbox.url}/**")
    page.get_by_role("button", name="Accept").click()
    page.wait_for_url(f"{live_server.url}/**")
    expect(page.locator("details.menu summary")).to_be_visible()
    assert User.objects.get().connections.get().token


@pytest.mark.parametrize(
    ("scheme", "size"), [("light", (1280, 900)), ("dark", (320, 640))], ids=["wide", "narrow dark"]
)
def test_every_page_can_be_used_by_everybody(
    browser: Browser,
    live_server: Any,
    issuer: Issuer,
    atlassian: None,
    settings: Any,
    scheme: str,
    size: tuple[int, int],
) -> None:
    with checked_page(browser, scheme, size) as check:
        page = check.page
        page.goto(f"{live_server.url}/account/sign-in/")
        check.at("sign in elsewhere")
        settings.PASSWORD_SIGN_IN = False
        page.reload()
        check.at("sign in without a password")
        settings.PASSWORD_SIGN_IN = True
        for why in ("distrusted", "address-taken", "declined", "down", "no-site"):
            page.goto(f"{live_server.url}/sign-in/failed/oidc/{why}/")
            check.at(f"not signed in {why}")
        page.goto(f"{live_server.url}/account/sign-in/")
        page.get_by_role("button", name="Sign in with Corp").click()
        page.get_by_role("button", name="Yes, it is me").click()
        page.wait_for_url(f"{live_server.url}/")
        page.goto(f"{live_server.url}/account/preferences/")
        check.at("preferences with single sign-on")
