"""The one picker behind many kinds: words that are values, words that are questions, and Jira not answering."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from integrations.jira import Denied, FieldMeta, RateLimited, ScopeMissing
from issues.fieldkinds import OMIT, Choice, Context
from issues.fieldkinds.picker import PickerInput
from issues.forms import build_form
from tests.unit.issues.forms.sample_fields import (
    Known,
    Silent,
    build,
    custom,
    flat,
    other,
    sent,
    system,
)

LABELS = system("labels", "array", "string")
GROUP = custom("grouppicker", "group")
GROUPS = custom("multigrouppicker", "array", "group")
PARENT = system("parent", "issuelink")
SPRINT = other("com.pyxis.greenhopper.jira:gh-sprint", "array", "json")
TEAM = custom("atlassian-team", "team")
UTC = ZoneInfo("UTC")
TEAM_ID = "36885b3c-1bf0-4f85-a357-c5b858c31de4"


def posted(meta: FieldMeta, text: str, *, shown: str = "", chosen: Any = ()) -> dict[str, Any]:
    """What is posted with *text* in the search box, under results for *shown*."""
    return {
        meta.field_id: chosen,
        f"{meta.field_id}-search": text,
        f"{meta.field_id}-searched": shown,
    }


def found(meta: FieldMeta, text: str, lookup: Known | None = None, chosen: Any = ()) -> str:
    """The field after "Find" was pressed for *text*."""
    data = posted(meta, text, chosen=chosen) | {"find": meta.field_id}
    return flat(build(meta, data=data, lookup=lookup)[meta.field_id])


@pytest.mark.parametrize(
    ("meta", "text", "value"),
    [
        (LABELS, "voucher, shop  voucher", ["voucher", "shop"]),
        (LABELS, "a|b none", ["a|b", "none"]),
        (PARENT, "demo-77", {"key": "DEMO-77"}),
        (SPRINT, "37", 37),
        (TEAM, TEAM_ID, TEAM_ID),
        (GROUP, "Testers", {"name": "testers"}),
        (GROUPS, "a|b", [{"name": "a|b"}]),
    ],
)
def test_words_that_are_values_need_no_search(meta: FieldMeta, text: str, value: Any) -> None:
    assert sent(meta, posted(meta, text)) == value
    assert sent(meta, {f"{meta.field_id}-search": text}) == value


@pytest.mark.parametrize(
    ("meta", "text"),
    [(PARENT, "demo"), (SPRINT, "Sprint"), (TEAM, "alp"), (GROUP, "tes"), (GROUPS, "test")],
)
def test_other_words_are_a_question(meta: FieldMeta, text: str) -> None:
    form = build(meta, data=posted(meta, text))

    assert form.errors[meta.field_id] == ["Choose which one you mean"]
    assert form.needs_choice
    assert form.typed()[f"{meta.field_id}-search"] == text


def test_words_are_taken_beside_what_was_chosen() -> None:
    assert sent(LABELS, posted(LABELS, "new", chosen=["old", "older"])) == ["old", "older", "new"]


def test_words_that_were_offered_and_not_chosen_are_not_taken() -> None:
    """ "vou" was a search: voucher was found, and ticked."""
    assert sent(LABELS, posted(LABELS, "vou", shown="vou", chosen=["voucher"])) == ["voucher"]


def test_find_offers_a_new_label_beside_those_in_use() -> None:
    html = found(LABELS, "vou")

    assert 'value="voucher">' in html
    assert 'value="vou">' in html
    assert "checked" not in html


def test_find_chooses_words_that_nothing_was_found_for_and_those_found_exactly() -> None:
    assert 'value="new" checked' in found(LABELS, "new")
    assert 'value="voucher" checked' in found(LABELS, "voucher")
    assert 'value="DEMO-5|DEMO-5 Checkout" checked' in found(PARENT, "DEMO-5")


def test_words_become_choices_when_the_page_is_drawn_again() -> None:
    """So that nothing is lost when another field was wrong."""
    summary = system("summary", required=True)
    lookup = Known()
    form = build(summary, LABELS, data=posted(LABELS, "voucher shop"), lookup=lookup)

    html = flat(form["labels"])
    assert 'value="voucher" checked' in html
    assert 'value="shop" checked' in html
    assert 'name="labels-search" id="id_labels" value=""' in html
    assert lookup.asked == []


def test_find_with_an_empty_box_shows_what_there_is() -> None:
    html = found(SPRINT, "")

    assert "Sprint 7" in html
    assert "active" in html
    assert "checked" not in html


def test_an_empty_box_asks_nothing_otherwise() -> None:
    lookup = Known()
    str(build(SPRINT, TEAM, lookup=lookup)["x"])

    assert lookup.asked == []


def test_another_choice_is_searched_for_while_the_first_still_stands() -> None:
    html = found(SPRINT, "8", chosen="37|Sprint 7")

    assert 'value="37|Sprint 7" checked' in html
    assert 'value="38|Sprint 8">' in html


def test_nothing_at_all_is_a_choice_where_nothing_is_required() -> None:
    assert "No choice" in found(SPRINT, "Sprint")
    assert sent(SPRINT, posted(SPRINT, "Sprint", shown="Sprint", chosen="none")) is OMIT
    assert sent(GROUP, posted(GROUP, "test", shown="test", chosen="|")) is OMIT


@pytest.mark.parametrize("error", [Denied("no"), ScopeMissing(["read:sprint:jira-software"])])
def test_where_jira_lets_nobody_search_the_field_says_what_to_write(error: Exception) -> None:
    silent = Silent(error)
    form = build(SPRINT, data=posted(SPRINT, "next"), lookup=silent)

    assert not form.is_valid()
    assert "Write the sprint&#x27;s number." in flat(form["x"])
    taken = build(SPRINT, data=posted(SPRINT, "38"), lookup=silent)
    assert taken.is_valid()
    assert taken.jira_fields() == {"x": 38}


def test_a_group_that_can_not_be_searched_for_is_taken_by_its_whole_name() -> None:
    form = build(GROUP, data=posted(GROUP, "Site admins"), lookup=Silent(Denied("no")))

    assert form.is_valid()
    assert form.jira_fields() == {"x": {"name": "Site admins"}}


@pytest.mark.parametrize("meta", [GROUP, TEAM, PARENT, SPRINT])
def test_jira_being_slow_or_down_keeps_the_words(meta: FieldMeta) -> None:
    form = build(meta, data=posted(meta, "Some words"), lookup=Silent(RateLimited(3)))

    assert not form.is_valid()
    html = flat(form[meta.field_id])
    assert "could not be asked" in html
    assert 'value="Some words"' in html


def test_labels_need_jira_for_suggestions_only() -> None:
    form = build(LABELS, data=posted(LABELS, "voucher"), lookup=Silent())

    assert form.is_valid()
    assert "What you write is taken as it is." in found(LABELS, "voucher", Silent())


@pytest.mark.parametrize(
    ("meta", "query", "first"),
    [
        (system("assignee", "user"), "bob", Choice("712020:bob", "bob")),
        (GROUP, "test", Choice("testers", "testers")),
        (LABELS, "new vou", Choice("voucher", "voucher")),
        (PARENT, "cart", Choice("DEMO-51", "DEMO-51 Cart")),
        (
            system("issuelinks", "array", "issuelinks", operations=("add",)),
            "cart",
            Choice("DEMO-51", "DEMO-51 Cart"),
        ),
        (SPRINT, "", Choice("37", "Sprint 7", "active")),
        (TEAM, "beta", Choice("b-2", "Beta")),
        (custom("project", "project"), "demo", Choice("10000", "Demo (DEMO)")),
    ],
)
def test_a_script_may_ask_for_suggestions(meta: FieldMeta, query: str, first: Choice) -> None:
    found = build_form.suggest(meta, Context(UTC, Known()), query)

    assert found
    assert found[0] == first


def test_whoever_is_assigned_is_asked_for_elsewhere_than_anybody() -> None:
    lookup = Known()
    for meta in (
        system("assignee", "user"),
        system("reporter", "user"),
        custom("people", "array", "user"),
        TEAM,
        LABELS,
    ):
        build_form.suggest(meta, Context(UTC, lookup), "b")

    assert [what for what, _query in lookup.asked] == [
        "users",
        "any_users",
        "any_users",
        "cf[10000]",
        "labels",
    ]


@pytest.mark.parametrize(
    "meta", [system("summary"), system("duedate", "date"), other("com.example:odd", "any")]
)
def test_other_fields_have_no_suggestions(meta: FieldMeta) -> None:
    assert build_form.suggest(meta, Context(UTC, Known()), "b") is None


def test_everything_a_picker_posts_is_kept() -> None:
    post = QueryDict("x=37|Sprint+7&x-search=8&x-searched=")
    widget = build(SPRINT, data=post).fields["x"].widget

    assert isinstance(widget, PickerInput)
    assert build(SPRINT, data=post).typed() == {
        "x": "37|Sprint 7",
        "x-search": "8",
        "x-searched": "",
    }
