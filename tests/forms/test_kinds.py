"""Each kind of field: what is typed on one side, the exact value that Jira takes on the other."""

from typing import Any

import pytest

from integrations.jira import FieldMeta, Schema
from issues.fieldkinds import OMIT, for_meta
from tests.forms.fields import build, custom, options, refused, sent, system

DEFECT = options("Data loss", "Slow", "Looks wrong")
LEVELS = ({"id": "1", "name": "High"}, {"id": "2", "name": "Low"})
SUMMARY = system("summary", required=True)
SENT: list[tuple[FieldMeta, Any, Any]] = [
    (SUMMARY, "  Total is wrong \n after a voucher ", "Total is wrong   after a voucher"),
    (SUMMARY, "bell\x07 and \u202eword", "bell and \u202eword"),
    (SUMMARY, "x" * 255, "x" * 255),
    (custom("textfield", "string"), "build 7", "build 7"),
    (custom("url", "string"), "https://shop.example/a?b=c", "https://shop.example/a?b=c"),
    (custom("float", "number"), "12", 12),
    (custom("float", "number"), " 12.50 ", 12.5),
    (custom("float", "number"), "0", 0),
    (custom("float", "number"), "-1,5", -1.5),
    (custom("float", "number"), "1e3", 1000),
    (system("duedate", "date"), "2026-11-30", "2026-11-30"),
    (custom("datepicker", "date"), "30.11.2026", "2026-11-30"),
    (custom("datetime", "datetime"), "2026-11-18T14:39", "2026-11-18T14:39:00.000+0100"),
    (custom("datetime", "datetime"), "2026-07-18 14:39:07", "2026-07-18T14:39:07.000+0200"),
    (custom("datetime", "datetime"), "1880-07-18T14:39", "1880-07-18T13:45:32.000+0000"),
    (custom("select", "option", allowed_values=DEFECT), "2", {"id": "2"}),
    (custom("radiobuttons", "option", allowed_values=DEFECT), "3", {"id": "3"}),
    (system("priority", "priority", allowed_values=LEVELS), "1", {"id": "1"}),
    (system("security", "securitylevel", allowed_values=LEVELS), "1", {"id": "1"}),
    (custom("version", "version", allowed_values=LEVELS), "2", {"id": "2"}),
    (custom("multiselect", "array", "option", allowed_values=DEFECT), ["1", "3"], [{"id": "1"}, {"id": "3"}]),
    (custom("multicheckboxes", "array", "option", allowed_values=DEFECT), ["2", "2"], [{"id": "2"}]),
    (system("components", "array", "component", allowed_values=LEVELS), ["2"], [{"id": "2"}]),
    (system("fixVersions", "array", "version", allowed_values=LEVELS), ["1"], [{"id": "1"}]),
    (custom("multiversion", "array", "version", allowed_values=LEVELS), ["1"], [{"id": "1"}]),
    (system("labels", "array", "string"), "voucher, shop  voucher", ["voucher", "shop"]),
    (custom("labels", "array", "string"), "a,b c", ["a", "b", "c"]),
    (system("assignee", "user"), "712020:bob|bob", {"id": "712020:bob"}),
    (custom("userpicker", "user"), "712020:bob", {"id": "712020:bob"}),
    (
        custom("multiuserpicker", "array", "user"),
        ["712020:bob|bob", "5b10"],
        [{"id": "712020:bob"}, {"id": "5b10"}],
    ),
    (custom("people", "array", "user"), ["712020:bob|bob"] * 2, [{"id": "712020:bob"}]),
    (FieldMeta("x", "X", False, Schema("string", custom="ari:cloud:ecosystem::extension/a/b")), "hi", "hi"),
]


@pytest.mark.parametrize(("meta", "typed", "value"), SENT)
def test_what_is_typed_is_sent_in_jiras_shape(meta: FieldMeta, typed: Any, value: Any) -> None:
    assert sent(meta, {meta.field_id: typed}) == value


@pytest.mark.parametrize(
    "meta", {meta.schema: meta for meta, _typed, _value in SENT if meta != SUMMARY}.values()
)
def test_nothing_typed_is_nothing_sent(meta: FieldMeta) -> None:
    assert sent(meta, {}) is OMIT
    assert sent(meta, {meta.field_id: [] if meta.schema.type == "array" else ""}) is OMIT


@pytest.mark.parametrize("meta", [system("description"), system("environment"), custom("textarea", "string")])
def test_markdown_becomes_a_document(meta: FieldMeta) -> None:
    text = {"type": "text", "text": "wrong", "marks": [{"type": "strong"}]}

    assert sent(meta, {meta.field_id: "**wrong**\r\n"}) == {
        "type": "doc",
        "version": 1,
        "content": [{"type": "paragraph", "content": [text]}],
    }
    assert sent(meta, {meta.field_id: " \n "}) is OMIT


