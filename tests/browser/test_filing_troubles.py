"""Filing in a real browser: a lost answer, a pasted picture, a refusal, and the same form sent again."""

import base64
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from PIL import Image, PngImagePlugin
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from accounts.models import User
from issues.models import Attachment, State, Submission
from tests.browser.lodge_processes import Served
from tests.browser.test_drafts import at_the_form, press
from tests.integration.issues.filing.conftest import sweep
from tests.support.sandbox import Sandbox

CREATE = r"/rest/api/3/issue$"
PATIENTLY = 120_000  # milliseconds; nothing here measures time
LOG: FilePayload = {"name": "app.log", "mimeType": "text/plain", "buffer": b"boom at line 3"}
ORANGE, SECRET = (255, 160, 0), (12, 200, 77)
PASTE = """([encoded, type]) => {
  const bytes = Uint8Array.from(atob(encoded), (each) => each.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], "image.png", { type }));
  const init = { bubbles: true, cancelable: true, clipboardData: data };
  document.querySelector("#id_description").dispatchEvent(new ClipboardEvent("paste", init));
}"""
COPY = """async (encoded) => {
  const bytes = Uint8Array.from(atob(encoded), (each) => each.charCodeAt(0));
  await navigator.clipboard.write([new ClipboardItem({ "image/png": new Blob([bytes], { type: "image/png" }) })]);
}"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the files of this test lie."""
    where = tmp_path / "files"
    monkeypatch.setattr(default_storage, "base_location", str(where), raising=False)
    monkeypatch.setattr(default_storage, "location", str(where), raising=False)
    return where


def headline(page: Page) -> Any:
    """What the page of a report says first."""
    return page.get_by_role("heading", level=1)


def summary(page: Page) -> Any:
    """The first field."""
    return page.get_by_role("textbox", name="Summary", exact=True)


def files_in_jira(sandbox: Sandbox) -> dict[str, bytes]:
    """The bytes of every file of the one issue, as its reader gets them from Jira."""
    (issue,) = sandbox.issues()
    token = sandbox.grant("alice")["access_token"]
    door = f"/ex/jira/{sandbox.site('demo-team')['cloud_id']}/rest/api/3"
    found = sandbox.get(f"{door}/issue/{issue['key']}?fields=attachment", token).json()["fields"][
        "attachment"
    ]
    content = f"{door}/attachment/content"
    return {
        each["filename"]: sandbox.get(f"{content}/{each['id']}?redirect=false", token).content
        for each in found
    }


def test_after_a_lost_answer_the_page_says_checking_and_then_the_key_by_itself(
    window: BrowserContext,
    served: Served,
    sandbox: Sandbox,
    alice: User,
    link: Callable[..., Any],
) -> None:
    link(alice)
    served.start_worker()
    served.sign_in(window, alice)
    page = window.new_page()
    page.goto(f"{served.url}/report/{sandbox.site('demo-team')['cloud_id']}/DEMO/")
    page.get_by_role("main").get_by_role("link", name="Bug").first.click()
    sandbox.fault("drop_after_commit", method="POST", path=CREATE)
    summary(page).fill("The answer to this one is lost")
    page.locator("input[type=file]").set_input_files(LOG)
    press(page)
    expect(headline(page)).to_have_text("Lodge is checking whether your report reached Jira.")
    page.evaluate("window.stillTheSamePage = true")

    expect(headline(page)).to_contain_text("is in Jira as", timeout=PATIENTLY)
    (issue,) = sandbox.issues()
    expect(headline(page)).to_contain_text(issue["key"])
    expect(page.get_by_text("All of this is in Jira, too.")).to_be_visible(timeout=PATIENTLY)
    assert page.evaluate("window.stillTheSamePage")
    assert len(sandbox.calls("POST", CREATE)) == 1
    assert files_in_jira(sandbox) == {"app.log": b"boom at line 3"}


def screenshot() -> bytes:
    """400 by 300 pixels: orange, with a secret in the middle and another beside the pixels."""
    picture = Image.new("RGB", (400, 300), ORANGE)
    picture.paste(SECRET, (150, 100, 250, 200))
    exif, words = Image.Exif(), PngImagePlugin.PngInfo()
    exif[0x010E] = "taken at home"
    words.add_text("Comment", "taken at home")
    kept = io.BytesIO()
    picture.save(kept, "PNG", exif=exif, pnginfo=words)
    return kept.getvalue()


def paste(page: Page, how: str) -> None:
    """From the system's clipboard by its keys, or with all that lies beside the pixels of a file."""
    encoded = base64.b64encode(screenshot()).decode()
    if how == "keys":
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.evaluate(COPY, encoded)
        page.locator("#id_description").press("Control+V")
    else:
        page.evaluate(PASTE, [encoded, "image/png"])


def black_out(page: Page) -> None:
    """Cover the secret, by numbers."""
    page.get_by_role("button", name="Mark up image.png").click()
    page.get_by_role("radio", name="Black out").check()
    page.get_by_text("Place it by numbers").click()
    for label, number in {
        "From the left": 150,
        "From the top": 100,
        "Width": 100,
        "Height": 100,
    }.items():
        page.get_by_label(label).fill(str(number))
    page.get_by_role("button", name="Draw it").click()
    page.get_by_role("button", name="Use this picture").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("how", ["keys", "event"])
