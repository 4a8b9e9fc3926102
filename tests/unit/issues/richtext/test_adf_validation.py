"""The checker, the measure and the reader of ADF."""

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given

from issues.richtext import LIMIT, problems, size, text_of, to_adf
from issues.richtext.adf_content_model import MARKS, NODES
from tests.unit.issues.richtext import strategies
from tests.unit.issues.richtext.adf_shorthand import examples, schema_check, schema_path
from tests.unit.issues.richtext.every_node import gallery, node, p, words


def _doc(*content: Any) -> dict[str, Any]:
    return {"type": "doc", "version": 1, "content": list(content)}


def test_a_document_with_every_node_and_mark_is_sound() -> None:
    assert problems(gallery()) == []
    written = json.dumps(gallery())
    assert [name for name in (*NODES, *MARKS) if f'"type": "{name}"' not in written] == []


@pytest.mark.skipif(
    schema_path() is None, reason="Atlassian's ADF schema is not here (LODGE_ADF_SCHEMA names it)"
)
def test_a_document_with_every_node_and_mark_is_sound_by_atlassians_schema() -> None:
    schema_check()(gallery())


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {"type": "paragraph"},
        {"type": "doc", "version": 2, "content": []},
        {"type": "doc", "version": True, "content": []},
        {"type": "doc", "version": 1},
        _doc(words("bare")),
        _doc(p(words(""))),
        _doc({"type": "paragraph", "content": "text"}),
        _doc(p() | {"onclick": "x"}),
        _doc(node("heading", words("x"))),
        _doc(node("heading", words("x"), level=7)),
        _doc(node("heading", words("x"), level=True)),
        _doc(node("bulletList")),
        _doc(node("bulletList", node("listItem", node("bulletList", node("listItem", p()))))),
        _doc(node("bulletList", node("listItem", node("rule")))),
        _doc(node("blockquote", node("blockquote", p()))),
        _doc(node("blockquote", node("heading", level=1))),
        _doc(node("panel", node("table"), panelType="info")),
        _doc(node("panel", p(), panelType="loud")),
        _doc(node("taskList", node("taskItem", localId="1", state="LATER"), localId="2")),
        _doc(node("taskList", node("taskItem", state="TODO"), localId="2")),
        _doc(node("codeBlock", words("x", "strong"))),
        _doc(p(words("x", "code", "strong"))),
        _doc(p(words("x", "em", "em"))),
        _doc(p(words("x", {"type": "link", "attrs": {}}))),
        _doc(p(words("x", {"type": "strong", "attrs": {}}))),
        _doc(p(words("x", "blink"))),
        _doc(node("marquee")),
        _doc(node("layoutSection", node("layoutColumn", p(), width=100))),
        _doc(node("date", timestamp="1")),
        _doc(p(node("date"))),
        _doc(p(node("status", text="", color="green"))),
    ],
    ids=str,
)
def test_what_jira_would_refuse_is_found(document: Any) -> None:
    assert problems(document)


def test_a_problem_says_where_it_is() -> None:
    document = _doc(p("fine"), node("bulletList", node("listItem", p(words("")))))
    (problem,) = problems(document)
    assert problem.startswith("doc/1 bulletList/0 listItem/0 paragraph/0 text: ")


def test_problems_are_not_listed_without_end() -> None:
    assert len(problems(_doc(*[node("marquee")] * 1000))) == 50


def test_a_document_nested_a_hundred_thousand_times_is_checked_and_read() -> None:
    deep: dict[str, Any] = p("bottom")
    for _ in range(100_000):
        deep = node("blockquote", deep)
    assert problems(_doc(deep))
    assert text_of(_doc(deep)) == "bottom"


@examples
@given(strategies.hostile)
def test_nonsense_is_checked_and_read_without_an_error(document: Any) -> None:
    assert isinstance(problems(document), list)
    assert isinstance(text_of(document), str)


def test_the_size_is_that_of_compact_json_in_utf_16_units() -> None:
    empty = size(to_adf("x")) - 1
    assert empty == len(
        '{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":""}]}]}'
    )
    assert size(to_adf("ü")) == empty + 1
    assert size(to_adf("\U0001f600")) == empty + 2
    assert size(to_adf('"')) == empty + 2


def test_a_long_paragraph_crosses_the_limit_where_its_json_does() -> None:
    room = LIMIT - size(to_adf("x")) + 1
    assert size(to_adf("x" * room)) == LIMIT
    assert size(to_adf("x" * (room + 1))) == LIMIT + 1


def test_the_words_of_a_document_stand_a_line_a_block() -> None:
    markdown = (
        "# Title\n\none\ntwo **three**\n\n- a\n- b\n\n```\ncode\n\nmore\n```\n\n|h|i|\n|-|-|\n|1|2|"
    )
    assert text_of(to_adf(markdown)) == "Title\none\ntwo three\na\nb\ncode\nmore\nh\ni\n1\n2"


def test_what_has_no_text_says_what_stands_for_it() -> None:
    said = text_of(gallery())
    assert [word for word in (f"W{n:02}" for n in range(1, 39)) if word not in said] == []


def test_reading_leaves_the_document_as_it_was() -> None:
    document = gallery()
    before = deepcopy(document)
    problems(document), text_of(document), size(document)
    assert document == before
