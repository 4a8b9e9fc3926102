"""Each construct of Markdown and the ADF it becomes."""

from typing import Any

import pytest

from issues.richtext import to_adf
from tests.unit.issues.richtext.adf_shorthand import BREAK, content, inline, paragraph, text

Node = dict[str, Any]


def _item(*blocks: Node) -> Node:
    return {"type": "listItem", "content": list(blocks)}


@pytest.mark.parametrize("empty", ["", "\n\n", "   ", "\x00\x07"])
def test_nothing_is_an_empty_document(empty: str) -> None:
    assert to_adf(empty) == {"type": "doc", "version": 1, "content": []}


@pytest.mark.parametrize(
    ("markdown", "nodes"),
    [
        ("plain", [text("plain")]),
        (
            "*a* **b** ~~c~~",
            [text("a", "em"), text(" "), text("b", "strong"), text(" "), text("c", "strike")],
        ),
        ("***a***", [text("a", "em", "strong")]),
        ("`a *b*`", [text("a *b*", "code")]),
        ("**a `b`**", [text("a ", "strong"), text("b", "code")]),
        ("[`a`](http://e.x)", [text("a", href="http://e.x")]),
        ("[a](http://e.x 't')b", [text("a", href="http://e.x"), text(" (t)b")]),
        ("[a](http://e.x 'b\n&#10;c')", [text("a", href="http://e.x"), text(" (b c)")]),
        ("[a 't'](http://e.x 't')", [text("a 't'", href="http://e.x")]),
        ("[](http://e.x 't')", [text("http://e.x", href="http://e.x"), text(" (t)")]),
        ("[a][r]\n\n[r]: http://e.x 't'", [text("a", href="http://e.x"), text(" (t)")]),
        ("![a](http://e.x/i 't')", [text("a", href="http://e.x/i"), text(" (t)")]),
        (
            "[![a](http://e.x/i 't')](http://e.x 'u')",
            [text("a (t)", href="http://e.x"), text(" (u)")],
        ),
        (
            "![a ![b](c 'd') [e](f 'g')](http://e.x/i)",
            [text("a b (d) e (f g)", href="http://e.x/i")],
        ),
        ("![](<> 't')", [text("t")]),
        (
            "a&#10;b&NewLine;c\u2028d\u2029e",
            [text("a"), BREAK, text("b"), BREAK, text("c"), BREAK, text("d"), BREAK, text("e")],
        ),
        ("[a][r]\n\n[r]: http://e.x", [text("a", href="http://e.x")]),
        ("[](http://e.x)", [text("http://e.x", href="http://e.x")]),
        ("<http://e.x>", [text("http://e.x", href="http://e.x")]),
        ("<a@e.x>", [text("a@e.x", href="mailto:a@e.x")]),
        (
            "see (https://e.x/a_b_c~d).",
            [text("see ("), text("https://e.x/a_b_c~d", href="https://e.x/a_b_c~d"), text(").")],
        ),
        ("**https://e.x**", [text("https://e.x", "strong", href="https://e.x")]),
        ("https://e.x/(a)b)", [text("https://e.x/(a)b", href="https://e.x/(a)b"), text(")")]),
        (
            "www.e.x, a.b@e.x.",
            [
                text("www.e.x", href="http://www.e.x"),
                text(", "),
                text("a.b@e.x", href="mailto:a.b@e.x"),
                text("."),
            ],
        ),
        ("main.py e.x ssh://e.x", [text("main.py e.x ssh://e.x")]),
        ("![shot](http://e.x/i.png)", [text("shot", href="http://e.x/i.png")]),
        ("![](http://e.x/i.png)", [text("http://e.x/i.png", href="http://e.x/i.png")]),
        ("[![b *c*](http://e.x/i.png)](http://e.x)", [text("b c", href="http://e.x")]),
        ("a\nb", [text("a"), BREAK, text("b")]),
        (
            "a  \nb\\\nc<br>d<br/>e",
            [text("a"), BREAK, text("b"), BREAK, text("c"), BREAK, text("d"), BREAK, text("e")],
        ),
        (
            "H<sub>2</sub>O",
            [
                text("H"),
                {
                    "type": "text",
                    "text": "2",
                    "marks": [{"type": "subsup", "attrs": {"type": "sub"}}],
                },
                text("O"),
            ],
        ),
        (
            "<b>a</b><u>b</u><DEL>c</DEL>",
            [text("a", "strong"), text("b", "underline"), text("c", "strike")],
        ),
        ("List<b> of <span>x</span></i>", [text("List<b> of <span>x</span></i>")]),
        ("a &amp; b &lt; \\*c\\*", [text("a & b < *c*")]),
        (
            "a\x00b\x1ac\x7fd\ud800e\x85f",
            [text("abcd\N{REPLACEMENT CHARACTER}e"), BREAK, text("f")],
        ),
        ("a\r\nb\rc", [text("a"), BREAK, text("b"), BREAK, text("c")]),
    ],
    ids=repr,
)
def test_inline(markdown: str, nodes: list[Node]) -> None:
    assert inline(markdown) == nodes


