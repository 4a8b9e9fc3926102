"""Forms as YAML: what is read is what was written, and what is wrong is named by its line."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issues.bugforms.as_code import LARGEST, FieldCode, FormCode, Refused, read, write

GOOD = """\
lodge_forms: 1
forms:
  - slug: app-bug
    name: App bug
    site: {cloud_id: 3f1b}
    project: NO
    type: {id: 10004, name: Bug}
    description: |
      ## Steps

      1.
    fields:
      - id: summary
        label: What goes wrong?
        required: true
      - id: duedate
        value: 2026-11-30
      - id: customfield_1
        value: [10, 20]
        hidden: yes
"""


def problems(text: str | bytes) -> list[tuple[int, str, str]]:
    """What is said about a file that is refused: line, where, words."""
    with pytest.raises(Refused) as refused:
        read(text.encode() if isinstance(text, str) else text)
    return [(each.line, each.where, each.text) for each in refused.value.problems]


def test_a_file_is_read_as_it_is_meant_and_not_as_yaml_guesses() -> None:
    form = read(GOOD.encode()).forms[0]
    assert (form.project_key, form.issue_type_id, form.is_active) == ("NO", "10004", True)
    assert form.description_template == "## Steps\n\n1.\n"
    assert form.fields == (
        FieldCode("summary", label="What goes wrong?", required=True),
        FieldCode("duedate", value="2026-11-30"),
        FieldCode("customfield_1", value=("10", "20"), hidden=True),
    )


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
FILLED = TEXT.filter(str.strip)
SLUG = st.from_regex(r"[a-zA-Z0-9_-]{1,60}", fullmatch=True)
VALUE = st.none() | TEXT.filter(bool) | st.lists(TEXT, min_size=1, max_size=3).map(tuple)
FIELD = st.builds(
    FieldCode,
    FILLED.filter(lambda name: name not in {"project", "issuetype"}),
    label=TEXT,
    help=TEXT,
    required=st.booleans(),
    hidden=st.booleans(),
    value=VALUE,
)
FORM = st.builds(
    FormCode,
    slug=SLUG,
    name=FILLED,
    cloud_id=FILLED,
    site_name=TEXT,
    project_key=FILLED,
    issue_type_id=FILLED.map(lambda text: text[:30]).filter(str.strip),
    issue_type_name=TEXT,
    is_active=st.booleans(),
    groups=st.sets(TEXT, max_size=3).map(lambda names: tuple(sorted(names))),
    intro=TEXT,
    description_template=TEXT,
    fields=st.lists(FIELD, max_size=3, unique_by=lambda field: field.field_id).map(tuple),
)


@settings(deadline=None, max_examples=100)
@given(st.lists(FORM, max_size=3, unique_by=lambda form: form.slug))
def test_whatever_is_written_is_read_again_exactly(forms: list[FormCode]) -> None:
    written = write(forms)
    assert list(read(written).forms) == forms
    assert write(read(written).forms) == written


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: raw.decode("latin-1")))
def test_no_text_does_more_than_being_refused(text: str) -> None:
    for content in (text, f"lodge_forms: 1\nforms:\n  - {text}", GOOD + text):
        with suppress(Refused):
            read(content.encode("utf-8", "surrogatepass"))


def test_texts_of_several_lines_are_blocks_that_a_review_can_read() -> None:
    form = FormCode("a", "A", "c", "", "P", "1", "", intro="One\n\n- two\n", description_template="end")
    assert "intro: |\n    One\n\n    - two\n" in write([form]).decode()


def test_each_thing_that_is_wrong_is_named_by_its_line_and_place() -> None:
    text = GOOD.replace("  - slug: app-bug", "  - slug: app bug").replace("label:", "lable:")
    text = text.replace("hidden: yes", "hidden: perhaps").replace("required: true", "id: description")
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
        (("value: 2026-11-30", "value: !!python/name:os.system x"), 17, "a text"),
        (("value: 2026-11-30", "value: !!binary aGk="), 17, "a text"),
        (("value: 2026-11-30", 'value: "\\0"'), 17, "no text"),
        (("project: NO", "project: &p NO"), 6, "Anchors"),
        (("project: NO", "project: [" + "[" * 5000), 6, "levels"),
        (("project: NO", "project: 'NO"), 19, "not YAML"),
        (("    fields:\n", "    fields: none\n    groups:\n"), 12, "a list"),
    ],
)
def test_what_is_wrong_is_said_in_words(spoil: tuple[str, str], line: int, said: str) -> None:
    found = problems(GOOD.replace(*spoil))
    assert any(said in text for _, _, text in found), found
    if said != "not YAML":
        assert line in {where for where, _, _ in found}, found


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xff\xfe", "UTF-8"),
        (b"- a", "lodge_forms, forms"),
        (b"a: b\n---\nc: d", "not YAML"),
        (b"a: \x01", "not YAML"),
        (b"#" * (LARGEST + 1), "larger than 200 KB"),
        (("forms: [" + "{}, " * 501 + "]").encode(), "more than 500"),
    ],
)
def test_what_is_no_file_of_forms_is_refused(content: bytes, said: str) -> None:
    assert any(said in text for _, _, text in problems(content))


def test_two_forms_with_one_slug_are_refused_by_the_line_of_both() -> None:
    second = GOOD[GOOD.index("  - slug") :]
    found = problems(GOOD + second)
    assert [(line, text) for line, _, text in found] == [(21, "“app-bug” is also the form of line 3")]


def test_the_example_in_the_docs_is_what_an_export_looks_like(repository: Path) -> None:
    text = (repository / "docs" / "bug-forms.md").read_text()
    example = text.partition("```yaml\n")[2].partition("```")[0]
    assert write(read(example.encode()).forms).decode().partition("\n")[2] == example
