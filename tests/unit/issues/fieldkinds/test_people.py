"""Search, then choose: people fields without any script."""

import pytest

from tests.unit.issues.forms.sample_fields import Known, Silent, build, custom, sent, system

ASSIGNEE = system("assignee", "user")
SEVERAL = custom("multiuserpicker", "array", "user")


def test_find_shows_who_was_found_and_complains_about_nothing() -> None:
    data = {"find": "assignee", "assignee-search": "bob", "assignee-searched": "", "summary": ""}
    form = build(system("summary", required=True), ASSIGNEE, data=data)

    assert not form.is_valid()
    assert form.errors == {}
    html = str(form["assignee"])
    assert 'value="712020:bob|bob"' in html
    assert 'value="712020:bobby|bobby"' in html
    assert "carol" not in html
    assert 'name="assignee-searched"' in html
    assert form.needs_choice


def test_find_keeps_everything_typed() -> None:
    data = {"find": "assignee", "assignee-search": "carol", "summary": "Total is wr"}
    form = build(system("summary", required=True), ASSIGNEE, data=data)

    assert 'value="Total is wr"' in str(form["summary"])
    assert form.typed() == {"summary": "Total is wr", "assignee-search": "carol"}
    assert form.left_over == {}


def test_the_only_one_found_is_chosen_beforehand() -> None:
    form = build(ASSIGNEE, data={"find": "assignee", "assignee-search": "carol"})

    assert 'value="712020:carol|carol" checked' in " ".join(str(form["assignee"]).split())


def test_a_choice_is_sent_although_the_search_still_stands_there() -> None:
    chosen = {"assignee": "712020:bob|bob", "assignee-search": "bo", "assignee-searched": "bo"}

    assert sent(ASSIGNEE, chosen) == {"id": "712020:bob"}


@pytest.mark.parametrize(
    "data",
    [
        {"assignee-search": "bob", "assignee-searched": ""},
        {"assignee-search": "bob", "assignee-searched": "bob"},
        {"assignee-search": "bob"},
        {"assignee": "", "assignee-search": "bob"},
        {"assignee": "712020:carol|carol", "assignee-search": "bob", "assignee-searched": "carol"},
        {"assignee": "none", "assignee-search": "bob", "assignee-searched": "carol"},
    ],
)
def test_a_search_that_waits_for_a_choice_is_never_sent_without_one(data: dict[str, str]) -> None:
    form = build(ASSIGNEE, data=data)

    assert not form.is_valid()
    assert form.needs_choice
    assert form.errors["assignee"] == ["Choose who you mean"]
    assert "712020:bobby|bobby" in str(form["assignee"])


def test_nobody_is_a_choice_too() -> None:
    form = build(
        ASSIGNEE, data={"assignee": "none", "assignee-search": "bo", "assignee-searched": "bo"}
    )

    assert form.is_valid()
    assert form.jira_fields() == {}
    assert not form.needs_choice


def test_a_script_needs_to_post_the_account_only() -> None:
    assert sent(ASSIGNEE, {"assignee": "712020:bob", "assignee-search": "bob"}) == {
        "id": "712020:bob"
    }


def test_a_search_that_finds_nobody_says_so() -> None:
    form = build(ASSIGNEE, data={"assignee-search": "<b>zoe", "assignee-searched": ""})

    assert form.errors["assignee"] == [
        "Nobody called “<b>zoe” was found. Search again, or empty the search"
    ]
    assert "<b>zoe" not in str(form["assignee"])


def test_jira_being_down_loses_nothing_and_is_told() -> None:
    form = build(
        ASSIGNEE, data={"assignee-search": "bob", "assignee-searched": ""}, lookup=Silent()
    )

    assert not form.is_valid()
    html = str(form["assignee"])
    assert "could not be asked" in html
    assert 'value="bob"' in html


def test_people_are_searched_for_once_a_form() -> None:
    lookup = Known()
    form = build(ASSIGNEE, data={"assignee-search": "bob", "assignee-searched": ""}, lookup=lookup)
    form.is_valid()
    str(form)

    assert lookup.asked == [("users", "bob")]


def test_nobody_is_searched_for_without_a_search() -> None:
    lookup = Known()
    form = build(ASSIGNEE, SEVERAL, data={"assignee": "712020:bob|bob"}, lookup=lookup)

    assert form.is_valid()
    assert "bob" in str(form["assignee"])
    assert lookup.asked == []


def test_several_are_gathered_search_by_search() -> None:
    first = build(SEVERAL, data={"find": "x", "x-search": "carol", "x": ["712020:bob|bob"]})
    html = " ".join(str(first["x"]).split())

    assert 'value="712020:bob|bob" checked' in html
    assert 'value="712020:carol|carol"' in html
    both = ["712020:bob|bob", "712020:carol|carol"]
    assert sent(SEVERAL, {"x": both, "x-search": "carol", "x-searched": "carol"}) == [
        {"id": "712020:bob"},
        {"id": "712020:carol"},
    ]


def test_a_reporter_left_out_is_the_user() -> None:
    form = build(system("reporter", "user", required=True), data={})

    assert form.is_valid()
    assert form.jira_fields() == {}
    assert not form.fields["reporter"].required
