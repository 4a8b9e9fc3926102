"""Whatever is typed: a form never breaks, and never sends what Jira's shape forbids."""

import json
import math
import re
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from integrations.jira import FieldMeta
from issues.richtext import adf_validation
from tests.unit.issues.forms.sample_fields import build, custom, options, other, system

# Surrogates too: a browser does not send them, a script might.
ANYTHING = st.text(max_size=400) | st.text(
    st.characters(categories=["Cs", "Cc", "Cf", "Zs", "Nd", "So"])
)
NUMBERISH = st.text("0123456789+-.,eE _infINFaA٣²½", max_size=50) | st.floats().map(str) | ANYTHING
DATEISH = st.from_regex(
    r"[0-9]{1,5}[-./][0-9]{1,3}[-./][0-9]{1,5}([T ][0-9]{1,2}:[0-9]{1,2}(:[0-9.]+)?)?"
)
ASSETS = "com.atlassian.jira.plugins.cmdb:cmdb-object-cftype"
DURATIONISH = st.from_regex(r"([0-9]{1,3}([.,][0-9])? ?[wdhmWDHMx] ?){1,4}")
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia"]
)


def value_sent(meta: FieldMeta, typed: Any, zone: str = "UTC", under: str = "") -> Any:
    """What would be sent, or None; the form is drawn either way, and the value can always be written as JSON.

    *under*: the end of the posted name where it is not the field's own.
    """
    name = meta.field_id + under
    form = build(meta, data={name: typed}, zone=zone)
    valid = form.is_valid()
    assert str(form)
    assert form.typed()[name] in (typed, [typed])
    if not valid:
        assert form.errors[meta.field_id]
        return None
    fields = form.jira_fields()
    json.dumps(fields, allow_nan=False).encode()
    json.dumps(fields, ensure_ascii=False).encode()
    return fields.get(meta.field_id)


@settings(deadline=None)
@given(ANYTHING)
def test_a_line_is_a_line(typed: str) -> None:
    value = value_sent(system("summary", required=True), typed)

    if value is not None:
        assert 0 < len(value.encode("utf-16-le")) // 2 <= 255
        assert len(value.splitlines()) == 1
        assert value == value.strip()


@settings(deadline=None)
@given(ANYTHING, st.sampled_from(["", "-search"]))
def test_labels_hold_no_space(typed: str, under: str) -> None:
    value = value_sent(system("labels", "array", "string"), typed, under=under)

    if value is not None:
        assert value
        assert len(set(value)) == len(value)
        assert all(
            label and len(label) <= 255 and not re.search(r"[\s,]", label) for label in value
        )


@settings(deadline=None)
@given(NUMBERISH)
def test_a_number_is_finite(typed: str) -> None:
    value = value_sent(custom("float", "number"), typed)

    if value is not None:
        assert type(value) in {int, float}
        assert math.isfinite(value)
        assert json.loads(json.dumps(value)) == value


@settings(deadline=None)
@given(DATEISH | ANYTHING)
def test_a_day_is_a_day(typed: str) -> None:
    value = value_sent(system("duedate", "date"), typed)

    assert value is None or re.fullmatch(r"[1-9]\d{3}-[01]\d-[0-3]\d", value)


@settings(deadline=None)
@given(DATEISH | ANYTHING, ZONES)
def test_a_moment_has_milliseconds_and_an_offset_without_colon(typed: str, zone: str) -> None:
    value = value_sent(custom("datetime", "datetime"), typed, zone)

    pattern = r"[1-9]\d{3}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d\.000[+-]\d{4}"
    assert value is None or re.fullmatch(pattern, value)


@settings(deadline=None)
@given(
    ANYTHING | st.from_regex(r"([0-9]{1,3}([.,][0-9])? ?[wdhmWDHMx] ?){1,4}"),
    st.sampled_from(["", "_original", "_remaining"]),
)
def test_an_estimate_is_a_duration(typed: str, under: str) -> None:
    value = value_sent(system("timetracking", "timetracking"), typed, under=under)

    for estimate in (value or {}).values():
        assert re.fullmatch(r"\d+(\.\d+)?[wdhm]( \d+(\.\d+)?[wdhm]){0,3}", estimate, re.ASCII)


@settings(deadline=None)
@given(ANYTHING | st.from_regex(r"[a-zA-Z-]{1,9}:[0-9]{1,20}"))
def test_an_object_is_an_id(typed: str) -> None:
    value = value_sent(other(ASSETS, "array", "cmdb-object-field"), typed)

    assert all(re.fullmatch(r"[\w-]+:\d+", each["id"], re.ASCII) for each in value or ())


@settings(deadline=None)
@given(ANYTHING | st.from_regex(r"[a-zA-Z]{1,5}-[0-9]{1,3}"), st.sampled_from(["", "-search"]))
def test_a_parent_is_a_key(typed: str, under: str) -> None:
    value = value_sent(system("parent", "issuelink"), typed, under=under)

    assert value is None or re.fullmatch(r"\w+-[1-9]\d*", value["key"], re.ASCII)


@settings(deadline=None)
@given(ANYTHING | st.from_regex(r"[0-9]{1,30}"), st.sampled_from(["", "-search"]))
def test_a_sprint_is_a_number(typed: str, under: str) -> None:
    value = value_sent(
        other("com.pyxis.greenhopper.jira:gh-sprint", "array", "json"), typed, under=under
    )

    assert value is None or type(value) is int


@settings(deadline=None)
@given(ANYTHING, st.sampled_from(["", "-search"]))
def test_groups_have_names(typed: str, under: str) -> None:
    value = value_sent(custom("multigrouppicker", "array", "group"), typed, under=under)

    assert all(each["name"] for each in value or ())


@settings(deadline=None)
@given(ANYTHING)
def test_texts_of_an_app_are_lines(typed: str) -> None:
    value = value_sent(other("ari:cloud:ecosystem::extension/a", "array", "string"), typed)

    assert all(len(each.splitlines()) == 1 and each == each.strip() for each in value or ())


@settings(deadline=None)
@given(ANYTHING)
@example(">")
def test_rich_text_is_a_sound_document(typed: str) -> None:
    value = value_sent(system("description"), typed)

    if value is not None:
        assert value["type"] == "doc"
        assert value["content"]
        assert adf_validation.size(value) <= 32_767


@settings(deadline=None)
@given(ANYTHING | st.sampled_from(["1", "2"]))
def test_an_option_is_one_that_is_offered(typed: str) -> None:
    value = value_sent(custom("select", "option", allowed_values=options("A", "B")), typed)

    assert value in (None, {"id": "1"}, {"id": "2"})


@settings(deadline=None)
@given(ANYTHING | st.from_regex(r"[0-9a-z:-]{1,130}(\|.*)?"))
def test_somebody_is_an_account_id(typed: str) -> None:
    value = value_sent(system("assignee", "user"), typed)

    assert value is None or re.fullmatch(r"[\w:.-]{1,128}", value["id"], re.ASCII)


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=30), st.text(max_size=30) | st.lists(st.text(max_size=30))))
def test_a_stored_draft_of_any_shape_can_be_shown(draft: dict[str, Any]) -> None:
    metas = (
        system("summary"),
        custom("people", "array", "user"),
        system("labels", "array", "string"),
    )
    form = build(*metas, initial=draft)

    assert str(form)
    pickers = {f"{name}{end}" for name in ("x", "labels") for end in ("", "-search", "-searched")}
    assert form.left_over.keys() == draft.keys() - pickers - {"summary", "find"}
