"""Each kind of field: what is typed on one side, the exact value that Jira takes on the other."""

from typing import Any

import pytest

from integrations.jira import FieldMeta, Schema
from issues.fieldkinds import OMIT, for_meta
from tests.unit.issues.forms.sample_fields import (
    build,
    custom,
    options,
    other,
    refused,
    sent,
    system,
)

DEFECT = options("Data loss", "Slow", "Looks wrong")
LEVELS = ({"id": "1", "name": "High"}, {"id": "2", "name": "Low"})
EDO = {"id": "22", "value": "Edo", "disabled": True}
PLACES = (
    {
        "id": "1",
        "value": "Europe",
        "children": [{"id": "11", "value": "Berlin"}, {"id": "12", "value": "Paris"}],
    },
    {
        "id": "2",
        "value": "Asia",
        "children": [
            {"id": "21", "value": "Tokyo"},
            {"id": "22", "value": "Edo", "disabled": True},
        ],
    },
    {"id": "3", "value": "Moon"},
)
FORGE = "ari:cloud:ecosystem::extension/7a4a3f5e/4c5d/static/"
CONNECT = "com.atlassian.plugins.atlassian-connect-plugin:"
TIME = system("timetracking", "timetracking")
TIME_WITH_DEFAULT = system("timetracking", "timetracking", default={"originalEstimate": "2h"})
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
    (custom("float", "number"), "0,125", 0.125),
    (custom("float", "number"), "1,000,000", 1_000_000),
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
    (
        custom("multiselect", "array", "option", allowed_values=DEFECT),
        ["1", "3"],
        [{"id": "1"}, {"id": "3"}],
    ),
    (
        custom("multicheckboxes", "array", "option", allowed_values=DEFECT),
        ["2", "2"],
        [{"id": "2"}],
    ),
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
    (
        FieldMeta("x", "X", False, Schema("string", custom="ari:cloud:ecosystem::extension/a/b")),
        "hi",
        "hi",
    ),
    (custom("cascadingselect", "option-with-child", allowed_values=PLACES), "1", {"id": "1"}),
    (
        custom("cascadingselect", "option-with-child", allowed_values=PLACES),
        "1:12",
        {"id": "1", "child": {"id": "12"}},
    ),
    (
        custom("cascadingselect", "array", "string", allowed_values=PLACES),
        "2:21",
        {"id": "2", "child": {"id": "21"}},
    ),
    (custom("grouppicker", "group"), "jira developers", {"name": "jira developers"}),
    (custom("grouppicker", "group"), "a|b", {"name": "a|b"}),
    (custom("grouppicker", "group"), "none", {"name": "none"}),
    (
        custom("multigrouppicker", "array", "group"),
        ["testers", "x", "x"],
        [{"name": "testers"}, {"name": "x"}],
    ),
    (custom("project", "project"), "10000|Demo (DEMO)", {"id": "10000"}),
    (custom("project", "project", allowed_values=LEVELS), "2", {"id": "2"}),
    (system("resolution", "resolution", allowed_values=LEVELS), "2", {"id": "2"}),
    (system("parent", "issuelink"), "DEMO-5|DEMO-5 Checkout", {"key": "DEMO-5"}),
    (other("com.pyxis.greenhopper.jira:gh-sprint", "array", "json"), "37|Sprint 7", 37),
    (other("com.pyxis.greenhopper.jira:gh-sprint", "array", "string"), "37", 37),
    (other("com.pyxis.greenhopper.jira:jsw-story-points", "number"), "5", 5),
    (custom("atlassian-team", "team"), "36885b3c-1bf0|Checkout", "36885b3c-1bf0"),
    (other("com.atlassian.teams:rm-teams-custom-field-team", "any"), "36885b3c", "36885b3c"),
    (
        other("com.atlassian.jira.plugins.cmdb:cmdb-object-cftype", "array", "cmdb-object-field"),
        "ws-1:42, ws-1:43 ws-1:42",
        [{"id": "ws-1:42"}, {"id": "ws-1:43"}],
    ),
    (other("com.atlassian.jira.plugins.cmdb:cmdb-object-cftype", "any"), "a:1", [{"id": "a:1"}]),
    (
        other("com.atlassian.jpo:jpo-custom-field-baseline-start", "date"),
        "2026-11-30",
        "2026-11-30",
    ),
    (other("com.tempoplugin.tempo-accounts:accounts.customfield", "number"), "4", 4),
    (other("com.pyxis.greenhopper.jira:gh-epic-label", "string"), "Checkout", "Checkout"),
    (other(f"{CONNECT}acme__effort", "number"), "2", 2),
    (other(f"{FORGE}owner", "user"), "712020:bob", {"id": "712020:bob"}),
    (other(f"{FORGE}owners", "array", "user"), ["712020:bob"], [{"id": "712020:bob"}]),
    (other(f"{FORGE}group", "group"), "testers", {"name": "testers"}),
    (other(f"{FORGE}when", "datetime"), "2026-11-18T14:39", "2026-11-18T14:39:00.000+0100"),
    (
        other(f"{FORGE}texts", "array", "string"),
        "one two\r\n\r\n three\r\none two",
        ["one two", "three"],
    ),
    (other("com.example:colour", "option", allowed_values=DEFECT), "1", {"id": "1"}),
    (other("com.example:colours", "array", "colour", allowed_values=DEFECT), ["1"], [{"id": "1"}]),
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