def test_what_is_blacked_out_in_a_pasted_screenshot_never_reaches_jira(
    window: BrowserContext, live_server: Any, sandbox: Sandbox, alice: User, how: str
) -> None:
    assert SECRET in colours(screenshot())
    page = window.new_page()
    at_the_form(page, live_server.url)
    summary(page).fill("See the picture")
    paste(page, how)
    black_out(page)
    press(page)
    expect(headline(page)).to_contain_text("is in Jira as")
    sweep()
    expect(page.get_by_text("All of this is in Jira, too.")).to_be_visible(timeout=PATIENTLY)

    ((name, data),) = files_in_jira(sandbox).items()
    assert name == "image.png"
    assert colours(data) == {ORANGE, (0, 0, 0)}
    arrived = Image.open(io.BytesIO(data))
    assert arrived.size == (400, 300)
    assert not arrived.getexif()
    assert b"taken at home" not in data
    with Attachment.objects.get().file.open() as stored:
        assert b"taken at home" not in stored.read()


def colours(data: bytes) -> set[Any]:
    """Every colour that is in this picture."""
    found = Image.open(io.BytesIO(data)).convert("RGB").getcolors(400 * 300)
    return {colour for _count, colour in found or []}


def test_a_picture_that_nobody_marked_up_arrives_without_what_lies_beside_its_pixels(
    window: BrowserContext, live_server: Any, sandbox: Sandbox, alice: User
) -> None:
    page = window.new_page()
    at_the_form(page, live_server.url)
    summary(page).fill("See the picture")
    paste(page, "event")
    expect(page.get_by_role("button", name="Mark up image.png")).to_be_visible()
    press(page)
    expect(headline(page)).to_contain_text("is in Jira as")
    sweep()
    (data,) = files_in_jira(sandbox).values()
    assert colours(data) == {ORANGE, SECRET}
    assert b"taken at home" not in data


def test_what_jira_refuses_is_corrected_with_everything_kept(
    context_with: BrowserContext, live_server: Any, sandbox: Sandbox, alice: User
) -> None:
    page = context_with.new_page()
    at_the_form(page, live_server.url)
    refusal = {"errorMessages": [], "errors": {"summary": "Say which page it was."}}
    sandbox.fault(
        "status",
        method="POST",
        path=CREATE,
        status=400,
        body=refusal,
        content_type="application/json",
    )
    summary(page).fill("It broke")
    page.locator("#id_description").fill("A long story, to the last word.")
    page.locator("input[type=file]").set_input_files(LOG)
    press(page)

    expect(page.get_by_role("alert").first).to_contain_text("1 thing to correct")
    expect(page.get_by_text("Say which page it was.").first).to_be_visible()
    assert Submission.objects.get().state == State.REJECTED
    expect(page.get_by_role("list", name="Files to send")).to_contain_text("app.log")
    expect(page.locator("#id_description")).to_have_value("A long story, to the last word.")
    summary(page).fill("The checkout page broke")
    press(page)

    expect(headline(page)).to_contain_text("is in Jira as")
    sweep()
    (issue,) = sandbox.issues()
    assert issue["summary"] == "The checkout page broke"
    assert "A long story, to the last word." in str(issue["description"])
    assert files_in_jira(sandbox) == {"app.log": b"boom at line 3"}
    assert Submission.objects.get().state == State.FILED


def test_sent_again_with_other_words_it_is_asked_about_and_nothing_is_swallowed(
    context_with: BrowserContext, live_server: Any, sandbox: Sandbox, alice: User
) -> None:
    page = context_with.new_page()
    at_the_form(page, live_server.url)
    summary(page).fill("It broke")
    press(page)
    expect(headline(page)).to_contain_text("is in Jira as")
    page.go_back()
    summary(page).fill("It broke in another way, too")
    page.locator("#id_description").fill("And here is how.")
    page.locator("input[type=file]").set_input_files(LOG)
    press(page)

    expect(headline(page)).to_have_text(re.compile("File this as a new one"))
    for words in ("It broke in another way, too", "And here is how."):
        expect(page.get_by_text(words).first).to_be_visible()
    assert len(sandbox.issues()) == 1
    page.get_by_role("button", name="File as a new one").click()

    expect(headline(page)).to_contain_text("is in Jira as")
    sweep()
    first, second = sorted(sandbox.issues(), key=lambda each: int(each["id"]))
    assert (first["summary"], first["attachments"]) == ("It broke", [])
    assert second["summary"] == "It broke in another way, too"
    assert "And here is how." in str(second["description"])
    assert [each["name"] for each in second["attachments"]] == ["app.log"]


def test_a_double_click_and_a_reload_file_one(
    window: BrowserContext, live_server: Any, sandbox: Sandbox, alice: User
) -> None:
    page = window.new_page()
    at_the_form(page, live_server.url)
    summary(page).fill("It broke")
    page.locator(".send").get_by_role("button", name="File it in Jira").dblclick()
    expect(headline(page)).to_contain_text("is in Jira as")
    page.go_back()
    press(page)
    expect(headline(page)).to_contain_text("is in Jira as")
    page.reload()
    assert len(sandbox.issues()) == 1