@pytest.mark.parametrize(
    ("markdown", "nodes"),
    [
        ("[a](javascript:alert(1))", [text("[a](javascript:alert(1))")]),
        ("[a](ssh://e.x)", [text("a (ssh://e.x)")]),
        ("[a](/b 'c')", [text("a (/b c)")]),
        ("[a](#b)", [text("a (#b)")]),
        ("![](b.png)", [text("b.png")]),
        ("[b.log](b.log)", [text("b.log")]),
        ("[a](http:b)", [text("a (http:b)")]),
        ("[a]()", [text("a")]),
    ],
    ids=repr,
)
def test_an_unsafe_address_is_text(markdown: str, nodes: list[Node]) -> None:
    assert inline(markdown) == nodes


@pytest.mark.parametrize("level", range(1, 7))
def test_headings_keep_their_level(level: int) -> None:
    heading = {"type": "heading", "attrs": {"level": level}, "content": [text("a")]}
    assert content("#" * level + " a") == [heading]


def test_paragraphs_are_parted_by_blank_lines() -> None:
    assert content("a\n\n\nb") == [paragraph("a"), paragraph("b")]


@pytest.mark.parametrize(
    ("markdown", "attrs", "code"),
    [
        ("```python\na\n\nb\n```", {"language": "python"}, "a\n\nb"),
        ("~~~\n<a> *b* &amp;\n~~~", None, "<a> *b* &amp;"),
        ("    a\n      b", None, "a\n  b"),
        ("```\nnever closed", None, "never closed"),
    ],
)
def test_code_blocks(markdown: str, attrs: Node | None, code: str) -> None:
    block: Node = {"type": "codeBlock", "content": [text(code)]} | (
        {"attrs": attrs} if attrs else {}
    )
    assert content(markdown) == [block]


def test_an_empty_code_block_has_no_text() -> None:
    assert content("```\n```") == [{"type": "codeBlock", "content": []}]


@pytest.mark.parametrize(
    ("info", "language"),
    [
        ("PYTHON", "python"),
        ("py", "python"),
        ("C#", "csharp"),
        ("cs", "csharp"),
        ("rs", "rust"),
        ("kt", "kotlin"),
        ("golang", "go"),
        ("SCSS", "sass"),
        ("jsonc", "json"),
        ("console", "shell"),
        ("HTML", "html"),
        ("YML", "yaml"),
        ("StandardML", "sml"),
        ("{.python}", "python"),
        ("{r}", "r"),
        ("mermaid", "mermaid"),
    ],
)
def test_a_language_is_written_as_jira_spells_it(info: str, language: str) -> None:
    assert content(f"```{info}\nx\n```") == [
        {"type": "codeBlock", "attrs": {"language": language}, "content": [text("x")]}
    ]


