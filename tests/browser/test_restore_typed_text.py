"""What was typed and chosen is there again on every way back: a reload, a new tab, the way back, another device."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.models import User
from integrations.models import Connection
from issues.models import State, Submission
from tests.browser.conftest import sign_in, violations
from tests.browser.form_page import (
    a_file,
    at_the_form,
    button,
    choose,
    form_url,
    kept,
    page,
    saved,
    summary,
    told,
    window,
)
from tests.integration.issues.attachments.conftest import folder
from tests.support.sandbox import Sandbox

__all__ = ["folder", "page"]


def test_a_reload_shows_what_was_typed_and_chosen(page: Page) -> None:
    summary(page).fill("It broke")
    page.locator("#id_description").fill("long story")
    choose(page, a_file("photo.log"))
    kept(page, "photo.log")
    saved(page)
    page.reload()
    expect(summary(page)).to_have_value("It broke")
    expect(page.locator("#id_description")).to_have_value("long story")
    kept(page, "photo.log")
    assert violations(page) == []
    summary(page).fill("It broke, and is there again")
    saved(page, "[2-9]")
    button(page).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("is in Jira as")
    row = Submission.objects.get()
    assert (row.summary, row.state) == ("It broke, and is there again", State.FILED)
    assert [each.name for each in row.attachments.all()] == ["photo.log"]


def test_the_address_names_the_draft_from_the_first_save_on_and_so_do_ways_back(page: Page) -> None:
    summary(page).fill("It broke")
    saved(page)
    number = str(Submission.objects.get().pk)
    expect(page).to_have_url(re.compile(rf"\?report={number}$"))
    assert page.locator("input[name=next]").first.input_value().endswith(f"?report={number}")


def test_a_reload_before_anything_was_saved_finds_the_words_all_the_same(page: Page) -> None:
    summary(page).fill("It broke")
    page.reload()
    expect(summary(page)).to_have_value("It broke", timeout=30_000)
    expect(page).to_have_url(re.compile(r"\?report="))
    assert Submission.objects.count() == 1


def test_a_reload_in_the_middle_of_a_word_shows_the_last_one(page: Page) -> None:
    summary(page).fill("It broke")
    saved(page)
    summary(page).fill("It broke again")
    page.reload()
    expect(summary(page)).to_have_value("It broke again", timeout=30_000)
    assert Submission.objects.count() == 1


def test_the_way_back_shows_the_draft_and_goes_on_with_it(page: Page) -> None:
    summary(page).fill("It broke")
    saved(page)
    page.get_by_role("link", name="Your reports").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your reports")
    page.go_back()
    expect(summary(page)).to_have_value("It broke")
    summary(page).fill("It broke again")
    saved(page, "[2-9]")
    assert [row.summary for row in Submission.objects.all()] == ["It broke again"]


def test_the_way_back_to_a_page_that_saved_nothing_yet_goes_on_with_the_same_draft(
    page: Page,
) -> None:
    summary(page).fill("It broke")
    page.get_by_role("link", name="Your reports").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your reports")
    page.go_back()
    expect(summary(page)).to_have_value("It broke")
    saved(page, "1")
    summary(page).fill("It broke again")
    saved(page, "2")
    expect(page).to_have_url(re.compile(r"\?report="))
    assert [row.summary for row in Submission.objects.all()] == ["It broke again"]


def test_what_another_device_saved_meanwhile_is_not_overwritten_by_what_the_browser_puts_back(
    page: Page, browser: Browser, live_server: Any
) -> None:
    summary(page).fill("From the phone")
    saved(page)
    address = page.url
    page.get_by_role("link", name="Your reports").first.click()
    other = window(browser, 1280).new_page()
    sign_in(other, live_server.url)
    other.goto(address)
    summary(other).fill("From the desk")
    saved(other, "2")
    other.context.close()
    page.go_back()
    expect(summary(page)).to_have_value("From the phone")
    expect(told(page)).to_contain_text("This draft was changed in another tab.")
    page.locator("#id_description").fill("and more")
    saved(page)
    texts = {row.summary: row.values["description"] for row in Submission.objects.all()}
    assert texts == {"From the desk": [""], "From the phone": ["and more"]}


@pytest.mark.parametrize("way", ["the form in a new tab", "the types", "where to begin", "home"])
def test_every_other_way_offers_the_draft(
    page: Page, sandbox: Sandbox, live_server: Any, way: str
) -> None:
    empty = page.url
    summary(page).fill("It broke")
    saved(page)
    urls = {
        "the form in a new tab": empty,
        "the types": form_url(sandbox, live_server.url),
        "where to begin": f"{live_server.url}/report/",
        "home": live_server.url,
    }
    tab = page.context.new_page()
    tab.goto(urls[way])
    assert violations(tab) == []
    tab.get_by_role("link", name="It broke").click()
    expect(summary(tab)).to_have_value("It broke")


def test_change_takes_along_what_was_typed_just_now(page: Page) -> None:
    summary(page).fill("It broke")
    page.get_by_role("button", name="Change").click()
    expect(page.locator(".note").filter(has_text="Your draft goes along:")).to_contain_text(
        "It broke"
    )
    assert violations(page) == []
    page.get_by_label("Project and type").fill("SHOP bug")
    page.get_by_role("button", name="Find", exact=True).click()
    page.locator("main a[href*='/SHOP/'][href*='?report=']").first.click()
    expect(summary(page)).to_have_value("It broke")
    button(page).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("is in Jira as SHOP-")


def test_a_form_that_was_sent_is_not_sent_again_on_the_way_back(
    page: Page, sandbox: Sandbox
) -> None:
    summary(page).fill("It broke")
    saved(page)
    button(page).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("is in Jira as")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("is in Jira as")
    assert len(sandbox.issues()) == 1


@pytest.fixture
def plain(
    browser: Browser,
    live_server: Any,
    sandbox: Sandbox,
    alice: User,
    link: Callable[..., Connection],
) -> Iterator[BrowserContext]:
    """A phone without JavaScript, signed in."""
    link(alice)
    context = window(browser, 375, java_script_enabled=False)
    yield context
    context.close()


def test_without_javascript_files_come_with_the_form_and_the_address_names_the_draft(
    plain: BrowserContext, sandbox: Sandbox, live_server: Any
) -> None:
    page = at_the_form(plain.new_page(), sandbox, live_server.url)
    page.locator("#id_description").fill("long story")
    choose(page, a_file("app.log"))
    button(page).click()
    expect(page.get_by_role("alert")).to_contain_text("1 thing to correct")
    tab = plain.new_page()
    tab.goto(page.url)
    expect(tab.locator("#id_description")).to_have_value("long story")
    expect(tab.get_by_role("list", name="Files to send")).to_contain_text("app.log")
    summary(tab).fill("It broke")
    tab.get_by_role("button", name="Change").click()
    expect(tab.locator(".note").filter(has_text="Your draft goes along:")).to_contain_text(
        "It broke"
    )


def test_a_picture_is_blacked_out_after_a_reload_too_and_nothing_of_it_stays(
    page: Page, folder: Path
) -> None:
    kept_as = io.BytesIO()
    Image.new("RGB", (40, 30), (255, 160, 0)).save(kept_as, "PNG")
    summary(page).fill("It broke")
    choose(page, {"name": "screen.png", "mimeType": "image/png", "buffer": kept_as.getvalue()})
    kept(page, "screen.png")
    saved(page)
    page.reload()
    page.get_by_role("button", name="Mark up screen.png").click()
    page.get_by_label("Black out").check()
    page.get_by_text("Place it by numbers").click()
    for name, value in {
        "From the left": "0",
        "From the top": "0",
        "Width": "40",
        "Height": "30",
    }.items():
        page.get_by_label(name).fill(value)
    page.get_by_role("button", name="Draw it").click()
    with page.expect_response(
        lambda answer: answer.request.method == "POST" and answer.status == 200
    ):
        page.get_by_role("button", name="Use this picture").click()
    kept(page, "screen.png")
    expect(page.get_by_role("status").filter(has_text="screen.png is saved")).to_be_attached()
    (stored,) = [each for each in folder.rglob("*") if each.is_file()]
    assert Image.open(stored).convert("RGB").getcolors() == [(1200, (0, 0, 0))]
    button(page).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("is in Jira as")
    assert [each.name for each in Submission.objects.get().attachments.all()] == ["screen.png"]
