"""Pickers as one box with a list under it: by keyboard, by finger, for those who listen, and when nothing answers."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.component_page import PEOPLE, Picking, Workshop, matching, options
from tests.browser.conftest import violations


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


def box(page: Page, group: str = "Assignee") -> Any:
    """The box of one field."""
    return page.get_by_role("group", name=group).get_by_role("combobox")


def test_a_person_is_chosen_by_keyboard_and_posted_by_the_names_of_the_plain_page(
    workshop: Workshop,
) -> None:
    page = workshop.show_fields(Picking())
    expect(page.get_by_role("button", name="Find")).to_have_count(0)
    box(page).press_sequentially("car")
    expect(page.get_by_role("option")).to_have_count(2)
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    first, second = page.get_by_role("option").all()
    expect(box(page)).to_have_attribute("aria-activedescendant", str(first.get_attribute("id")))
    box(page).press("ArrowDown")
    expect(box(page)).to_have_attribute("aria-activedescendant", str(second.get_attribute("id")))
    box(page).press("Enter")
    expect(box(page)).to_have_value("Carola")
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    expect(box(page)).to_be_focused()
    sent = workshop.send()
    assert sent["one"] == ["c-4|Carola"]
    assert sent["one-search"] == sent["one-searched"] == [""]
    assert Picking(data={name: values[0] for name, values in sent.items()}).is_valid()


def test_arrows_home_end_and_escape_move_through_the_list(workshop: Workshop) -> None:
    page = workshop.show_fields(Picking())
    box(page).press("ArrowDown")
    expect(page.get_by_role("option")).to_have_count(4)
    for key, name in [
        ("ArrowDown", "Ada"),
        ("End", "Carola"),
        ("ArrowDown", "Ada"),
        ("ArrowUp", "Carola"),
        ("Home", "Ada"),
    ]:
        box(page).press(key)
        expect(page.locator("[role=option].at")).to_contain_text(name)
    box(page).press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    assert workshop.posted == []


def test_what_was_found_is_said_to_those_who_listen(workshop: Workshop) -> None:
    page = workshop.show_fields(Picking())
    box(page).press_sequentially("o")
    expect(page.get_by_role("status").filter(has_text="3 results")).to_have_count(1)
    box(page).press("Enter")
    expect(page.get_by_role("status").filter(has_text="Bob added")).to_have_count(1)


def test_several_are_chips_that_can_be_taken_away_again(workshop: Workshop) -> None:
    page = workshop.show_fields(Picking())
    many = box(page, "Approvers")
    for name in ("ada", "bob", "carola"):
        many.press_sequentially(name)
        expect(page.locator("[role=option].at")).to_have_count(1)
        many.press("Enter")
    expect(page.locator(".chip")).to_have_text(["Ada", "Bob", "Carola"])
    many.press("Backspace")
    page.get_by_role("button", name="Remove Ada").click()
    expect(page.locator(".chip")).to_have_text(["Bob"])
    expect(many).to_be_focused()
    assert workshop.send()["many"] == ["b-2|Bob"]


def test_labels_may_be_words_that_jira_does_not_know_yet(workshop: Workshop) -> None:
    page = workshop.show_fields(Picking())
    words = box(page, "Labels")
    words.press_sequentially("slow login,")
    expect(page.locator(".chip")).to_have_text(["slow", "login"])
    words.press_sequentially("bo")
    expect(page.get_by_role("option", name="Bob")).to_be_visible()
    words.press("ArrowDown")
    words.press("Enter")
    words.press_sequentially("last")
    assert workshop.send()["words"] == ["slow", "login", "b-2|Bob", "last"]


def test_a_finger_opens_the_list_and_chooses(browser: Browser, live_server: Any) -> None:
    context = browser.new_context(has_touch=True, viewport={"width": 320, "height": 640})
    workshop = Workshop(context.new_page(), live_server.url)
    page = workshop.show_fields(Picking())
    box(page).tap()
    page.get_by_role("option", name="Bob").tap()
    expect(box(page)).to_have_value("Bob")
    page.get_by_role("button", name="Empty this").tap()
    expect(box(page)).to_have_value("")
    expect(page.get_by_role("button", name="Empty this")).to_have_count(0)
    assert "one" not in workshop.send()
    context.close()


def test_typing_asks_once_and_a_late_answer_to_an_old_question_is_dropped(
    workshop: Workshop,
) -> None:
    waiting: list[Route] = []

    def answer(route: Route, query: str) -> None:
        if query == "a":
            waiting.append(route)
        else:
            route.fulfill(body=options(matching(query)), content_type="text/html")

    workshop.answer = answer
    page = workshop.show_fields(Picking())
    with page.expect_request("**/suggest/**"):
        box(page).press_sequentially("a")
    box(page).press_sequentially("da", delay=1)
    expect(page.get_by_role("option")).to_have_text(["A Ada"], use_inner_text=False)
    waiting[0].fulfill(body=options(PEOPLE), content_type="text/html")
    page.wait_for_timeout(200)
    expect(page.get_by_role("option")).to_have_count(1)
    assert workshop.asked in (
        ["a", "ada"],
        ["a", "ad", "ada"],
    )  # a slow machine may pause between two keys


@pytest.mark.parametrize("trouble", ["abort", "500", "told"])
def test_no_answer_is_told_and_typing_again_retries(workshop: Workshop, trouble: str) -> None:
    good, told = workshop.answer, "Jira does not answer. Type again to retry."

    def answer(route: Route, query: str) -> None:
        if trouble == "abort":
            route.abort()
        elif trouble == "500":
            route.fulfill(status=500, body="<h1>Broken</h1>")
        else:
            route.fulfill(body=options([], problem=told), content_type="text/html")

    workshop.answer = answer
    page = workshop.show_fields(Picking())
    box(page).press_sequentially("b")
    words = told if trouble == "told" else "Lodge does not answer. Type again to retry."
    expect(page.get_by_role("option")).to_have_text(words)
    expect(page.get_by_role("status").filter(has_text=words)).to_have_count(1)
    box(page).press("Enter")  # neither chooses the trouble nor sends the form
    workshop.answer = good
    box(page).press_sequentially("ob")
    box(page).press("Enter") if page.locator("[role=option].at").count() else None
    expect(page.locator("[role=option]").first).to_contain_text("Bob")
    assert workshop.posted == []


def test_words_that_nobody_was_chosen_for_are_posted_as_a_question(workshop: Workshop) -> None:
    page = workshop.show_fields(Picking())
    box(page).press_sequentially("zoe")
    expect(page.get_by_role("option")).to_have_text("Nothing found.")
    box(page).press("Escape")
    box(page).press("Enter")
    expect(page.get_by_role("option")).to_have_text("Nothing found.")
    sent = workshop.send()
    assert sent["one-search"] == ["zoe"]
    assert "one" not in sent
    form = Picking(data={"one-search": "zoe", "one-searched": ""})
    assert "one" in form.errors


def test_a_name_written_out_means_that_person(workshop: Workshop) -> None:
    page = workshop.show_fields(Picking())
    box(page).press_sequentially("carol")
    expect(page.get_by_role("option")).to_have_count(2)
    box(page).press("Tab")
    assert workshop.send()["one"] == ["c-3|Carol"]


def test_what_was_chosen_before_stands_there_and_other_words_take_its_place(
    workshop: Workshop,
) -> None:
    page = workshop.show_fields(
        Picking(initial={"one": "b-2|Bob", "many": ["a-1|Ada", "c-3|Carol"]})
    )
    expect(box(page)).to_have_value("Bob")
    expect(page.locator(".chip")).to_have_text(["Ada", "Carol"])
    sent = workshop.send()
    assert (sent["one"], sent["many"]) == (["b-2|Bob"], ["a-1|Ada", "c-3|Carol"])
    box(page).press("End")
    box(page).press_sequentially("x")
    assert "one" not in workshop.send()


def test_every_choice_fires_change_for_whoever_saves_drafts(workshop: Workshop) -> None:
    page = workshop.show_fields(Picking())
    page.evaluate(
        "window.changes = 0; document.forms[0].addEventListener('change', () => { window.changes += 1 })"
    )
    box(page).press("ArrowDown")
    page.get_by_role("option", name="Ada").click()
    assert page.evaluate("window.changes") == 1
    page.get_by_role("button", name="Empty this").click()
    assert page.evaluate("window.changes") >= 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_it_is_accessible_shut_open_and_filled(
    browser: Browser, live_server: Any, scheme: Any, width: int
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
    workshop = Workshop(context.new_page(), live_server.url)
    page = workshop.show_fields(
        Picking(initial={"one": "b-2|Bob", "many": ["a-1|Ada", "c-3|" + "Carol" * 20]})
    )
    assert violations(page) == []
    box(page, "Approvers").press_sequentially("c")
    expect(page.get_by_role("option")).to_have_count(2)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_without_javascript_the_same_fields_search_then_choose(
    browser: Browser, live_server: Any
) -> None:
    context = browser.new_context(java_script_enabled=False)
    workshop = Workshop(context.new_page(), live_server.url)
    page = workshop.show_fields(Picking(data={"one-search": "car", "one-searched": ""}))
    group = page.get_by_role("group", name="Assignee")
    expect(group.get_by_role("button", name="Find")).to_be_visible()
    group.get_by_role("radio", name="Carola").check()
    assert workshop.send()["one"] == ["c-4|Carola"]
    context.close()