@pytest.mark.parametrize(
    ("meta", "typed", "said"),
    [
        (SUMMARY, "", "Fill this in"),
        (SUMMARY, " \n\t", "Fill this in"),
        (SUMMARY, "x" * 256, "This is 1 character too long. Jira takes 255"),
        (SUMMARY, "\U0001f600" * 150, "This is 45 characters too long. Jira takes 255"),
        (custom("url", "string"), "shop", "“shop” is not an address. Write https://example.com, say"),
        (custom("url", "string"), "javascript:alert(1)", "“javascript:alert(1)” is not an address."),
        (custom("float", "number"), "About 12", "“About 12” is not a number. Write 12, say"),
        (custom("float", "number"), "a few", "“a few” is not a number. Write 12, say"),
        (custom("float", "number"), "1,000", "“1,000” is not a number. Write 1000, say"),
        (custom("float", "number"), "1,000,000", "is not a number. Write 1000000, say"),
        (custom("float", "number"), "nan", "“nan” is not a number"),
        (custom("float", "number"), "1e999", "“1e999” is more than Jira can count"),
        (system("duedate", "date"), "11/30/2026", "“11/30/2026” is not a date. Write 20"),
        (system("duedate", "date"), "2026-02-30", "“2026-02-30” is not a date."),
        (system("duedate", "date"), "0026-11-30", "“0026-11-30” is not a date."),
        (custom("datetime", "datetime"), "tomorrow", "“tomorrow” is not a date and time. Write 20"),
        (custom("datetime", "datetime"), "2026-11-18", "“2026-11-18” is not a date and time."),
        (custom("datetime", "datetime"), "2026-11-18T25:00", "is not a date and time."),
        (
            custom("datetime", "datetime"),
            "2026-03-29T02:30",
            "The clocks of Europe/Berlin jumped over “2026-03-29T02:30”. Write another time",
        ),
        (custom("select", "option", allowed_values=DEFECT, required=True), "", "Choose one"),
        (custom("select", "option", allowed_values=DEFECT), "9", "no longer offered. Choose again"),
        (custom("multiselect", "array", "option", allowed_values=DEFECT), ["9"], "no longer offered"),
        (custom("multiselect", "array", "option", allowed_values=DEFECT, required=True), [], "at least one"),
        (system("labels", "array", "string"), ["a", "x" * 256], "is too long. Jira takes 255 characters"),
        (system("labels", "array", "string", required=True), [" , "], "Fill this in"),
        (system("assignee", "user", required=True), "", "Choose one"),
        (system("assignee", "user"), "712020:bob'; drop|bob", "nobody that Jira knows"),
        (custom("people", "array", "user", required=True), [], "Choose at least one"),
    ],
)
def test_a_wrong_input_is_kept_and_explained(meta: FieldMeta, typed: Any, said: str) -> None:
    assert said in refused(meta, {meta.field_id: typed})


def test_a_description_is_measured_as_jira_will(caplog: pytest.LogCaptureFixture) -> None:
    meta = system("description")
    words = "word " * 6000

    assert sent(meta, {"description": words}) is not OMIT
    assert "too many. Put a part of it into a file" in refused(
        meta, {"description": words + "\n\n" + "é\n\n" * 400}
    )


@pytest.mark.parametrize(
    "meta",
    [
        custom("readonlyfield", "string"),
        custom("importid", "number"),
        custom("select", "option"),
        FieldMeta("x", "Rank", False, Schema("any", custom="com.pyxis.greenhopper.jira:gh-lexo-rank")),
    ],
)
def test_what_lodge_can_not_fill_in_has_no_kind(meta: FieldMeta) -> None:
    assert for_meta(meta) is None


def test_values_that_nobody_may_choose_any_more_are_not_offered() -> None:
    values = (
        *DEFECT[:1],
        {"id": "8", "value": "Old", "disabled": True},
        {"id": "9", "name": "0.9", "archived": True},
    )
    html = str(build(custom("select", "option", allowed_values=values))["x"])

    assert "Data loss" in html
    assert "Old" not in html
    assert "0.9" not in html


@pytest.mark.parametrize(
    ("meta", "shown"),
    [
        (custom("select", "option", allowed_values=DEFECT), "<select"),
        (custom("radiobuttons", "option", allowed_values=DEFECT), 'type="radio"'),
        (custom("radiobuttons", "option", allowed_values=options(*map(str, range(60)))), 'name="x-search"'),
        (custom("multicheckboxes", "array", "option", allowed_values=DEFECT), 'type="checkbox"'),
        (
            custom("multiselect", "array", "option", allowed_values=options(*map(str, range(60)))),
            'name="x-search"',
        ),
        (system("duedate", "date"), 'type="date"'),
        (custom("datetime", "datetime"), 'type="datetime-local"'),
        (custom("float", "number"), 'inputmode="decimal"'),
    ],
)
def test_every_kind_is_plain_html(meta: FieldMeta, shown: str) -> None:
    assert shown in str(build(meta)[meta.field_id])


@pytest.mark.parametrize(
    ("meta", "shown"),
    [
        (custom("textfield", "string", has_default=True, default="none"), 'value="none"'),
        (custom("float", "number", has_default=True, default=3.0), 'value="3"'),
        (system("duedate", "date", has_default=True, default="2026-11-30"), 'value="2026-11-30"'),
        (system("labels", "array", "string", default=["a", "b"]), 'value="b"'),
        (custom("select", "option", allowed_values=DEFECT, default={"id": "2"}), 'value="2" selected'),
        (
            custom("multicheckboxes", "array", "option", allowed_values=DEFECT, default=[{"id": "3"}]),
            "checked",
        ),
        (system("assignee", "user", default={"accountId": "5b10", "displayName": "dave"}), "dave"),
        (custom("people", "array", "user", default=[{"accountId": "5b10"}, "?"]), "5b10"),
        (custom("float", "number", default=True), "<input"),
        (system("assignee", "user", default="?"), "<input"),
    ],
)
def test_jiras_default_stands_in_the_field_at_first(meta: FieldMeta, shown: str) -> None:
    assert shown in str(build(meta)[meta.field_id])


def test_a_wrong_date_is_shown_as_it_was_typed() -> None:
    """A browser's date picker would show nothing for it."""
    html = str(build(system("duedate", "date"), data={"duedate": "next week"})["duedate"])

    assert 'type="text"' in html
    assert 'value="next week"' in html
