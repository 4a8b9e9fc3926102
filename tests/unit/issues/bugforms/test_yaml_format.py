"""Forms as YAML: what is read is what was written, and what is wrong is named by its line."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from issues.bugforms.as_code import FieldCode, FormCode, Refused, read, write
from issues.bugforms.as_code.yaml_tree import line_of, root_of
from issues.models import Author, BugForm
from tests.support.hypothesis_examples import examples

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
ID = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.:-]{0,31}", fullmatch=True)
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
    cloud_id=ID,
    site_name=TEXT,
    project_key=ID,
    issue_type_id=ID,
    issue_type_name=TEXT,
    is_active=st.booleans(),
    groups=st.sets(TEXT, max_size=3).map(lambda names: tuple(sorted(names))),
    intro=TEXT,
    description_template=TEXT,
    author=st.sampled_from(Author.values),
    shared_account_id=ID,
    reporter_line=FILLED,
    fields=st.lists(FIELD, max_size=3, unique_by=lambda field: field.field_id).map(tuple),
)


@settings(deadline=None, max_examples=examples(100))
@given(st.lists(FORM, max_size=3, unique_by=lambda form: form.slug))
def test_whatever_is_written_is_read_again_exactly(forms: list[FormCode]) -> None:
    written = write(forms)
    assert list(read(written).forms) == forms
    assert write(read(written).forms) == written


GUESSED = (
    *(
        "1e3",
        "1E3",
        "1.5e3",
        "1.e3",
        "-1e-3",
        "+.5",
        "5.",
        "0o17",
        "-0o7",
        "08",
        "-09",
        "0x1F",
        "1_000",
        "12:30",
    ),
    *(
        "y",
        "N",
        "yes",
        "Off",
        "null",
        "~",
        "True",
        ".inf",
        "-.INF",
        ".NaN",
        "=",
        "<<",
        "2026-11-30",
        "1.2.3",
        "",
    ),
)


def read_as_yaml_1_2(written: bytes) -> list[FormCode]:
    """What a reader of YAML 1.2 that knows nothing of our format makes of a file."""
    raw = YAML(typ="safe", pure=True).load(written)["forms"]
    return [
        FormCode(
            form["slug"],
            form["name"],
            form["site"]["cloud_id"],
            form["site"].get("name", ""),
            form["project"],
            form["type"]["id"],
            form["type"].get("name", ""),
            form["in_use"],
            tuple(form.get("groups", ())),
            form.get("intro", ""),
            form.get("description", ""),
            tuple(_field_as_yaml_1_2(field) for field in form["fields"]),
            form.get("author", "person"),
            form.get("shared_account", ""),
            form.get("reporter_line", BugForm.REPORTER_LINE),
        )
        for form in raw
    ]


def _field_as_yaml_1_2(raw: dict[str, Any]) -> FieldCode:
    value = raw.get("value")
    return FieldCode(
        raw["id"],
        raw.get("label", ""),
        raw.get("help", ""),
        raw.get("required", False),
        raw.get("hidden", False),
        tuple(value) if isinstance(value, list) else value,
    )


@settings(deadline=None, max_examples=examples(100))
@given(st.lists(FORM, max_size=3, unique_by=lambda form: form.slug))
def test_a_file_means_the_same_to_a_reader_of_yaml_1_2(forms: list[FormCode]) -> None:
    assert read_as_yaml_1_2(write(forms)) == forms


@pytest.mark.parametrize("text", GUESSED)
def test_what_looks_like_a_number_or_a_flag_stays_a_text_to_every_reader(text: str) -> None:
    fields = (FieldCode("a", label=text, value=(text,)), FieldCode("b", value=text or None))
    forms = [FormCode("s", text, text, text, text, text, text, groups=(text,), fields=fields)]
    written = write(forms)
    assert read_as_yaml_1_2(written) == forms
    assert yaml.safe_load(written)["forms"][0]["name"] == text


def taken(content: bytes) -> list[FormCode] | None:
    """The forms of a file; None where it was refused, in words that a page can show. Nothing else may happen."""
    said = ""
    try:
        return list(read(content).forms)
    except Refused as refused:
        said = str(refused)
    assert said.encode()
    return None


@settings(deadline=None, max_examples=examples(150))
@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: raw.decode("latin-1")))
def test_no_text_does_more_than_being_refused(text: str) -> None:
    for content in (text, f"lodge_forms: 1\nforms:\n  - {text}", GOOD + text):
        taken(content.encode("utf-8", "surrogatepass"))


@settings(deadline=None, max_examples=examples(100))
@given(st.binary(max_size=300))
def test_no_bytes_do_more_than_being_refused(raw: bytes) -> None:
    taken(raw)
    taken(GOOD.encode() + raw)


# What YAML gives a meaning to, so that a mutated file stays near to one.
SIGNS = "-:?[]{},#&*!|>'\"%@`~\t\n \\.=\r\x85\ufeff\0"
WORDS = [
    r"\U",
    r"\UFFFFFFFF",
    r"\uD800",
    r"\x",
    r"<<:",
    r"---",
    r"...",
    r"!!",
    r"!<",
    r"|+9",
    r"null",
]
PIECES = st.sampled_from(
    [*SIGNS, *WORDS, "- ", "? ", ": ", "%YAML 1.9\n", "%TAG ! x\n", "9" * 5000]
)


@settings(deadline=None, max_examples=examples(200))
@given(st.lists(FORM, max_size=2, unique_by=lambda form: form.slug), st.data())
def test_no_slip_in_an_export_does_more_than_being_refused_or_read(
    forms: list[FormCode], data: Any
) -> None:
    text = data.draw(st.sampled_from([GOOD, write(forms).decode()]))
    for _ in range(data.draw(st.integers(1, 4))):
        at, cut = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, 12))
        text = (
            text[:at]
            + data.draw(PIECES | st.characters(exclude_categories=["Cs"]))
            + text[at + cut :]
        )
    found = taken(text.encode())
    if found is not None:
        assert list(read(write(found)).forms) == found


@settings(deadline=None, max_examples=examples(60))
@given(st.lists(FORM, max_size=2, unique_by=lambda form: form.slug), st.data())
def test_machines_without_libyaml_read_the_same_and_refuse_as_plainly(
    forms: list[FormCode], data: Any
) -> None:
    text = write(forms).decode()
    assert tree(root_of(text.encode(), native=False)) == tree(root_of(text.encode()))
    at = data.draw(st.integers(0, len(text)))
    with suppress(Refused):
        root_of((text[:at] + data.draw(PIECES) + text[at:]).encode(), native=False)


def tree(node: yaml.Node) -> Any:
    """Tags, values and lines of all of it."""
    inner = node.value if isinstance(node, yaml.CollectionNode) else ()
    below = [
        [tree(each) for each in (part if isinstance(part, tuple) else (part,))] for part in inner
    ]
    return node.tag, line_of(node), below or node.value


def test_a_form_with_all_the_fields_that_a_jira_has_comes_back() -> None:
    fields = tuple(
        FieldCode(f"customfield_{number}", label="x" * 255, help="y" * 500) for number in range(700)
    )
    form = FormCode("a", "A", "c", "", "P", "1", "", fields=fields)
    assert read(write([form])).forms == (form,)


def test_texts_of_several_lines_are_blocks_that_a_review_can_read() -> None:
    form = FormCode(
        "a", "A", "c", "", "P", "1", "", intro="One\n\n- two\n", description_template="end"
    )
    assert "intro: |\n    One\n\n    - two\n" in write([form]).decode()


def test_the_example_in_the_docs_is_what_an_export_looks_like(repository: Path) -> None:
    text = (repository / "docs" / "bug-forms.md").read_text()
    example = text.partition("```yaml\n")[2].partition("```")[0]
    assert write(read(example.encode()).forms).decode().partition("\n")[2] == example
