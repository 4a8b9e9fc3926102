"""What a field shows before anything is typed, and how estimates are read and written."""

from typing import Any

import pytest

from integrations.jira import FieldMeta
from issues.fieldkinds import OMIT
from issues.forms.values_as_text import in_words
from tests.unit.issues.fieldkinds.test_field_kinds import (
    DEFECT,
    FORGE,
    PLACES,
    TIME,
    TIME_WITH_DEFAULT,
)
from tests.unit.issues.forms.sample_fields import (
    build,
    custom,
    flat,
    other,
    refused,
    sent,
    system,
)


@pytest.mark.parametrize(
    ("meta", "shown"),
    [
        (custom("textfield", "string", has_default=True, default="none"), 'value="none"'),
        (custom("float", "number", has_default=True, default=3.0), 'value="3"'),
        (system("duedate", "date", has_default=True, default="2026-11-30"), 'value="2026-11-30"'),
        (system("labels", "array", "string", default=["a", "b"]), 'value="b"'),
        (
            custom("select", "option", allowed_values=DEFECT, default={"id": "2"}),
            'value="2" selected',
        ),
        (
            custom(
                "multicheckboxes", "array", "option", allowed_values=DEFECT, default=[{"id": "3"}]
            ),
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
        (
            custom("multigrouppicker", "array", "group", default=["testers"]),
            'value="testers" checked',
        ),
        (system("parent", "issuelink", default={"key": "DEMO-5"}), 'value="DEMO-5" checked'),
        (TIME_WITH_DEFAULT, 'value="2h"'),
        (
            custom("atlassian-team", "team", default={"id": "a", "name": "Alpha"}),
            'value="a|Alpha" checked',
        ),
        (
            other(
                "com.pyxis.greenhopper.jira:gh-sprint",
                "array",
                "json",
                default=[{"id": 37, "name": "S"}],
            ),
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
    assert f'value="{typed}"' in flat(
        build(TIME, data={"timetracking_remaining": typed})["timetracking"]
    )


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


def test_a_default_of_rich_text_or_a_moment_is_left_to_jira_and_told() -> None:
    for meta in (
        custom("textarea", "string", has_default=True),
        custom("datetime", "datetime", has_default=True),
    ):
        field = build(meta).fields["x"]
        assert field.initial is None
        assert "Left empty, it is filled in by Jira." in str(field.help_text)