@pytest.mark.parametrize(
    ("info", "words", "language"),
    [
        ("js title=a.js", "title=a.js", "javascript"),
        ("js:src/app.js", "src/app.js", "javascript"),
        ("rust,no_run", "no_run", "rust"),
        ("{.python .numberLines}", ".numberLines}", "python"),
        ("Traceback (most recent call last):", "Traceback (most recent call last):", None),
        ("ERROR:", "ERROR:", None),
        ("mermaid is drawn", "mermaid is drawn", None),
    ],
)
def test_words_behind_the_language_or_instead_of_it_are_kept(
    info: str, words: str, language: str | None
) -> None:
    before, code = content(f"```{info}\nx\n```")
    assert before == paragraph(words)
    assert code.get("attrs") == ({"language": language} if language else None)


def test_a_quote_holds_its_blocks() -> None:
    assert content("> a\n>\n> - b") == [
        {
            "type": "blockquote",
            "content": [paragraph("a"), {"type": "bulletList", "content": [_item(paragraph("b"))]}],
        }
    ]


def test_an_alert_is_a_panel() -> None:
    kinds = {
        "NOTE": "info",
        "TIP": "success",
        "IMPORTANT": "note",
        "WARNING": "warning",
        "CAUTION": "error",
    }
    for name, kind in kinds.items():
        panel = {"type": "panel", "attrs": {"panelType": kind}, "content": [paragraph("a")]}
        assert content(f"> [!{name}]\n> a") == [panel]


def test_an_alert_may_have_a_title_of_its_own() -> None:
    panel = {"type": "panel", "attrs": {"panelType": "warning"}}
    title = paragraph(text("Data ", "strong"), text("loss", "em", "strong"))
    assert content("> [!warning] Data *loss*\n> a\n>\n> b") == [
        panel | {"content": [title, paragraph("a"), paragraph("b")]}
    ]
    assert content("> [!WARNING] Data *loss*") == [panel | {"content": [title]}]
    (item,) = content("- > [!WARNING] Data *loss*\n  > a")[0]["content"]
    assert item["content"] == [title, paragraph("a")]
    assert content("> [!ODD] a")[0]["type"] == "blockquote"


def test_lists_nest() -> None:
    inner = {"type": "orderedList", "content": [_item(paragraph("b"))], "attrs": {"order": 7}}
    assert content("- a\n\n  7. b\n- c") == [
        {"type": "bulletList", "content": [_item(paragraph("a"), inner), _item(paragraph("c"))]}
    ]


def test_a_list_item_begins_with_a_paragraph() -> None:
    inner = {"type": "bulletList", "content": [_item(paragraph("a"))]}
    assert content("- - a") == [{"type": "bulletList", "content": [_item(paragraph(), inner)]}]
    assert content("-\n- a")[0]["content"][0] == _item(paragraph())


def test_a_task_list_nests_and_counts_its_ids() -> None:
    first = {
        "type": "taskItem",
        "attrs": {"localId": "task-2", "state": "DONE"},
        "content": [text("a")],
    }
    inner = {
        "type": "taskItem",
        "attrs": {"localId": "task-4", "state": "TODO"},
        "content": [text("b", "strong")],
    }
    nested = {"type": "taskList", "attrs": {"localId": "task-3"}, "content": [inner]}
    assert content("- [x] a\n  - [ ] **b**") == [
        {"type": "taskList", "attrs": {"localId": "task-1"}, "content": [first, nested]}
    ]


def test_a_table_has_headers_and_alignment() -> None:
    (table,) = content("| a | b | c |\n|:-:|--:|---|\n| **d** | | e\\|f |")
    head, body = table["content"]
    assert [cell["type"] for cell in head["content"]] == ["tableHeader"] * 3
    assert [cell["type"] for cell in body["content"]] == ["tableCell"] * 3
    center, end, plain = (cell["content"][0] for cell in body["content"])
    assert center["marks"] == [{"type": "alignment", "attrs": {"align": "center"}}]
    assert center["content"] == [text("d", "strong")]
    assert end["marks"] == [{"type": "alignment", "attrs": {"align": "end"}}]
    assert end["content"] == []
    assert plain == paragraph("e|f")


def test_a_rule_is_a_rule() -> None:
    assert content("a\n\n---\n\nb") == [paragraph("a"), {"type": "rule"}, paragraph("b")]
