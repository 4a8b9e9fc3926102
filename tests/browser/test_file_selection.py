"""Files of a form: chosen, dropped, pasted, taken away, and pictures marked up before anything leaves the browser."""

import base64
import io
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.component_page import Workshop
from tests.browser.conftest import violations

PART = '{% include "parts/file_input.html" with limit="Up to 20 MB each." max_bytes=1000000 %}'
CARRIED = "document.querySelector('[type=file]').files"
HAND_OVER = """([kind, names]) => {
  const data = new DataTransfer();
  for (const name of names) data.items.add(new File(["x".repeat(2000)], name, { type: "image/png" }));
  const init = { bubbles: true, cancelable: true };
  const event = kind === "drop"
    ? new DragEvent("drop", { ...init, dataTransfer: data })
    : new ClipboardEvent("paste", { ...init, clipboardData: data });
  document.querySelector("[data-files] .drop").dispatchEvent(event);
}"""
READ = """async () => {
  const bytes = new Uint8Array(await document.querySelector('[type=file]').files[0].arrayBuffer());
  return btoa(String.fromCharCode(...bytes));
}"""


@pytest.fixture
def workshop(browser: Browser, live_server: Any) -> Iterator[Workshop]:
    """A page with JavaScript; whatever the policy forbids fails the test."""
    context = browser.new_context()
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda said: complaints.append(said.text) if "Content Security" in said.text else None,
    )
    yield Workshop(page, live_server.url)
    context.close()
    assert complaints == []


def picture(name: str = "screen.png", kind: str = "PNG", **more: Any) -> FilePayload:
    """400 by 300 pixels, all of them orange."""
    kept = io.BytesIO()
    Image.new("RGB", (400, 300), (255, 160, 0)).save(kept, kind, **more)
    return {"name": name, "mimeType": f"image/{kind.lower()}", "buffer": kept.getvalue()}


def text(name: str, size: int = 10) -> FilePayload:
    """A file of *size* bytes."""
    return {"name": name, "mimeType": "text/plain", "buffer": b"x" * size}


def carried(page: Page) -> list[str]:
    """The names of what a post of the form would carry."""
    names: list[str] = page.evaluate(f"[...{CARRIED}].map((file) => file.name)")
    return names


def result(page: Page) -> Image.Image:
    """The first file, as a picture."""
    return Image.open(io.BytesIO(base64.b64decode(page.evaluate(READ))))


def test_files_add_up_and_can_be_taken_away_one_by_one(workshop: Workshop) -> None:
    page = workshop.show(PART)
    chooser = page.get_by_label("Choose files")
    chooser.set_input_files([text("a.txt"), text("b.txt", 2_000_000)])
    chooser.set_input_files([picture()])
    assert carried(page) == ["a.txt", "screen.png"]
    expect(page.locator(".files").get_by_role("alert")).to_have_text(
        "Jira does not take files as large as this."
    )
    expect(page.locator(".thumb")).to_have_count(1)
    page.get_by_role("button", name="Remove b.txt").click()
    expect(page.get_by_role("button", name="Remove screen.png")).to_be_focused()
    assert carried(page) == ["a.txt", "screen.png"]
    expect(page.get_by_role("status")).to_have_text("b.txt removed.")


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_files_are_dropped_and_pasted(workshop: Workshop, kind: str) -> None:
    page = workshop.show(PART)
    page.evaluate(HAND_OVER, [kind, ["image.png", "other.png"]])
    page.evaluate(HAND_OVER, [kind, ["third.png"]])
    assert carried(page) == ["image.png", "other.png", "third.png"]


def test_pasted_pictures_are_told_apart(workshop: Workshop) -> None:
    page = workshop.show(PART)
    for _ in range(2):
        page.evaluate(HAND_OVER, ["paste", ["image.png"]])
        page.wait_for_timeout(20)
    assert carried(page) == ["image.png", "image-2.png"]


