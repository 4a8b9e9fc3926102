"""A required list in which nothing may be chosen stops nobody without a word: it counts as what Lodge cannot fill."""

from dataclasses import replace
from typing import Any

import pytest

from integrations.jira import FieldMeta
from issues.bugforms import overlay
from issues.bugforms.check_against_jira import compare
from tests.integration.issues.bugforms.conftest import Make, make
from tests.unit.issues.forms.sample_fields import build, custom, options, system

__all__ = ["make"]
SUMMARY = system("summary", required=True)
LISTS = {
    "select": custom("select", "option"),
    "radio buttons": custom("radiobuttons", "option"),
    "multi-select": custom("multiselect", "array", "option"),
    "checkboxes": custom("multicheckboxes", "array", "option"),
    "cascading": custom("cascadingselect", "option-with-child"),
    "cascading of old": custom("cascadingselect", "array", "string"),
    "a version": custom("version", "version"),
    "versions": system("versions", "array", "version"),
    "components": system("components", "array", "component"),
    "priority": system("priority", "priority"),
    "security": system("security", "securitylevel"),
    "resolution": system("resolution", "resolution"),
    "project": custom("project", "project"),
}
CHILD = {"id": "11", "value": "Berlin"}
NOTHING: dict[str, tuple[dict[str, Any], ...]] = {
    "empty": (),
    "disabled": ({"id": "1", "value": "Europe", "disabled": True, "children": [CHILD]},),
    "archived": (
        {"id": "1", "name": "1.0", "archived": True},
        {"id": "2", "name": "2.0", "archived": True},
    ),
    "without ids": ({"value": "Europe"},),
}


def required(meta: FieldMeta, allowed: tuple[dict[str, Any], ...]) -> FieldMeta:
    return replace(meta, required=True, allowed_values=allowed)


@pytest.mark.parametrize("nothing", NOTHING.values(), ids=NOTHING)
@pytest.mark.parametrize("meta", LISTS.values(), ids=LISTS)
def test_a_required_list_without_anything_to_choose_stops_the_form_and_says_so(
    meta: FieldMeta, nothing: tuple[dict[str, Any], ...]
) -> None:
    form = build(SUMMARY, required(meta, nothing), data={"summary": "Total is wrong"})
    assert form.unsupported == form.empty == (meta.name,)
    assert list(form.fields) == ["summary"]
    assert not form.is_valid()
    assert (
        f"Jira asks for “{meta.name}”, and there is nothing in it to choose from"
        in form.non_field_errors()
    )
    assert form.typed() == {"summary": "Total is wrong"}


@pytest.mark.parametrize("nothing", NOTHING.values(), ids=NOTHING)
@pytest.mark.parametrize("meta", LISTS.values(), ids=LISTS)
def test_one_that_may_be_left_out_is_left_out(
    meta: FieldMeta, nothing: tuple[dict[str, Any], ...]
) -> None:
    by_jira = replace(required(meta, nothing), has_default=True)
    for each in (replace(by_jira, required=False), by_jira):
        form = build(SUMMARY, each, data={"summary": "Total is wrong"})
        assert form.unsupported == form.empty == ()
        assert form.is_valid()
        assert form.jira_fields() == {"summary": "Total is wrong"}
        assert "nothing to choose from here yet" in str(form.fields[meta.field_id].help_text)


def test_a_parent_without_children_can_be_chosen() -> None:
    parents = (
        {"id": "1", "value": "Europe", "children": []},
        {"id": "2", "value": "Asia", "disabled": True},
    )
    form = build(required(LISTS["cascading"], parents), data={"x": "1"})
    assert form.is_valid()
    assert form.jira_fields() == {"x": {"id": "1"}}


def test_what_was_chosen_before_the_list_was_emptied_is_kept() -> None:
    form = build(SUMMARY, required(LISTS["select"], ()), initial={"summary": "It broke", "x": "7"})
    assert form.left_over == {"x": "7"}


def test_a_prepared_form_does_not_require_what_nobody_can_give(make: Make) -> None:
    bug_form = make(
        "summary", {"field_id": "x", "required": True}, {"field_id": "y", "required": True}
    )
    unknown = replace(custom("unheard-of", "unheard-of"), field_id="y", name="Y")
    metas = (SUMMARY, replace(LISTS["select"], allowed_values=()), unknown)
    laid = overlay(bug_form, metas)
    assert build(*laid.metas, data={"summary": "It broke"}).is_valid()
    notes = [each for each in compare(bug_form, metas) if "is required on this form" in each.text]
    assert [each.stops for each in notes] == [False, False]
    filled = replace(metas[1], allowed_values=options("Red"))
    assert overlay(bug_form, (SUMMARY, filled)).metas[1].required
    assert not any(
        "is required on this form" in each.text for each in compare(bug_form, (SUMMARY, filled))
    )


def test_files_can_be_required_by_a_prepared_form(make: Make) -> None:
    files = system("attachment", "array", "attachment", operations=())
    laid = overlay(make("summary", {"field_id": "attachment", "required": True}), (SUMMARY, files))
    assert build(*laid.metas).files_required


@pytest.mark.parametrize("on_form", [True, False])
def test_the_check_of_a_prepared_form_says_that_nobody_can_file(make: Make, on_form: bool) -> None:
    bug_form = make("summary", *(["x"] if on_form else []))
    (found,) = (
        each for each in compare(bug_form, (SUMMARY, required(LISTS["select"], ()))) if each.stops
    )
    assert "Jira requires “X”, and there is nothing in it to choose from" in found.text
    assert "until an administrator of the project adds something" in found.text
