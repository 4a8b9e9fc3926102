"""A document of Jira's as Markdown, and back: the same, or not offered."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.richtext import from_adf, to_adf
from issues.richtext.adf_to_markdown import comparable

KEPT = [
    "It broke.",
    "One\nline after another",
    "One paragraph\n\nand another",
    "**bold** and *slanted* and ~~gone~~ and `code`",
    "***both***, and **bold with `code`** in it",
    "<u>under</u> H<sub>2</sub>O",
    "# Title\n\nText\n\n### Smaller",
    "- one\n- two\n  - two and a half\n- three",
    "1. one\n2. two",
    "3. three\n4. four",
    "- one\n\n  still one\n- two",
    "> quoted\n> twice",
    "```python\nprint('`')\n\nx = 1\n```",
    "````\n```\n````",
    "before\n\n---\n\nafter",
    "[words](https://example.com/a?b=c) and <https://example.com>",
    "[@Ada Lovelace](accountid:712020:a) look",
    "2 \\* 3 is not \\*slanted\\*, and a\\_b\\_c",
    "\\# no title",
    "1\\. no list",
    "snake_case_name and 5 > 3 & so on",
]
NOT_KEPT: list[dict[str, Any]] = [
    {"type": "mediaSingle", "content": [{"type": "media", "attrs": {"id": "1"}}]},
    {"type": "syncBlock", "attrs": {"resourceId": "1"}},
    {"type": "paragraph", "content": [{"type": "emoji", "attrs": {"shortName": ":)"}}]},
    {"type": "paragraph", "content": [{"type": "status", "attrs": {"text": "x"}}]},
    {"type": "paragraph", "marks": [{"type": "alignment", "attrs": {"align": "end"}}]},
    {
        "type": "paragraph",
        "content": [
            {"type": "text", "text": "a", "marks": [{"type": "textColor", "attrs": {"color": "#f00"}}]}
        ],
    },
    {"type": "paragraph", "content": [{"type": "text"}]},
    {"type": "heading", "content": []},
    {},
]  # fmt: skip


@pytest.mark.parametrize("text", KEPT)
def test_what_lodge_wrote_comes_back_as_the_same_document(text: str) -> None:
    before = to_adf(text)
    written = from_adf(before)
    assert written is not None
    assert comparable(to_adf(written)) == comparable(before)


@pytest.mark.parametrize(
    "text", [each for each in KEPT if each.isascii() and each[0] in "IO*#-13`"][:8]
)
def test_what_was_typed_plainly_is_shown_as_it_was_typed(text: str) -> None:
    again = from_adf(to_adf(text))
    assert again is not None
    assert from_adf(to_adf(again)) == again


@pytest.mark.parametrize("node", NOT_KEPT, ids=lambda node: str(node.get("type")))
def test_what_markdown_cannot_say_is_not_offered(node: dict[str, Any]) -> None:
    assert from_adf({"type": "doc", "version": 1, "content": [node]}) is None


@pytest.mark.parametrize("document", [None, "text", 7, [], {}, {"type": "paragraph"}])
def test_what_is_no_document_is_not_offered(document: Any) -> None:
    assert from_adf(document) is None


def test_an_empty_document_is_an_empty_text() -> None:
    assert from_adf({"type": "doc", "version": 1, "content": []}) == ""


def test_ids_and_the_order_of_marks_make_no_difference() -> None:
    marks = [{"type": "strong"}, {"type": "em"}]
    text = {"type": "text", "text": "a", "marks": marks}
    line = {"type": "paragraph", "attrs": {"localId": "7"}, "content": [text]}
    assert from_adf({"type": "doc", "version": 1, "content": [line]}) in ("***a***",)


@given(st.text(max_size=300))
def test_any_text_comes_back_the_same_or_is_not_offered(text: str) -> None:
    before = to_adf(text)
    written = from_adf(before)
    assert written is None or comparable(to_adf(written)) == comparable(before)


@given(st.text("ab *_`#>-1.\n[]()<&~\\|!", max_size=40))
def test_markup_in_any_order_comes_back_the_same_or_is_not_offered(text: str) -> None:
    before = to_adf(text)
    written = from_adf(before)
    assert written is None or comparable(to_adf(written)) == comparable(before)
