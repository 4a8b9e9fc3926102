"""Most posts leave most fields empty: those are neither made nor checked, and nothing else changes by it."""

from typing import Any

import pytest

from integrations.jira import FieldMeta
from issues.fieldkinds import EPIC_LINK, KINDS, LINKS, for_meta
from issues.fieldkinds.sprint_team_project import SPRINT
from issues.views.form.layout import used_in
from tests.unit.issues.forms.sample_fields import build, custom, options, other, system

SUMMARY = system("summary", required=True)
CHOICES = options("Slow", "Ugly")
MANY = options(*map(str, range(60)))
PERSON = {"accountId": "712020:bob", "displayName": "Bob"}
METAS = (
    system("description"),
    custom("url", "string", default="https://example.com", has_default=True),
    system("labels", "array", "string", default=["a"], has_default=True),
    other(SPRINT, "array", "json"),
    other("com.atlassian.teams:rm-teams-custom-field-team", "team"),
    other("com.atlassian.jira.plugins.cmdb:cmdb-object-cftype", "array", "cmdb-object-field"),
    system("parent", "issuelink"),
    other("data-center:gh-epic-link", "any"),
    system("timetracking", "timetracking"),
    system("assignee", "user", default=PERSON, has_default=True),
    custom("multiuserpicker", "array", "user"),
    custom("grouppicker", "group"),
    custom("multigrouppicker", "array", "group"),
    system("duedate", "date"),
    custom("datetime", "datetime"),
    custom("float", "number", default=3.0, has_default=True),
    custom("cascadingselect", "option-with-child", allowed_values=CHOICES),
    custom("select", "option", allowed_values=CHOICES, default=CHOICES[0], has_default=True),
    custom("radiobuttons", "option", allowed_values=CHOICES),
    custom("select", "option", allowed_values=MANY),
    custom("multicheckboxes", "array", "option", allowed_values=CHOICES),
    custom("multiselect", "array", "option", allowed_values=MANY),
    custom("project", "project"),
    other("ari:cloud:ecosystem::extension/x", "array", "string"),
    custom("textfield", "string"),
    system("issuelinks", "array", "issuelinks", operations=("add",)),
)


def names_of(meta: FieldMeta) -> list[str]:
    """Every name that the field posts."""
    widget = build(meta).fields[meta.field_id].widget
    return list(getattr(widget, "names", lambda name: (name,))(meta.field_id))


def test_every_kind_is_here() -> None:
    here = {type(for_meta(meta)) for meta in METAS}
    assert here == {type(kind) for kind in (*KINDS, EPIC_LINK, LINKS)}


@pytest.mark.parametrize("meta", METAS, ids=lambda meta: meta.schema.custom or meta.field_id)
@pytest.mark.parametrize("text", [[""], [], ["", ""]])
def test_an_empty_optional_field_is_left_out_and_nothing_else_differs(
    meta: FieldMeta, text: list[str]
) -> None:
    data: dict[str, Any] = {"summary": ["It broke"], "other": ["gone"]}
    if "checkboxes" not in meta.schema.custom:  # without a tick they post nothing
        data |= dict.fromkeys(names_of(meta), text)
    lean, full = (build(SUMMARY, meta, data=data, to_send=to_send) for to_send in (True, False))

    assert list(lean.fields) == ["summary"]
    assert lean.is_valid()
    assert full.is_valid()
    assert lean.jira_fields() == full.jira_fields() == {"summary": "It broke"}
    assert lean.links() == full.links() == []
    assert lean.surplus() == full.surplus() == []
    assert used_in(lean) == used_in(full) == []
    assert lean.left_over == {name: texts for name, texts in full.left_over.items() if any(texts)}


@pytest.mark.parametrize("meta", METAS, ids=lambda meta: meta.schema.custom or meta.field_id)
def test_it_is_there_again_where_the_form_is_drawn(meta: FieldMeta) -> None:
    data = {"summary": [""], "labelled": ["x"]}
    lean, full = (
        build(meta, SUMMARY, data=data, to_send=to_send, help={meta.field_id: "Say more."})
        for to_send in (True, False)
    )
    assert not lean.is_valid()
    assert not full.is_valid()
    lean.whole()
    lean.whole()
    assert str(lean) == str(full)
    assert list(lean.kinds) == list(full.kinds)
    assert lean.chosen() == full.chosen()


@pytest.mark.parametrize("meta", METAS, ids=lambda meta: meta.schema.custom or meta.field_id)
def test_any_text_of_it_counts(meta: FieldMeta) -> None:
    for name in names_of(meta):
        data = {"summary": ["It broke"], name: ["1"]}
        lean, full = (build(meta, SUMMARY, data=data, to_send=to_send) for to_send in (True, False))
        assert list(lean.fields) == list(full.fields), name
        assert lean.errors == full.errors, name


def test_a_required_field_and_one_that_an_admin_set_are_checked() -> None:
    needed = custom("textfield", "string", required=True)
    form = build(SUMMARY, needed, data={"summary": ["It broke"]}, to_send=True)
    assert not form.is_valid()
    assert list(form.errors) == ["x"]

    fixed = build(
        SUMMARY,
        system("labels", "array", "string"),
        data={"summary": ["It broke"]},
        fixed={"labels": ["a", "b"]},
        to_send=True,
    )
    assert fixed.is_valid()
    assert fixed.jira_fields() == {"summary": "It broke", "labels": ["a", "b"]}
    assert "labels" in fixed.fixed
