"""Lists of thousands of values: searched, never drawn, and an option that is gone is told and kept."""

import time
from typing import Any

import pytest

from integrations.jira import FieldMeta
from issues.fieldkinds.long_list import Listed
from issues.forms import build_form
from tests.unit.issues.forms.sample_fields import build, custom, flat, options, refused, sent

MANY = options(*(f"Shop {number}" for number in range(20_000)))
ONE = custom("select", "option", allowed_values=MANY)
SEVERAL = custom("multiselect", "array", "option", allowed_values=MANY)
PLACES = tuple(
    {
        "id": str(p),
        "value": f"Land {p}",
        "children": [{"id": f"{p}0{c}", "value": f"Town {c}"} for c in range(20)],
    }
    for p in range(1, 51)
)
CASCADE = custom("cascadingselect", "option-with-child", allowed_values=PLACES)


@pytest.mark.parametrize("meta", [ONE, SEVERAL, CASCADE])
def test_a_long_list_is_never_drawn(meta: FieldMeta) -> None:
    for data in (None, {"find": "x", "x-search": "1"}, {"x-search": "1", "x-searched": ""}):
        html = str(build(meta, data=data)["x"])
        assert html.count("<input") < 30
        assert len(html) < 12_000


def test_what_begins_with_the_words_comes_first() -> None:
    html = flat(build(ONE, data={"find": "x", "x-search": "shop 1999"})["x"])

    assert html.index("Shop 1999<") < html.index("Shop 19990<")
    assert "There are more" not in html


def test_more_than_can_be_shown_is_said() -> None:
    assert "There are more. Write more of the name" in str(
        build(ONE, data={"find": "x", "x-search": "Shop"})["x"]
    )


@pytest.mark.parametrize(
    ("meta", "posted", "value"),
    [
        (ONE, "7|Shop 6", {"id": "7"}),
        (ONE, "7", {"id": "7"}),
        (SEVERAL, ["7|Shop 6", "9"], [{"id": "7"}, {"id": "9"}]),
        (CASCADE, "2:203|Land 2 › Town 3", {"id": "2", "child": {"id": "203"}}),
        (CASCADE, "2", {"id": "2"}),
    ],
)
def test_what_is_chosen_is_sent_by_its_id(meta: FieldMeta, posted: Any, value: Any) -> None:
    assert sent(meta, {"x": posted}) == value


@pytest.mark.parametrize(
    ("meta", "posted"), [(ONE, "no|Old shop"), (SEVERAL, ["no|Old shop", "7"]), (CASCADE, "2:303")]
)
def test_an_option_that_is_gone_is_told_and_stays_on_the_page(meta: FieldMeta, posted: Any) -> None:
    assert refused(meta, {"x": posted}) == "What you chose is no longer offered. Choose again"
    html = flat(build(meta, data={"x": posted})["x"])
    assert (
        'value="no|Old shop" checked' if meta is not CASCADE else 'value="2:303" checked'
    ) in html


def test_a_bare_id_is_shown_by_its_name() -> None:
    assert "Shop 6" in flat(build(ONE, initial={"x": "7"})["x"])
    assert 'value="7|Shop 6" checked' in flat(
        build(custom("select", "option", allowed_values=MANY, default={"id": "7"}))["x"]
    )


def test_a_script_may_ask_for_suggestions_in_any_list() -> None:
    context: Any = None  # nothing outside the field is asked

    for meta, query, label in (
        (ONE, "19999", "Shop 19999"),
        (CASCADE, "town 3", "Land 1 › Town 3"),
    ):
        found = build_form.suggest(meta, context, query)
        assert found
        assert found[0].label == label
    assert len(build_form.suggest(ONE, context, "") or ()) == 21


def test_a_form_with_twenty_thousand_options_costs_no_more_than_reading_them_once() -> None:
    def seconds(work: Any) -> float:
        best = []
        for _time in range(5):
            start = time.perf_counter()
            work()
            best.append(time.perf_counter() - start)
        return min(best)

    listed = Listed(lambda: ((str(each["id"]), str(each["value"])) for each in MANY))
    once = seconds(lambda: [label.casefold() for _value, label in listed.values()])

    drawn_short = seconds(
        lambda: str(build(custom("select", "option", allowed_values=MANY[:60]))["x"])
    )
    assert seconds(lambda: str(build(ONE)["x"])) < 5 * drawn_short + 10 * once
    assert seconds(lambda: build_form.suggest(ONE, None, "1999")) < 20 * once  # type: ignore[arg-type]
