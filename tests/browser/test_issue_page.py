"""An issue's page in a real browser: at a desk, on a narrow phone, in the dark, without JavaScript."""

import base64
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from integrations import jira
from integrations.models import Connection
from tests.browser.conftest import sign_in, violations
from tests.support.sandbox import Sandbox

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9Qz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC"
)
PARTS = [
    {"type": "heading", "attrs": {"level": 1}, "content": [{"type": "text", "text": "Steps"}]},
    {"type": "paragraph", "content": [{"type": "text", "text": "w" * 300}]},
    {"type": "codeBlock", "content": [{"type": "text", "text": "x" * 300}]},
    {
        "type": "table",
        "content": [
            {
                "type": "tableRow",
                "content": [
                    {
                        "type": "tableHeader",
                        "content": [
                            {
                                "type": "paragraph",
                                "content": [{"type": "text", "text": f"Column {n}"}],
                            }
                        ],
                    }
                    for n in range(8)
                ],
            }
        ],
    },
    {
        "type": "panel",
        "attrs": {"panelType": "error"},
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Careful."}]}],
    },
    {
        "type": "taskList",
        "attrs": {"localId": "a"},
        "content": [
            {
                "type": "taskItem",
                "attrs": {"localId": "b", "state": "DONE"},
                "content": [{"type": "text", "text": "Look"}],
            }
        ],
    },
]


@pytest.fixture
def address(
    sandbox: Sandbox, alice: User, link: Callable[..., Connection], live_server: Any
) -> str:
    """The page of an issue that has a bit of everything."""
    at = (link(alice).account_id, sandbox.site("demo-team")["cloud_id"])
    where = {"cloud_id": at[1], "account_id": at[0]}
    place = {**where, "project": "DEMO", "issue_type": "Bug"}
    fields: dict[str, Any] = {
        "summary": "Checkout total is wrong " + "v" * 100,
        "description": {"type": "doc", "version": 1, "content": PARTS},
        "labels": ["voucher", "l" * 200],
        "duedate": "2026-12-24",
    }
    seed = {"issues": [{**place, "fields": fields}, {**place, "fields": {"summary": "Another"}}]}
    first, second = sandbox.control("POST", "/seed", seed)["issues"]
    jira.link_issues(*at, "10000", first["key"], second["key"])
    jira.upload_attachment(*at, first["id"], "shot.png", "image/png", io.BytesIO(PNG), len(PNG))
    jira.upload_attachment(*at, first["id"], "f" * 140 + ".txt", "text/plain", io.BytesIO(b"a"), 1)
    words = {"type": "doc", "version": 1, "content": PARTS[1:3]}
    seen_by = {"type": "group", "value": "site-admins"}
    comment = {**where, "issue": first["key"], "body": words, "visibility": seen_by}
    sandbox.control("POST", "/seed", {"comments": [comment]})
    jira.edit_issue_fields(*at, first["key"], {"labels": ["voucher"]})
    return f"{live_server.url}/issue/{at[1]}/{first['key']}/"


Window = tuple[int, int, Literal["light", "dark"], bool]


@pytest.fixture(
    params=[(1280, 900, "light", True), (320, 640, "dark", True), (320, 640, "light", False)],
    ids=["desk", "phone in the dark", "phone without JavaScript"],
)
def window_kind(request: pytest.FixtureRequest) -> Window:
    """Width, height, colours, and whether scripts run."""
    kind: Window = request.param
    return kind


@pytest.fixture
def page(browser: Browser, window_kind: Window) -> Iterator[Page]:
    """A window; whatever the console complains about fails the test."""
    width, height, scheme, scripts = window_kind
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        java_script_enabled=scripts,
    )
    opened = context.new_page()
    complaints: list[str] = []
    opened.on(
        "console", lambda said: complaints.append(said.text) if said.type == "error" else None
    )
    yield opened
    context.close()
    assert complaints == []


def test_the_page_can_be_read_everywhere(
    page: Page, window_kind: Window, live_server: Any, address: str
) -> None:
    sign_in(page, live_server.url)
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Checkout total is wrong")
    expect(page.get_by_text("Careful.")).to_be_visible()
    picture = page.get_by_role("img", name="shot.png")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", 10)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    page.get_by_text("History", exact=True).click()
    expect(page.get_by_text("changed Labels")).to_be_visible()
    has_scripts = window_kind[3]  # axe needs them
    assert not has_scripts or violations(page) == []
    page.get_by_role("link", name="DEMO-2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Another")
    assert not has_scripts or violations(page) == []


def test_a_file_is_downloaded_and_nothing_opens(
    page: Page, live_server: Any, address: str, tmp_path: Path
) -> None:
    sign_in(page, live_server.url)
    page.goto(address)
    with page.expect_download() as download:
        page.get_by_role("link", name="fff").click()
    assert Path(download.value.path()).read_bytes() == b"a"
    assert page.url == address


def test_what_is_not_there_says_so(page: Page, live_server: Any, address: str) -> None:
    sign_in(page, live_server.url)
    answer = page.request.get(address.replace("DEMO-1/", "DEMO-99/"))
    assert answer.status == 404
    page.set_content(answer.text())
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "DEMO-99 is not there, or not yours to see."
    )
