"""The Markdown editor: tools, preview, the size in Jira, and people called by "@"."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from issues.richtext import LIMIT
from tests.browser.component_page import Workshop, Writing
from tests.browser.conftest import violations

SELECT = "(box, [from, to]) => { box.focus(); box.setSelectionRange(from, to) }"


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


def text_box(page: Page) -> Locator:
    """Where one writes."""
    return page.get_by_role("textbox", name="Description")


def select(page: Page, start: int, end: int) -> None:
    """Mark a part of the text."""
    text_box(page).evaluate(SELECT, [start, end])


@pytest.mark.parametrize(
    ("tool", "after"),
    [
        ("Bold", "**one** two\nthree"),
        ("Italic", "_one_ two\nthree"),
        ("Code", "`one` two\nthree"),
        ("Link", "[one](https://) two\nthree"),
        ("Quote", "> one two\nthree"),
        ("List", "- one two\nthree"),
        ("Task list", "- [ ] one two\nthree"),
    ],
)
def test_each_tool_writes_its_markdown_and_ctrl_z_takes_it_back(
    workshop: Workshop, tool: str, after: str
) -> None:
    page = workshop.show_fields(Writing(initial={"text": "one two\nthree"}))
    select(page, 0, 3)
    page.get_by_role("toolbar").get_by_role("button", name=tool, exact=True).click()
    expect(text_box(page)).to_have_value(after)
    expect(text_box(page)).to_be_focused()
    page.keyboard.press("Control+z")
    expect(text_box(page)).to_have_value("one two\nthree")


@pytest.mark.parametrize(
    ("key", "after"), [("b", "**word**"), ("i", "_word_"), ("k", "[word](https://)")]
)
def test_keys_do_the_same_and_a_second_time_undoes_it(
    workshop: Workshop, key: str, after: str
) -> None:
    page = workshop.show_fields(Writing(initial={"text": "word"}))
    select(page, 0, 4)
    page.keyboard.press(f"Control+{key}")
    expect(text_box(page)).to_have_value(after)
    if key != "k":
        page.keyboard.press(f"Control+{key}")
        expect(text_box(page)).to_have_value("word")


def test_several_lines_become_a_block_of_code_and_a_list(workshop: Workshop) -> None:
    page = workshop.show_fields(Writing(initial={"text": "a\nb"}))
    select(page, 0, 3)
    page.get_by_role("button", name="List", exact=True).click()
    expect(text_box(page)).to_have_value("- a\n- b")
    page.get_by_role("button", name="Code", exact=True).click()
    expect(text_box(page)).to_have_value("```\n- a\n- b\n```")


def test_the_toolbar_is_one_stop_after_the_text_and_arrows_go_on(workshop: Workshop) -> None:
    page = workshop.show_fields(Writing())
    text_box(page).focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Bold")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("button", name="Preview")).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Italic")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Italic")).to_be_focused()


def test_alt_f10_leads_from_the_text_to_the_toolbar_and_escape_back(workshop: Workshop) -> None:
    page = workshop.show_fields(Writing(initial={"text": "word"}))
    select(page, 0, 4)
    page.keyboard.press("Alt+F10")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Italic")).to_be_focused()
    page.keyboard.press("Escape")
    expect(text_box(page)).to_be_focused()
    page.keyboard.press("Alt+F10")
    page.keyboard.press("Enter")
    expect(text_box(page)).to_have_value("_word_")
    page.keyboard.press("Alt+F10")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(page.locator(".prose em")).to_have_text("word")
    page.keyboard.press("Escape")
    expect(text_box(page)).to_be_focused()


def test_the_preview_shows_what_jira_gets_and_the_text_stays(workshop: Workshop) -> None:
    page = workshop.show_fields(
        Writing(initial={"text": "It is **bold** <script>not</script> [here](https://example.com)"})
    )
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".prose strong")).to_have_text("bold")
    expect(page.locator(".prose")).to_contain_text("<script>not</script>")
    expect(page.locator(".prose a")).to_have_attribute("target", "_blank")
    expect(page.get_by_role("textbox")).to_have_count(0)
    page.get_by_role("button", name="Write").click()
    expect(text_box(page)).to_be_focused()
    page.get_by_role("button", name="Preview").click()
    assert workshop.send()["text"] == [
        "It is **bold** <script>not</script> [here](https://example.com)"
    ]


@pytest.mark.parametrize("trouble", ["abort", "500", "401"])
def test_a_preview_that_can_not_be_had_is_told_and_the_text_stays_in_sight(
    workshop: Workshop, trouble: str
) -> None:
    def shown(route: Route, text: str) -> None:
        if trouble == "abort":
            route.abort()
        else:
            route.fulfill(
                status=int(trouble), body="You are signed out.", content_type="text/plain"
            )

    workshop.shown = shown
    page = workshop.show_fields(Writing(initial={"text": "Kept"}))
    page.get_by_role("button", name="Preview").click()
    said = (
        "You are signed out."
        if trouble == "401"
        else "Lodge does not answer. What you typed is still here."
    )
    expect(page.get_by_role("status").filter(has_text=said)).to_be_visible()
    expect(text_box(page)).to_have_value("Kept")


def test_the_size_in_jira_follows_the_text_and_warns_above_the_limit(workshop: Workshop) -> None:
    page = workshop.show_fields(Writing())
    text_box(page).fill("x" * (LIMIT // 2))
    expect(page.locator(".size")).to_contain_text("of 32,767 characters in Jira")
    expect(page.get_by_role("meter")).to_have_count(1)
    expect(page.locator(".editor .warning")).to_have_count(0)
    text_box(page).fill("x" * (LIMIT - 500))
    expect(page.locator(".editor .warning")).to_have_text("Jira takes little more than this.")
    text_box(page).fill("x" * (LIMIT + 1000))
    expect(page.locator(".editor .warning")).to_contain_text("The end of it will go into a file.")


def test_an_at_sign_offers_people_and_writes_a_mention(workshop: Workshop) -> None:
    page = workshop.show_fields(Writing())
    text_box(page).press_sequentially("Ask @car")
    expect(page.get_by_role("option")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(text_box(page)).to_have_value("Ask [@Carola](accountid:c-4) ")
    page.get_by_role("button", name="Mention a person").click()
    page.get_by_role("option", name="Bob").click()
    expect(text_box(page)).to_have_value("Ask [@Carola](accountid:c-4) [@Bob](accountid:b-2) ")


@pytest.mark.parametrize("typed", ["me@car", "```\n@car", "`@car", "@zoe"])
def test_other_at_signs_leave_the_keys_alone(workshop: Workshop, typed: str) -> None:
    page = workshop.show_fields(Writing())
    text_box(page).press_sequentially(typed)
    page.wait_for_timeout(600)
    text_box(page).press("Enter")
    expect(text_box(page)).to_have_value(f"{typed}\n")
    expect(page.locator("[role=option]:not([aria-disabled])")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_it_is_accessible_while_writing_calling_and_reading(
    browser: Browser, live_server: Any, scheme: Any, width: int
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
    workshop = Workshop(context.new_page(), live_server.url)
    text = "### One\n\n##### Two\n\n- [x] done\n\n| a | b |\n|---|---|\n| c | d |\n\n> q\n\n```js\nlet it;\n```\n\n"
    page = workshop.show_fields(Writing(initial={"text": text + "word " * (LIMIT // 8) + "\n\n"}))
    expect(page.get_by_role("meter")).to_have_count(1)
    text_box(page).press("Control+End")
    text_box(page).press_sequentially("@car")
    expect(page.get_by_role("option")).to_have_count(2)
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".prose h4")).to_have_text("Two")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
