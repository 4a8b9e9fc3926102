"""“Test this form”: what no longer fits Jira is said in plain words."""

from typing import Any

import pytest

from integrations.jira import FieldMeta
from issues.bugforms.check_against_jira import Finding, compare
from issues.models import BugForm
from tests.integration.issues.bugforms.conftest import Make, Office
from tests.unit.issues.forms.sample_fields import custom, options, system

SUMMARY, DESCRIPTION = system("summary", required=True), system("description")
COLOUR = custom("select", "option", allowed_values=options("Red", "Green"))
ESTIMATES = system("timetracking", "timetracking")
SIZES = custom("multiselect", "array", "option", allowed_values=options("S", "M"))


def texts(found: list[Finding], *, stops: bool) -> str:
    """What is said, of one weight."""
    return " | ".join(each.text for each in found if each.stops is stops)


@pytest.mark.parametrize(
    ("field", "meta", "said"),
    [
        ({"field_id": "x", "value": "7"}, COLOUR, "no longer offered"),
        ({"field_id": "x", "value": ["1", "2"]}, COLOUR, "Only one value"),
        ({"field_id": "x", "value": {"id": "1"}}, COLOUR, "neither a text"),
        ({"field_id": "x", "value": ["1", "9"]}, SIZES, "no longer offered"),
        ({"field_id": "timetracking", "value": ["2h", "soon"]}, ESTIMATES, "no length of time"),
        ({"field_id": "timetracking", "value": ["2h", "1h", "1h"]}, ESTIMATES, "Only one value"),
        ({"field_id": "duedate", "value": "soon"}, system("duedate", "date"), "is not a date"),
        ({"field_id": "x", "value": "1.000"}, custom("float", "number"), "read in two ways"),
        ({"field_id": "summary", "value": "x" * 256}, SUMMARY, "too long"),
        (
            {"field_id": "description", "value": "x" * 40_000},
            DESCRIPTION,
            "does not fit|no longer fits",
        ),
        (
            {"field_id": "x", "value": "1"},
            custom("sd-unheard-of", "sd-unheard-of"),
            "cannot fill in",
        ),
    ],
)
def test_a_value_that_its_field_would_refuse_is_named(
    make: Make, field: dict[str, Any], meta: FieldMeta, said: str
) -> None:
    form = make("summary", field) if field["field_id"] != "summary" else make(field)
    found = texts(compare(form, (SUMMARY, meta)), stops=True)
    assert any(part in found for part in said.split("|")), found


def test_values_that_fit_are_not_mentioned(make: Make) -> None:
    form = make(
        "summary",
        {"field_id": "x", "value": ["1", "2"]},
        {"field_id": "description", "value": "Hi"},
    )
    assert compare(form, (SUMMARY, DESCRIPTION, SIZES)) == []


def test_a_description_to_begin_with_has_to_fit_and_to_be_on_the_form(make: Make) -> None:
    long = make("summary", "description", description_template="x" * 40_000)
    assert "The description to begin with does not fit" in texts(
        compare(long, (SUMMARY, DESCRIPTION)), stops=True
    )
    unused = make("summary", slug="b", description_template="Hello")
    assert "no description on the form" in texts(
        compare(unused, (SUMMARY, DESCRIPTION)), stops=False
    )


def test_fields_that_lack_are_named_with_what_becomes_of_them(make: Make) -> None:
    needed = custom("unheard-of", "unheard-of", required=True)
    form = make(
        {"field_id": "gone", "label": "Browser"}, {"field_id": "labels", "hidden": True}, "project"
    )
    found = compare(
        form, (SUMMARY, needed, system("labels", "array", "string"), system("project", "project"))
    )
    assert "“Browser”. It is left out" in texts(found, stops=True)
    assert "Jira requires “X”, which Lodge cannot fill in" in texts(found, stops=True)
    notes = texts(found, stops=False)
    assert "Jira requires “Summary”, which is not on the form" in notes
    assert "“labels” is hidden and has no value" in notes
    assert "“project” is chosen by the form itself" in notes
    assert [each.stops for each in found] == sorted((each.stops for each in found), reverse=True)


def trial_of(office: Office, *forms: BugForm) -> str:
    """What the page of the test says."""
    page = office.get(f"{office.url}test/?" + "&".join(f"form={form.pk}" for form in forms))
    assert page.status == 200
    return page.text


def test_a_form_that_fits_is_said_to(office: Office) -> None:
    assert "Everything fits." in trial_of(office, office.make("summary", "description"))


def test_a_form_drifts_with_jira(office: Office) -> None:
    severity, build = office.field_id("Severity"), office.field_id("Build")
    option = office.get(office.form_url()).form_with("summary").named(severity)[0].options[1][0]
    form = office.make("summary", build, {"field_id": severity, "value": option, "hidden": True})
    assert "Everything fits." in trial_of(office, form)
    office.drift(build, remove=True)
    office.drift(severity, options=["Awful"])
    office.drift("environment", required=True)
    said = trial_of(office, form)
    assert f"Jira no longer has the field “{build}”" in said
    assert "The value of “Severity” no longer fits" in said
    assert "Jira requires “Environment”" in said


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("cloud_id", "no-such-site", "does not open the site Demo team"),
        ("project_key", "GONE", "There is no project GONE in Demo team"),
        (
            "issue_type_id",
            "1",
            "The type “Bug” can no longer be created in Demo. There are: Task, Bug, Story",
        ),
    ],
)
def test_a_place_that_is_gone_is_named(office: Office, column: str, value: str, said: str) -> None:
    assert said in trial_of(office, office.make("summary", **{column: value}))


def test_a_place_where_nothing_may_be_created_and_a_sub_task_are_named(office: Office) -> None:
    types = {
        row["name"]: row["id"]
        for row in office.sandbox.control("GET", "/world")["sites"][0].get("types", [])
    }
    subtask = types.get("Sub-task") or str(int(office.place["issue_type_id"]) + 3)
    assert "is a sub-task" in trial_of(office, office.make("summary", issue_type_id=subtask))


def test_several_are_tested_at_once_by_the_action(office: Office) -> None:
    forms = [office.make("summary"), office.make("gone", slug="b", name="Other")]
    page = office.post(
        office.url, {"action": "test_forms", "_selected_action": [f.pk for f in forms]}
    )
    assert "Everything fits." in page.text
    assert "no longer has the field “gone”" in page.text


def test_at_most_twenty_are_tested_and_the_rest_is_told(office: Office) -> None:
    forms = [office.make("summary", slug=f"f-{n}", cloud_id="none") for n in range(21)]
    assert "1 more was not tested" in trial_of(office, *forms)


def test_what_does_not_exist_can_not_be_trial_of(office: Office) -> None:
    for query in ("", "?form=9", "?form=x", "?form=" + "9" * 30):
        assert office.get(f"{office.url}test/{query}").status == 404