@pytest.mark.parametrize(
    "meta", [system("description"), system("environment"), custom("textarea", "string")]
)
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
        (
            custom("url", "string"),
            "shop",
            "“shop” is not an address. Write https://example.com, say",
        ),
        (
            custom("url", "string"),
            "javascript:alert(1)",
            "“javascript:alert(1)” is not an address.",
        ),
        (custom("float", "number"), "About 12", "“About 12” is not a number. Write 12, say"),
        (custom("float", "number"), "a few", "“a few” is not a number. Write 12, say"),
        (custom("float", "number"), "1,000", "“1,000” can be read in two ways. Write 1000 or 1"),
        (custom("float", "number"), "2.125", "can be read in two ways. Write 2125 or 2.1250"),
        (TIME, "1,500h", "Original estimate: “1,500” can be read in two ways. Write 1500 or 1.5"),
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
        (
            custom("multiselect", "array", "option", allowed_values=DEFECT),
            ["9"],
            "no longer offered",
        ),
        (
            custom("multiselect", "array", "option", allowed_values=DEFECT, required=True),
            [],
            "at least one",
        ),
        (
            system("labels", "array", "string"),
            ["a", "x" * 256],
            "is too long. Jira takes 255 characters",
        ),
        (system("labels", "array", "string", required=True), [" , "], "Fill this in"),
        (system("assignee", "user", required=True), "", "Choose one"),
        (system("assignee", "user"), "712020:bob'; drop|bob", "nobody that Jira knows"),
        (custom("people", "array", "user", required=True), [], "Choose at least one"),
        (
            custom("cascadingselect", "option-with-child", allowed_values=PLACES),
            "2:22",
            "no longer offered",
        ),
        (
            custom("cascadingselect", "option-with-child", allowed_values=PLACES),
            "1:21",
            "no longer offered",
        ),
        (custom("grouppicker", "group"), "x" * 256, "no group that Jira knows"),
        (custom("grouppicker", "group", required=True), "", "Choose one"),
        (custom("multigrouppicker", "array", "group", required=True), [], "Choose at least one"),
        (custom("project", "project"), "DEMO'; drop", "nothing that Jira knows"),
        (system("parent", "issuelink"), "DEMO-0", "no key of an issue"),
        (system("parent", "issuelink", required=True), "", "Choose one"),
        (
            other("com.pyxis.greenhopper.jira:gh-sprint", "array", "json"),
            "next",
            "nothing that Jira knows",
        ),
        (
            other("com.pyxis.greenhopper.jira:gh-sprint", "array", "json"),
            "37.5",
            "nothing that Jira knows",
        ),
        (custom("atlassian-team", "team"), "one team", "nothing that Jira knows"),
        (
            other(
                "com.atlassian.jira.plugins.cmdb:cmdb-object-cftype", "array", "cmdb-object-field"
            ),
            "Laptop",
            "“Laptop” is no id of an object. Write workspace:number",
        ),
        (
            other(f"{FORGE}texts", "array", "string"),
            "x" * 256,
            "is too long. Jira takes 255 characters a line",
        ),
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
        other("com.pyxis.greenhopper.jira:gh-lexo-rank", "any"),
        other("com.pyxis.greenhopper.jira:gh-epic-link", "any"),
        other("com.pyxis.greenhopper.jira:gh-epic-color", "string"),
        other("com.atlassian.jpo:jpo-custom-field-parent", "any"),
        other("com.atlassian.servicedesk:sd-request-feedback", "string"),
        other("com.example:odd", "any"),
        other("com.example:odd", "array", "string"),
        custom("cascadingselect", "option-with-child"),
        system("labels", "array", "string", operations=()),
        system("comment", "comments-page", operations=("add",)),
        system("worklog", "array", "worklog", operations=("add",)),
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
        (
            custom("radiobuttons", "option", allowed_values=options(*map(str, range(60)))),
            'name="x-search"',
        ),
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


def test_a_cascade_is_one_list_of_both_levels() -> None:
    html = str(build(custom("cascadingselect", "option-with-child", allowed_values=PLACES))["x"])

    assert "Europe › Paris" in html
    assert ">Moon<" in html
    assert "Edo" not in html


def test_an_epic_link_is_asked_for_only_where_the_project_insists() -> None:
    optional = other("com.pyxis.greenhopper.jira:gh-epic-link", "any")
    meta = other("com.pyxis.greenhopper.jira:gh-epic-link", "any", required=True)

    assert build(optional).skipped == ()
    assert build(optional).fields == {}
    assert sent(meta, {"x-search": "demo-5", "x-searched": ""}) == "DEMO-5"


def test_a_list_of_nothing_says_so() -> None:
    meta = system("components", "array", "component", allowed_values=())

    assert "nothing to choose from" in str(build(meta).fields["components"].help_text)
    assert sent(meta, {}) is OMIT
