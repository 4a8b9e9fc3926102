"""What ADF cannot hold where it stands becomes the nearest thing it can, and no word is lost."""

from typing import Any

import pytest

from issues.richtext import problems, text_of, to_adf
from issues.richtext.markdown_to_adf import RICH_LIMIT
from issues.richtext.parse_markdown import MAX_CELLS
from tests.unit.issues.richtext.adf_shorthand import BREAK, content, paragraph, text

Node = dict[str, Any]


def _in_item(markdown: str) -> list[Node]:
    """The blocks of the only item of the only list."""
    (block,) = content("- " + markdown.replace("\n", "\n  "))
    (item,) = block["content"]
    blocks: list[Node] = item["content"]
    return blocks


def _in_quote(markdown: str) -> list[Node]:
    (block,) = content("> " + markdown.replace("\n", "\n> "))
    assert block["type"] == "blockquote"
    blocks: list[Node] = block["content"]
    return blocks


def test_a_quote_in_a_quote_is_flattened() -> None:
    assert _in_quote("a\n> b\n> > c\n\nd") == [
        paragraph("a"),
        paragraph("b"),
        paragraph("c"),
        paragraph("d"),
    ]


def test_a_quote_in_a_list_is_flattened() -> None:
    assert _in_item("a\n> b") == [paragraph("a"), paragraph("b")]


@pytest.mark.parametrize("inside", [_in_item, _in_quote])
def test_a_heading_in_a_block_is_a_bold_paragraph(inside: Any) -> None:
    assert inside("## a *b* `c`") == [
        paragraph(
            text("a ", "strong"), text("b", "em", "strong"), text(" ", "strong"), text("c", "code")
        )
    ]


@pytest.mark.parametrize("inside", [_in_item, _in_quote])
def test_a_rule_in_a_block_is_a_line_of_dashes(inside: Any) -> None:
    assert inside("a\n\n***\nb") == [paragraph("a"), paragraph("———"), paragraph("b")]


@pytest.mark.parametrize("inside", [_in_item, _in_quote])
def test_a_table_in_a_block_is_lines(inside: Any) -> None:
    (lines,) = inside("| a | b |\n|---|---|\n| *c* |   |")
    assert text_of(lines) == "a | b\nc | "
    assert text("c", "em") in lines["content"]


def test_a_panel_in_a_block_keeps_its_title() -> None:
    title = paragraph(text("Warning", "strong"))
    assert _in_item("a\n> [!WARNING]\n> b") == [paragraph("a"), title, paragraph("b")]
    assert content("> [!NOTE]") == [paragraph(text("Note", "strong"))]


def test_a_task_list_in_a_quote_is_bullets() -> None:
    (bullets,) = _in_quote("- [x] a\n- [ ] b")
    assert text_of(bullets) == "[x] a\n[ ] b"
    assert bullets["type"] == "bulletList"


@pytest.mark.parametrize(
    ("markdown", "kind", "said"),
    [
        ("1. [x] a", "orderedList", "[x] a"),
        ("- [ ] a\n\n  b", "taskList", "a\nb"),
    ],
)
def test_a_task_list_that_adf_can_not_hold_is_a_list_with_boxes(
    markdown: str, kind: str, said: str
) -> None:
    (block,) = content(markdown)
    assert (block["type"], text_of(block)) == (kind, said)


def test_cells_beyond_the_header_are_kept_in_the_last() -> None:
    assert text_of(to_adf("a|b\n-|-\nc|d|e | f\ng|h|")) == "a\nb\nc\nd | e | f\ng\nh"
    assert text_of(to_adf("- | a | b |\n  |---|---|\n  | c | d | e |")) == "a | b\nc | d | e"
    assert text_of(to_adf("> | a | b |\n> |---|---|\n> | c | d | e |")) == "a | b\nc | d | e"


def test_a_definition_that_no_link_uses_is_shown() -> None:
    assert content("[ERROR]: disk-full\n[used]: http://e.x\n[used]: again\n\n[used]") == [
        paragraph("[ERROR]: disk-full"),
        paragraph("[used]: again"),
        paragraph(text("used", href="http://e.x")),
    ]
    assert content("> [a]:\n> größe") == [
        {"type": "blockquote", "content": [paragraph("[a]:", BREAK, "größe")]}
    ]


@pytest.mark.parametrize("mark", ["> ", "- ", "1. ", ">- "])
def test_a_thousand_nested_blocks_are_shown_as_typed(mark: str) -> None:
    markdown = mark * 1000 + "bottom"
    document = to_adf(markdown)
    assert problems(document) == []
    assert text_of(document) == markdown


def test_a_thousand_nested_spans_are_read() -> None:
    document = to_adf("*a **b " * 1000 + "bottom" + "** c*" * 1000)
    assert problems(document) == []
    assert "bottom" in text_of(document)
    assert text_of(to_adf("[" * 1000 + "bottom" + "](http://e.x)" * 1000)).count("bottom") == 1


@pytest.mark.parametrize("depth", range(1, 14))
def test_the_deepest_word_is_never_lost(depth: int) -> None:
    for mark in ("> ", "- ", "> - ", "> [!NOTE]\n"):
        said = text_of(to_adf(mark * depth + "bottom")) if "\n" not in mark else "bottom"
        assert "bottom" in said


def test_beyond_the_limit_a_document_is_plain_paragraphs_as_typed() -> None:
    markdown = "# a\n**b**\n\n" + "c " * RICH_LIMIT
    first, second = content(markdown)
    assert first == paragraph("# a", BREAK, "**b**")
    assert second == paragraph("c " * RICH_LIMIT)


def test_quotes_so_deep_and_long_that_nobody_wrote_them_are_plain() -> None:
    markdown = "> " * 10 + "a\n" + "a\n" * 3000
    assert text_of(to_adf(markdown)) == markdown.strip()


def test_a_table_beyond_the_limit_is_plain_too() -> None:
    markdown = "|a|b|\n|-|-|\n" + "|c|d|\n" * (MAX_CELLS // 2)
    assert content(markdown)[0]["type"] == "table"
    assert content(markdown + "|e|f|")[0]["type"] == "paragraph"
