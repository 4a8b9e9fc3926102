"""A real browser, a served Lodge, and a sandbox that knows this Lodge's callback."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.signals import request_finished, request_started
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from accounts.models import User
from tests.browser.lodge_processes import Served
from tests.conftest import PASSWORD, person
from tests.support.requirements import whole_chromium
from tests.support.sandbox import Sandbox

SECONDS_TO_ANSWER = 10
BACKEND = "accounts.authentication.NameOrEmailBackend"
AXE = Axe().axe_script
# Axe makes selectors for what it hands over: for violations alone, and not for all that is right.
VIOLATIONS = """async (preload) => {
  const { violations } = await axe.run({ preload, resultTypes: ["violations"] });
  return violations.map((each) => [each.id, each.nodes.map((node) => [node.target, node.html])]);
}"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs Chromium, and rows that other threads can see."""
    here = str(Path(__file__).parent)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session", autouse=True)
def hung_up(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """At the end nothing is connected to the database of the tests, nor will be, or it could not be dropped.

    A thread of the served Lodge keeps its connection for as long as the browser keeps its own, and may open others.
    """
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            connection.close()
            name = str(connection.settings_dict["NAME"])
            with connection._nodb_cursor() as cursor:
                cursor.execute(
                    f"ALTER DATABASE {connection.ops.quote_name(name)} ALLOW_CONNECTIONS false"
                )
                ended = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"
                cursor.execute(ended, [name])


@pytest.fixture(scope="session")
def under_way() -> Iterator[set[object]]:
    """The requests that the served Lodge is answering, an object for each."""
    requests: set[object] = set()
    here = threading.local()

    def begin(**_: Any) -> None:
        here.request = object()
        requests.add(here.request)

    def end(**_: Any) -> None:
        requests.discard(getattr(here, "request", None))

    request_started.connect(begin)
    request_finished.connect(end)
    yield requests
    request_started.disconnect(begin)
    request_finished.disconnect(end)


@pytest.fixture(autouse=True)
def _answered(transactional_db: None, under_way: set[object]) -> Iterator[None]:
    """The database is emptied when the last request is answered: what a page asked as it closed may still write."""
    under_way.clear()
    yield
    until = time.monotonic() + SECONDS_TO_ANSWER
    while under_way and time.monotonic() < until:
        time.sleep(0.01)


@pytest.fixture(scope="session")
def own_sandbox(live_server: Any) -> Iterator[Sandbox]:
    """A simulated Atlassian at which the served Lodge is registered."""
    process = Sandbox.start(callbacks=[f"{live_server.url}/link/complete/atlassian/"])
    yield process
    process.stop()


@pytest.fixture
def sandbox(own_sandbox: Sandbox, live_server: Any, settings: Any) -> Sandbox:
    """That Atlassian, as new, and the served Lodge pointed at it."""
    own_sandbox.reset()
    settings.PUBLIC_URL = live_server.url
    settings.ALLOWED_HOSTS = ["*"]
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    settings.ATLASSIAN_AUTH_URL = settings.ATLASSIAN_API_URL = own_sandbox.url
    settings.ATLASSIAN_MEDIA_URL = own_sandbox.media_url
    settings.ATLASSIAN_CLIENT_ID = own_sandbox.client_id
    settings.ATLASSIAN_CLIENT_SECRET = own_sandbox.client_secret
    return own_sandbox


@pytest.fixture
def alice(transactional_db: None) -> User:
    """Who sits at the browser."""
    return person("alice")


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def context_with(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A browser window, once with JavaScript and once without."""
    context = browser.new_context(java_script_enabled=request.param, base_url="")
    yield context
    context.close()


@pytest.fixture
def whole_browser_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """How to launch a browser that keeps pages alive for the way back, as people's browsers do."""
    if (path := whole_chromium()) is None:
        pytest.skip("Chromium's headless shell keeps no page alive, and there is no other here")
    return {
        **browser_type_launch_args,
        "executable_path": path,
        "ignore_default_args": ["--disable-back-forward-cache"],
    }


@pytest.fixture
def window(browser: Browser) -> Iterator[BrowserContext]:
    """A browser window, for one or more tabs."""
    context = browser.new_context()
    yield context
    context.close()


def until(page: Page, condition: str, seconds: int = 30) -> None:
    """Wait until *condition* holds in the page.

    Playwright's own wait_for_function evaluates in the page, which our Content-Security-Policy refuses.
    """
    end = time.monotonic() + seconds
    while not page.evaluate(condition):
        if time.monotonic() > end:
            pytest.fail(f"not within {seconds} s: {condition}")
        page.wait_for_timeout(20)


@pytest.fixture
def lodge(repository: Path, tmp_path: Path, settings: Any, sandbox: Sandbox) -> Iterator[Served]:
    """A Lodge in processes of its own, not yet started."""
    made = Served(repository, tmp_path, settings)
    try:
        yield made
    finally:
        made.kill()


@pytest.fixture
def served(lodge: Served) -> Served:
    """A Lodge that listens."""
    lodge.start()
    return lodge


@pytest.fixture
def patient(lodge: Served) -> Served:
    """One at whose button people wait for as long as a test needs."""
    lodge.start("tests.browser.slow_button_app:application")
    return lodge


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console complained about."""
    return []


@pytest.fixture
def at(live_server: Any, complaints: list[str]) -> Callable[[Page], Page]:
    """Makes a page's relative addresses Lodge's own, and listens to its console."""

    def make(page: Page) -> Page:
        page.on(
            "console",
            lambda m: complaints.append(m.text) if m.type in {"error", "warning"} else None,
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    return make


def sign_in(page: Page, url: str, name: str = "alice") -> None:
    """By a session, as after the sign-in page; no page is opened."""
    client = Client()
    client.force_login(User.objects.get(username=name), backend=BACKEND)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": url}])


def sign_in_by_page(page: Page, url: str, name: str = "alice") -> None:
    """Through the sign-in page, as a person does."""
    page.goto(f"{url}/account/sign-in/")
    page.get_by_label("User name or e-mail").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def violations(
    page: Page, *, preload: bool = True, without: frozenset[str] = frozenset()
) -> list[str]:
    """What axe finds wrong, but for the rules *without*: a line for each, with its elements.

    *preload*: axe copies imported style sheets into the page, to read them.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(VIOLATIONS, preload)
    return [
        f"{rule}: {json.dumps([[target, html[:200]] for target, html in nodes])}"
        for rule, nodes in found
        if rule not in without
    ]
