"""What whoever prepares a form may set: hints, an order, values that nobody sees. And what a form says of files."""

from django.http import QueryDict

from integrations.jira import Rejected
from tests.unit.issues.forms.sample_fields import build, custom, options, system

SUMMARY = system("summary", required=True)
LABELS = system("labels", "array", "string")
DUE = system("duedate", "date")
IMPACT = custom("multicheckboxes", "array", "option", allowed_values=options("Slow", "Ugly"))


def test_an_order_goes_before_jiras_own() -> None:
    form = build(LABELS, DUE, SUMMARY, IMPACT, system("description"), order=["x", "labels"])

    assert list(form.fields) == ["x", "labels", "summary", "description", "duedate"]


def test_a_hint_stands_before_the_fields_own() -> None:
    form = build(LABELS, DUE, help={"labels": "Which team?", "duedate": "When?", "gone": "?"})

    assert str(form.fields["labels"].help_text) == "Which team? Put a space between two labels."
    assert str(form.fields["duedate"].help_text) == "When?"


def test_fixed_values_win_are_sent_and_are_neither_drawn_nor_typed() -> None:
    post = QueryDict("summary=Total&labels=mine&labels-search=other&x=1")
    form = build(
        SUMMARY,
        LABELS,
        IMPACT,
        data=post,
        fixed={"labels": ["web", "shop"], "x": ["2"], "gone": "?"},
    )

    assert form.is_valid()
    assert form.fixed == {"labels", "x"}
    assert form.jira_fields() == {"summary": "Total", "labels": ["web", "shop"], "x": [{"id": "2"}]}
    assert [field.name for field in form.visible_fields()] == ["summary"]
    assert form.hidden_fields() == []
    assert form.typed() == {"summary": "Total"}


def test_what_is_wrong_with_a_fixed_value_stands_above_the_form() -> None:
    form = build(SUMMARY, DUE, data={"summary": "Total"}, fixed={"duedate": "someday"})

    assert not form.is_valid()
    assert [str(each).partition(" Write")[0] for each in form.non_field_errors()] == [
        "Duedate: “someday” is not a date."
    ]
    assert list(form.errors) == ["__all__"]


def test_what_jira_says_about_a_fixed_value_stands_above_the_form() -> None:
    form = build(SUMMARY, DUE, data={"summary": "Total"}, fixed={"duedate": "2026-11-30"})
    assert form.is_valid()

    form.add_jira_errors(Rejected({"duedate": "Too late"}))

    assert form.non_field_errors() == ["Duedate: Too late"]


def test_a_form_that_is_only_shown_has_its_fixed_values_too() -> None:
    form = build(
        SUMMARY, LABELS, initial={"summary": "Total", "labels": ["mine"]}, fixed={"labels": ["web"]}
    )

    assert form.typed() == {"summary": "Total"}
    assert "mine" not in str(form)


def test_files_are_wanted_where_jira_lists_them() -> None:
    attachment = system("attachment", "array", "attachment", operations=())
    required = system("attachment", "array", "attachment", operations=(), required=True)

    assert (build(SUMMARY).files_wanted, build(SUMMARY).files_required) == (False, False)
    assert (build(attachment).files_wanted, build(attachment).files_required) == (True, False)
    assert (build(required).files_wanted, build(required).files_required) == (True, True)
    assert build(required).unsupported == ()
    assert list(build(required).fields) == []
