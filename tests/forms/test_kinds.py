"""Each kind of field: what is typed on one side, the exact value that Jira takes on the other."""

from typing import Any

import pytest

from integrations.jira import FieldMeta, Schema
from issues.fieldkinds import OMIT, for_meta
from issues.typed import in_words
from tests.forms.fields import build, custom, flat, options, other, refused, sent, system

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
        "children": [{"id": "21", "value": "Tokyo"}, {"id": "22", "value": "Edo", "disabled": True}],
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
    (other("com.atlassian.jpo:jpo-custom-field-baseline-start", "date"), "2026-11-30", "2026-11-30"),
    (other("com.tempoplugin.tempo-accounts:accounts.customfield", "number"), "4", 4),
    (other("com.pyxis.greenhopper.jira:gh-epic-label", "string"), "Checkout", "Checkout"),
    (other(f"{CONNECT}acme__effort", "number"), "2", 2),
    (other(f"{FORGE}owner", "user"), "712020:bob", {"id": "712020:bob"}),
    (other(f"{FORGE}owners", "array", "user"), ["712020:bob"], [{"id": "712020:bob"}]),
    (other(f"{FORGE}group", "group"), "testers", {"name": "testers"}),
    (other(f"{FORGE}when", "datetime"), "2026-11-18T14:39", "2026-11-18T14:39:00.000+0100"),
    (other(f"{FORGE}texts", "array", "string"), "one two\r\n\r\n three\r\none two", ["one two", "three"]),
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
        (custom("multiselect", "array", "option", allowed_values=DEFECT), ["9"], "no longer offered"),
        (custom("multiselect", "array", "option", allowed_values=DEFECT, required=True), [], "at least one"),
        (system("labels", "array", "string"), ["a", "x" * 256], "is too long. Jira takes 255 characters"),
        (system("labels", "array", "string", required=True), [" , "], "Fill this in"),
        (system("assignee", "user", required=True), "", "Choose one"),
        (system("assignee", "user"), "712020:bob'; drop|bob", "nobody that Jira knows"),
        (custom("people", "array", "user", required=True), [], "Choose at least one"),
        (custom("cascadingselect", "option-with-child", allowed_values=PLACES), "2:22", "no longer offered"),
        (custom("cascadingselect", "option-with-child", allowed_values=PLACES), "1:21", "no longer offered"),
        (custom("grouppicker", "group"), "x" * 256, "no group that Jira knows"),
        (custom("grouppicker", "group", required=True), "", "Choose one"),
        (custom("multigrouppicker", "array", "group", required=True), [], "Choose at least one"),
        (custom("project", "project"), "DEMO'; drop", "nothing that Jira knows"),
        (system("parent", "issuelink"), "DEMO-0", "no key of an issue"),
        (system("parent", "issuelink", required=True), "", "Choose one"),
        (other("com.pyxis.greenhopper.jira:gh-sprint", "array", "json"), "next", "nothing that Jira knows"),
        (other("com.pyxis.greenhopper.jira:gh-sprint", "array", "json"), "37.5", "nothing that Jira knows"),
        (custom("atlassian-team", "team"), "one team", "nothing that Jira knows"),
        (
            other("com.atlassian.jira.plugins.cmdb:cmdb-object-cftype", "array", "cmdb-object-field"),
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
        (
            custom(
                "cascadingselect",
                "option-with-child",
                allowed_values=PLACES,
                default={"id": "1", "child": {"id": "12"}},
            ),
            'value="1:12" selected',
        ),
        (custom("grouppicker", "group", default={"name": "testers"}), 'value="testers" checked'),
        (custom("multigrouppicker", "array", "group", default=["testers"]), 'value="testers" checked'),
        (system("parent", "issuelink", default={"key": "DEMO-5"}), 'value="DEMO-5" checked'),
        (TIME_WITH_DEFAULT, 'value="2h"'),
        (custom("atlassian-team", "team", default={"id": "a", "name": "Alpha"}), 'value="a|Alpha" checked'),
        (
            other("com.pyxis.greenhopper.jira:gh-sprint", "array", "json", default=[{"id": 37, "name": "S"}]),
            'value="37|S" checked',
        ),
        (
            other(
                "com.atlassian.jira.plugins.cmdb:cmdb-object-cftype",
                "any",
                default=[{"id": "a:1"}, {"id": "a:2"}],
            ),
            'value="a:1 a:2"',
        ),
        (other(f"{FORGE}texts", "array", "string", default=["a", "b"]), "a b</textarea>"),
        (custom("textarea", "string", has_default=True, default={"type": "doc"}), "<textarea"),
    ],
)
def test_jiras_default_stands_in_the_field_at_first(meta: FieldMeta, shown: str) -> None:
    assert shown in flat(build(meta)[meta.field_id])


def test_a_wrong_date_is_shown_as_it_was_typed() -> None:
    """A browser's date picker would show nothing for it."""
    html = str(build(system("duedate", "date"), data={"duedate": "next week"})["duedate"])

    assert 'type="text"' in html
    assert 'value="next week"' in html


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (
            {"_original": "2h 30m", "_remaining": "1h"},
            {"originalEstimate": "2h 30m", "remainingEstimate": "1h"},
        ),
        ({"_original": " 2H30M "}, {"originalEstimate": "2h 30m"}),
        ({"_remaining": "1,5d"}, {"remainingEstimate": "1.5d"}),
        ({"": "1w 2d 3h 4m"}, {"originalEstimate": "1w 2d 3h 4m"}),
        ({"_original": " "}, OMIT),
    ],
)
def test_estimates_are_durations(typed: dict[str, str], value: Any) -> None:
    assert sent(TIME, {f"timetracking{end}": text for end, text in typed.items()}) == value


@pytest.mark.parametrize("typed", ["soon", "90", "2h 3h", "2 x", "h", "-2h", "2h and 30m"])
def test_what_is_no_duration_is_kept_and_explained(typed: str) -> None:
    said = refused(TIME, {"timetracking_remaining": typed})

    assert f"“{typed}” is no length of time. Write 2h 30m, say" in said
    assert f'value="{typed}"' in flat(build(TIME, data={"timetracking_remaining": typed})["timetracking"])


def test_estimates_have_a_label_each() -> None:
    html = flat(build(TIME)["timetracking"])

    assert 'for="id_timetracking_0"' in html
    assert 'id="id_timetracking_1"' in html
    assert "Remaining estimate" in html


def test_of_two_estimates_each_is_told_from_the_other() -> None:
    typed = {"timetracking_original": "soon", "timetracking_remaining": "90"}
    said = refused(TIME, typed)

    assert "Original estimate: “soon” is no length of time." in said
    assert "Remaining estimate: “90” is no length of time." in said
    named = build(TIME, data=typed).chosen()
    posted = {name: [text] for name, text in typed.items()}
    assert dict(in_words(posted, {"timetracking": "Time tracking", **named})) == {
        "Original estimate": "soon",
        "Remaining estimate": "90",
    }


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


def test_a_default_of_rich_text_or_a_moment_is_left_to_jira_and_told() -> None:
    for meta in (
        custom("textarea", "string", has_default=True),
        custom("datetime", "datetime", has_default=True),
    ):
        field = build(meta).fields["x"]
        assert field.initial is None
        assert "Left empty, it is filled in by Jira." in str(field.help_text)


def test_a_list_of_nothing_says_so() -> None:
    meta = system("components", "array", "component", allowed_values=())

    assert "nothing to choose from" in str(build(meta).fields["components"].help_text)
    assert sent(meta, {}) is OMIT
