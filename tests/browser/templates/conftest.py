"""A browser for the pages."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User

Open = Callable[..., Page]
expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong


@pytest.fixture
def visit(browser: Browser, live_server: LiveServer, sign_in: Any) -> Iterator[Open]:
    """`visit("/account/", user=alice, width=320, scheme="dark", script=False)`: that page; complaints fail the test."""
    contexts = []
    complaints: list[str] = []

    def go(
        address: str,
        *,
        user: User | None = None,
        width: int = 1280,
        scheme: Any = "light",
        script: bool = True,
    ) -> Page:
        size: Any = {"width": width, "height": 800}
        context = browser.new_context(
            base_url=live_server.url, viewport=size, color_scheme=scheme, java_script_enabled=script
        )
        contexts.append(context)
        if user:
            cookie = sign_in(user).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if "Content Security" in said.text else None,
        )
        page.goto(address)
        return page

    yield go
    for context in contexts:
        context.close()
    assert complaints == []
