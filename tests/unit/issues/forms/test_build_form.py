"""The form as a whole: order, what it lacks, what it keeps, what Jira says about it."""

from typing import Any

import pytest
from django.http import QueryDict

from integrations.jira import FieldMeta, Rejected, Schema
from tests.unit.issues.forms.sample_fields import build, custom, options, system

SUMMARY = system("summary", required=True)
LABELS = system("labels", "array", "string")
IMPACT = custom("multicheckboxes", "array", "option", allowed_values=options("Slow", "Ugly"))
REQUEST = Schema("sd-customerrequesttype", custom="com.atlassian.servicedesk:vp-origin")
ODD = Schema("any", custom="com.example.odd:thing")


def test_summary_and_description_come_first_and_the_rest_as_in_jira() -> None:
    form = build(LABELS, system("description"), system("duedate", "date"), SUMMARY)

    assert list(form.fields) == ["summary", "description", "labels", "duedate"]


def test_what_is_chosen_elsewhere_or_can_not_be_set_is_no_field() -> None:
    attachment = system("attachment", "array", "attachment", operations=())
    links = system("issuelinks", "array", "issuelinks", operations=("add",))
    form = build(
        SUMMARY, system("project", "project"), system("issuetype", "issuetype"), attachment, links
    )

    assert list(form.fields) == ["summary", "issuelinks"]
    assert form.skipped == form.unsupported == ()
    assert form.files_wanted
    assert not form.files_required


def test_a_required_field_that_is_unknown_stops_the_form_and_keeps_what_was_typed() -> None:
    request = FieldMeta("x", "Request Type", True, REQUEST)
    form = build(SUMMARY, request, data={"summary": "Total is wrong"})

    assert form.unsupported == ("Request Type",)
    assert not form.is_valid()
    assert "Jira asks for “Request Type”" in form.non_field_errors()[0]
    assert form.typed() == {"summary": "Total is wrong"}


def test_an_unknown_field_that_is_optional_or_has_a_default_is_left_to_jira() -> None:
    optional = FieldMeta("x", "Odd", False, ODD)
    with_default = FieldMeta("y", "Odder", True, ODD, has_default=True)
    form = build(SUMMARY, optional, with_default, data={"summary": "Total is wrong"})

    assert form.is_valid()
    assert form.skipped == ("Odd", "Odder")


def test_a_required_field_with_a_default_may_stay_empty() -> None:
    meta = custom("select", "option", allowed_values=options("A"), required=True, has_default=True)
    form = build(meta, data={"x": ""})

    assert form.is_valid()
    assert form.jira_fields() == {}


def test_only_what_createmeta_lists_is_sent() -> None:
    form = build(
        SUMMARY, data=QueryDict("summary=Total&submission=1&csrfmiddlewaretoken=2&customfield_9=3")
    )

    assert form.is_valid()
    assert form.jira_fields() == {"summary": "Total"}


def test_what_was_typed_can_be_shown_again_and_posted_again() -> None:
    post = QueryDict(
        "summary=&labels=a+b&x=1&x=2&assignee-search=bo&assignee-searched=bo&assignee=712020:bob|bob"
    )
    metas = (SUMMARY, LABELS, IMPACT, system("assignee", "user"))
    typed = build(*metas, data=post).typed()

    shown, posted = build(*metas, initial=typed), build(*metas, data=typed)

    assert shown.typed() == posted.typed() == typed
    assert not shown.is_bound
    assert str(shown["x"]).count("checked") == 2
    assert str(shown["labels"]).count("checked") == 2
    assert "bobby" in str(shown["assignee"])
    assert posted.errors.keys() == {"summary"}


def test_unticking_everything_is_remembered_against_a_default() -> None:
    meta = custom(
        "multicheckboxes", "array", "option", allowed_values=options("A"), default=[{"id": "1"}]
    )
    typed = build(meta, data=QueryDict("")).typed()

    assert "checked" in str(build(meta)["x"])
    assert "checked" not in str(build(meta, initial=typed)["x"])


def test_some_of_the_fields_may_be_filled_in_beforehand() -> None:
    meta = custom(
        "multicheckboxes", "array", "option", allowed_values=options("A"), default=[{"id": "1"}]
    )
    form = build(SUMMARY, meta, initial={"summary": "Total"})

    assert 'value="Total"' in str(form["summary"])
    assert "checked" in str(form["x"])


def test_what_was_typed_into_a_field_that_is_gone_is_not_lost() -> None:
    form = build(SUMMARY, initial={"summary": "Total", "customfield_9": "typed with care"})

    assert form.left_over == {"customfield_9": "typed with care"}


def test_jiras_words_stand_beside_their_fields() -> None:
    form = build(SUMMARY, LABELS, data={"summary": "Total"})
    assert form.is_valid()

    form.add_jira_errors(Rejected({"labels": "Nein", "customfield_9": "Auch nicht"}, ["Gar nicht"]))

    assert form.errors["labels"] == ["Nein"]
    assert form.non_field_errors() == [
        "Jira says about “customfield_9”: Auch nicht",
        "Jira says: Gar nicht",
    ]


@pytest.mark.parametrize(
    "given", [{"data": {"summary": "Total"}}, {"initial": {"summary": "Total"}}]
)
def test_a_rejection_without_a_word_is_told_all_the_same(given: dict[str, Any]) -> None:
    form = build(SUMMARY, **given)

    form.add_jira_errors(Rejected({}))

    assert form.non_field_errors() == ["Jira did not take this and did not say why"]


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../../etc/passwd"])
def test_a_zone_that_nobody_knows_is_utc_and_says_so(zone: str) -> None:
    form = build(custom("datetime", "datetime"), zone=zone, data={"x": "2026-11-18T14:39"})

    assert form.is_valid()
    assert form.jira_fields() == {"x": "2026-11-18T14:39:00.000+0000"}
    assert "UTC" in form.fields["x"].help_text
