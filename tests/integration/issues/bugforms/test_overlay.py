"""What a form makes of Jira's own."""

from issues.bugforms import overlay
from tests.integration.issues.bugforms.conftest import Make
from tests.unit.issues.forms.sample_fields import custom, options, system

SUMMARY = system("summary", required=True)
DESCRIPTION = system("description")
LABELS = system("labels", "array", "string")
ENVIRONMENT = system("environment")
COLOUR = custom("select", "option", allowed_values=options("Red", "Green"))
METAS = (
    system("project", "project", required=True),
    system("issuetype", "issuetype", required=True),
    ENVIRONMENT,
    SUMMARY,
    DESCRIPTION,
    LABELS,
    COLOUR,
)


def test_only_its_fields_are_left_in_its_order_and_words(make: Make) -> None:
    made = overlay(
        make({"field_id": "x", "label": "Colour of the light", "help": "On the box."}, "summary"),
        METAS,
    )
    assert [(meta.field_id, meta.name) for meta in made.metas] == [
        ("x", "Colour of the light"),
        ("summary", "Summary"),
    ]
    assert made.order == ("x", "summary")
    assert made.help == {"x": "On the box."}
    assert (made.missing, made.added) == ((), ())


def test_what_jira_requires_comes_last_when_the_form_lacks_it(make: Make) -> None:
    made = overlay(make("x"), METAS)
    assert made.order == ("x", "summary")
    assert made.added == ("Summary",)


def test_what_jira_fills_in_by_itself_is_not_added(make: Make) -> None:
    by_itself = (
        SUMMARY,
        system("priority", "priority", required=True, has_default=True),
        system("reporter", "user", required=True),
    )
    assert overlay(make("summary"), by_itself).order == ("summary",)


def test_a_field_can_be_required_here_alone_even_where_jira_has_a_default(make: Make) -> None:
    values = ({"id": "3", "name": "Medium"},)
    priority = system(
        "priority",
        "priority",
        required=True,
        has_default=True,
        default={"id": "3"},
        allowed_values=values,
    )
    form = make(
        "summary", {"field_id": "priority", "required": True}, {"field_id": "x", "required": True}
    )
    made = overlay(form, (SUMMARY, priority, COLOUR))
    assert [(m.field_id, m.required, m.has_default, m.default) for m in made.metas[1:]] == [
        ("priority", True, False, {"id": "3"}),
        ("x", True, False, None),
    ]


def test_constants_are_fixed_and_other_values_stand_there_to_begin_with(make: Make) -> None:
    form = make(
        {"field_id": "summary", "value": "App: "},
        {"field_id": "labels", "value": "app mobile", "hidden": True},
        {"field_id": "x", "value": "2"},
    )
    made = overlay(form, METAS)
    assert made.initial == {"summary": "App: ", "x": "2"}
    assert made.fixed == {"labels": "app mobile"}
    assert "labels" in made.order


def test_hidden_without_a_value_is_neither_shown_nor_sent_unless_jira_requires_it(
    make: Make,
) -> None:
    form = make(
        {"field_id": "summary", "hidden": True}, {"field_id": "x", "hidden": True, "value": ""}
    )
    made = overlay(form, METAS)
    assert made.order == ("summary",)
    assert made.fixed == {}
    assert made.added == ("Summary",)


def test_the_description_begins_with_its_template_where_it_is_on_the_form(make: Make) -> None:
    template = "## Steps\n\n1. "
    with_it = make("summary", "description", description_template=template)
    assert overlay(with_it, METAS).initial == {"description": template}
    without = make("summary", slug="other", description_template=template)
    assert overlay(without, METAS).initial == {}


def test_a_field_that_jira_no_longer_has_is_named_by_the_words_of_the_form(make: Make) -> None:
    form = make("summary", {"field_id": "gone", "label": "Browser"}, "customfield_1")
    made = overlay(form, METAS)
    assert made.missing == ("Browser", "customfield_1")
    assert made.order == ("summary",)


def test_project_and_type_are_never_fields_of_a_form(make: Make) -> None:
    made = overlay(
        make("project", "summary", {"field_id": "issuetype", "value": "1", "hidden": True}), METAS
    )
    assert (made.order, made.fixed, made.missing) == (("summary",), {}, ())