def test_a_plain_post_carries_them(workshop: Workshop) -> None:
    page = workshop.show(PART)
    page.evaluate("document.forms[0].enctype = 'multipart/form-data'")
    page.get_by_label("Choose files").set_input_files([text("a.txt")])
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("button", name="Send", exact=True).click()
    assert b'filename="a.txt"' in (sent.value.post_data_buffer or b"")


def test_what_is_blacked_out_is_gone_with_everything_beside_the_pixels(workshop: Workshop) -> None:
    page = workshop.show(PART)
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    page.get_by_label("Choose files").set_input_files([picture("photo.jpg", "JPEG", exif=exif)])
    page.get_by_role("button", name="Mark up photo.jpg").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Black out").check()
    canvas = dialog.locator("canvas")
    place = canvas.bounding_box()
    assert place is not None
    x, y, scale = place["x"], place["y"], place["width"] / 400
    page.mouse.move(x + 100 * scale, y + 100 * scale)
    page.mouse.down()
    page.mouse.move(x + 200 * scale, y + 150 * scale)
    page.mouse.up()
    dialog.get_by_role("button", name="Use this picture").click()
    expect(page.get_by_role("button", name="Mark up photo.png")).to_be_focused()
    assert carried(page) == ["photo.png"]
    shown = result(page)
    assert (shown.format, shown.size, dict(shown.getexif())) == ("PNG", (400, 300), {})
    assert b"taken at home" not in base64.b64decode(page.evaluate(READ))
    pixels = shown.convert("RGB")
    covered = {
        pixels.getpixel((across, down)) for across in range(102, 199) for down in range(102, 149)
    }
    assert covered == {(0, 0, 0)}
    left = pixels.getpixel((50, 50))
    assert isinstance(left, tuple)
    assert left[0] > 240


def test_marks_can_be_placed_by_keyboard_alone_and_undone(workshop: Workshop) -> None:
    page = workshop.show(PART)
    page.get_by_label("Choose files").set_input_files([picture()])
    page.get_by_role("button", name="Mark up screen.png").press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Black out").press("Space")
    dialog.get_by_text("Place it by numbers").press("Enter")
    for name, value in {
        "From the left": "10",
        "From the top": "20",
        "Width": "30",
        "Height": "40",
    }.items():
        dialog.get_by_label(name).fill(value)
    dialog.get_by_label("Height").press("Enter")
    expect(dialog.get_by_role("status")).to_have_text("Marks: 1")
    dialog.get_by_label("Box").press("Space")
    dialog.get_by_role("button", name="Draw it").press("Enter")
    expect(dialog.get_by_role("status")).to_have_text("Marks: 2")
    page.keyboard.press("Control+z")
    expect(dialog.get_by_role("status")).to_have_text("Marks: 1")
    dialog.get_by_role("button", name="Use this picture").press("Enter")
    expect(dialog).to_have_count(0)
    pixels = result(page).convert("RGB")
    black = {(x, y) for x in range(400) for y in range(300) if pixels.getpixel((x, y)) == (0, 0, 0)}
    assert black == {(x, y) for x in range(10, 40) for y in range(20, 60)}
    assert workshop.posted == []


def test_escape_leaves_the_picture_as_it_was(workshop: Workshop) -> None:
    page = workshop.show(PART)
    page.get_by_label("Choose files").set_input_files([picture()])
    page.get_by_role("button", name="Mark up screen.png").click()
    page.get_by_text("Place it by numbers").click()
    page.get_by_role("button", name="Draw it").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Mark up screen.png")).to_be_focused()
    assert base64.b64decode(page.evaluate(READ)) == picture()["buffer"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_files_and_the_dialog_are_accessible(
    browser: Browser, live_server: Any, scheme: Any, width: int
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
    page = Workshop(context.new_page(), live_server.url).show(PART)
    page.get_by_label("Choose files").set_input_files(
        [text("b.txt", 2_000_000), picture("a" * 60 + ".png")]
    )
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Mark up").click()
    page.get_by_text("Place it by numbers").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
