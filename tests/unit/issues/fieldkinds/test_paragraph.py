"""What counts as a text: not the comments of a template, which Jira never sees."""

import pytest

from tests.unit.issues.forms.sample_fields import build, system

TEMPLATE = "<!-- Describe what happened.\n\nOne bug a report, please. -->\n\n<!-- Thanks! -->\n"


@pytest.mark.parametrize("typed", [TEMPLATE, " \n", "\x1b[0m"])
def test_a_template_that_nobody_filled_in_is_no_text(typed: str) -> None:
    form = build(system("description", required=True), data={"description": typed})

    assert form.errors["description"] == ["Fill this in"]
    assert form.typed() == {"description": typed}
    may_be_empty = build(system("description"), data={"description": typed})
    assert may_be_empty.is_valid()
    assert "description" not in may_be_empty.jira_fields()


def test_a_text_beside_the_comments_of_a_template_goes_without_them() -> None:
    form = build(system("description", required=True), data={"description": TEMPLATE + "It broke."})

    assert form.is_valid()
    assert "It broke." in str(form.jira_fields()["description"])
    assert "happened" not in str(form.jira_fields()["description"])
