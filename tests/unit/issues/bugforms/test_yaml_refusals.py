"""Files of forms that are refused: each mistake is named by its line and place."""

import pytest

from issues.bugforms.as_code import LARGEST, Refused, read
from issues.bugforms.as_code.yaml_tree import root_of
from tests.unit.issues.bugforms.test_yaml_format import GOOD, problems


@pytest.mark.parametrize("native", [True, False])
@pytest.mark.parametrize(
    "text",
    [
        '"\\UFFFFFFFF"',
        '"\\U00110000"',
        '"\\uD800": a',
        "%YAML " + "9" * 5000 + ".1\n--- a",
        '"\\0": a',
    ],
)
def test_numbers_and_characters_that_there_are_not_are_refused(text: str, native: bool) -> None:
    with pytest.raises(Refused) as refused:
        root_of(text.encode(), native=native)
    assert str(refused.value).encode()


@pytest.mark.parametrize("piece", ["? ", "[", "- ", "{a: ", "? - "])
def test_depth_ends_in_words_and_not_in_the_process(piece: str) -> None:
    (found,) = problems(piece * (LARGEST // len(piece)))
    assert "levels" in found[2]


@pytest.mark.parametrize("piece", ["- a\n", "? a\n", "- - - - a\n", "- {a: b}\n"])
def test_a_file_of_too_many_values_is_refused_where_they_become_too_many(piece: str) -> None:
    with pytest.raises(Refused) as refused:
        read((piece * 60_000).encode()[:LARGEST])
    (problem,) = refused.value.problems
    assert "more than 50000 values" in problem.text
    assert problem.line > 5_000
    assert f"Line {problem.line}, column {problem.column}: " in str(problem)


def test_what_is_no_yaml_is_told_with_line_and_column() -> None:
    with pytest.raises(Refused, match=r"^Line 4, column 14: This is not YAML: mapping values"):
        read(GOOD.replace("App bug", "App: bug").encode())
    with pytest.raises(Refused, match=r"^Line 4, column 14: A character stands here"):
        read(GOOD.replace("App bug", "App\x07").encode())


def test_at_most_a_hundred_mistakes_are_told_and_the_others_counted() -> None:
    found = problems("\n".join(f"k{number}: 1" for number in range(250)))
    assert len(found) == 101
    assert found[0][0] == 1
    assert found[-1] == (0, "", "150 more things are wrong in it")


def test_each_thing_that_is_wrong_is_named_by_its_line_and_place() -> None:
    text = GOOD.replace("  - slug: app-bug", "  - slug: app bug").replace("label:", "lable:")
    text = text.replace("hidden: yes", "hidden: perhaps").replace(
        "required: true", "id: description"
    )
    assert [(line, where) for line, where, _ in problems(text)] == [
        (3, "forms 1 (app bug) › slug"),
        (14, "forms 1 (app bug) › fields 1"),
        (15, "forms 1 (app bug) › fields 1"),
        (20, "forms 1 (app bug) › fields 3 › hidden"),
    ]


@pytest.mark.parametrize(
    ("spoil", "line", "said"),
    [
        (("lodge_forms: 1", "lodge_forms: 2"), 1, "format 1"),
        (("name: App bug", "name: ' '"), 4, "Fill this in"),
        (("    project: NO\n", ""), 3, "Fill this in"),
        (("    site: {cloud_id: 3f1b}\n", ""), 3, "missing"),
        (("site: {cloud_id: 3f1b}", "site: 3f1b"), 5, "cloud_id, name"),
        (("App bug", "x" * 101), 4, "100 characters"),
        (("id: duedate", "id: summary"), 16, "on this form already"),
        (("id: duedate", "id: project"), 16, "by the form itself"),
        (("value: 2026-11-30", "value: {a: b}"), 17, "a text"),
        (("value: 2026-11-30", "value: !!python/name:os.system x"), 17, "Tags"),
        (("value: 2026-11-30", "value: !!binary aGk="), 17, "Tags"),
        (("hidden: yes", "hidden: !!bool {a: b}"), 20, "Tags"),
        (("value: 2026-11-30", 'value: "\\0"'), 17, "no text"),
        (("value: 2026-11-30", 'value: "\\UFFFFFFFF"'), 17, "not YAML"),
        (("value: 2026-11-30", "value: \x01"), 17, "no text (U+0001)"),
        (("project: NO", "project: NO/../YES"), 6, "cannot stand here"),
        (("project: NO", "project: .."), 6, "cannot stand here"),
        (("cloud_id: 3f1b", "cloud_id: 3f 1b"), 5, "cannot stand here"),
        (("id: 10004", "id: 10004?"), 7, "cannot stand here"),
        (("project: NO", "project: &p NO"), 6, "Anchors"),
        (("project: NO", "project: [" + "[" * 5000), 6, "levels"),
        (("project: NO", "project: 'NO"), 21, "not YAML"),
        (("    fields:\n", "    fields: none\n    groups:\n"), 12, "a list"),
    ],
)
def test_what_is_wrong_is_said_in_words(spoil: tuple[str, str], line: int, said: str) -> None:
    found = problems(GOOD.replace(*spoil))
    assert any(said in text for _, _, text in found), found
    assert line in {where for where, _, _ in found}, found


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xff\xfe", "UTF-8"),
        (b"- a", "lodge_forms, forms"),
        (b"a: b\n---\nc: d", "not YAML"),
        (b"a: \x01", "no text (U+0001)"),
        (b"#" * (LARGEST + 1), "larger than 1000 KB"),
        (("forms: [" + "{}, " * 501 + "]").encode(), "more than 500"),
    ],
)
def test_what_is_no_file_of_forms_is_refused(content: bytes, said: str) -> None:
    assert any(said in text for _, _, text in problems(content))


def test_two_forms_with_one_slug_are_refused_by_the_line_of_both() -> None:
    second = GOOD[GOOD.index("  - slug") :]
    found = problems(GOOD + second)
    assert [(line, text) for line, _, text in found] == [
        (21, "“app-bug” is also the form of line 3")
    ]
