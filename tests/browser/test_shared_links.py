"""An administrator enters a shared credential, wrongly first, and opens it to a group."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from integrations.models import Connection
from tests.browser.conftest import sign_in, violations
from tests.conftest import person
from tests.support.sandbox import Sandbox
from tests.support.shared_links import make_key

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def boss(transactional_db: None) -> User:
    """A superuser."""
    return person("boss", is_staff=True, is_superuser=True)


@pytest.mark.parametrize(
    ("width", "script", "scheme"),
    [(1280, True, "light"), (320, True, "dark"), (320, False, "dark")],
)
def test_a_token_is_entered_and_opened_to_a_group(
    browser: Browser,
    live_server: Any,
    sandbox: Sandbox,
    boss: User,
    at: Callable[[Page], Page],
    width: int,
    script: bool,
    scheme: Any,
) -> None:
    Group.objects.create(name="Testers")
    context = browser.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=script, color_scheme=scheme
    )
    page = at(context.new_page())

    def look() -> None:
        if script:
            page.wait_for_load_state()
            assert page.evaluate(TOO_WIDE) <= 0, page.url
            assert violations(page) == [], page.url

    sign_in(page, live_server.url, "boss")
    page.goto(f"{live_server.url}/admin/integrations/connection/")
    page.get_by_role("link", name="Enter an API token").click()
    look()
    _fill_in(page, sandbox, look)
    expect(page.get_by_text("It works: Lodge can act as Lodge bot.")).to_be_visible()
    look()
    page.get_by_role("link", name="Who may use it").click()
    look()
    page.get_by_label("Testers").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("None: nobody can use it")).to_be_visible()
    context.close()
    assert Connection.objects.get().kind == "scoped_api_token"


def _fill_in(page: Page, sandbox: Sandbox, look: Callable[[], None]) -> None:
    """Everything, with a wrong secret first."""
    key = make_key(sandbox, "scoped_api_token")
    page.get_by_label("Address of the Jira site").fill(sandbox.site("demo-team")["url"])
    page.get_by_label("E-mail address of the account").fill(key.login)
    page.get_by_label("API token", exact=True).fill("two words")
    page.get_by_label("Ends on").fill(f"{timezone.now() + timedelta(days=60):%Y-%m-%d}")
    page.get_by_label("Testers").check()
    page.get_by_role("button", name="Try it and save").click()
    expect(page.get_by_role("alert")).to_contain_text("A secret has no spaces")
    expect(page.get_by_label("API token", exact=True)).to_have_value("")
    look()
    page.get_by_label("API token", exact=True).fill(key.secret)
    page.get_by_role("button", name="Try it and save").click()
