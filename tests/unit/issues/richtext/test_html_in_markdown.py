"""What GitHub's editor and issue templates write in HTML arrives as what it means, not as tags."""

from typing import Any

import pytest

from integrations.jira.data_center.adf_to_wiki import wiki_of
from issues.richtext import problems, size, split, text_of, to_adf, to_html
from tests.unit.issues.richtext.adf_shorthand import BREAK, content, inline, paragraph, text

Node = dict[str, Any]


def expand(title: str | None, *blocks: Node, kind: str = "expand") -> Node:
    node: Node = {"type": kind, "content": list(blocks)}
    return node if title is None else node | {"attrs": {"title": title}}


CODE: Node = {"type": "codeBlock", "content": [text("x")]}


@pytest.mark.parametrize(
    ("markdown", "blocks"),
    [
        ("<details>\n<summary>Logs</summary>\n\n**a**\n\n</details>", [
            expand("Logs", paragraph(text("a", "strong"))),
        ]),
        ("<details><summary>Details</summary>\n<p>\n\n```\nx\n```\n\n</p>\n</details> ", [expand("Details", CODE)]),
        ("<DETAILS open class='a'>\n<Summary lang=\"en\">Logs</SUMMARY>\n```\nx\n```\n</DETAILS>", [
            expand("Logs", CODE),
        ]),
        ("a\n<details><summary>b</summary>c</details>\nd", [
            paragraph("a"), expand("b", paragraph("c")), paragraph("d"),
        ]),
        ("<details>\n\na\n</details>", [expand(None, paragraph("a"))]),
        ("<details><summary></summary></details>", [expand(None, paragraph())]),
        ("<details>\n<summary><h3><b>Long</b>\n<code>log</code> &amp; &lt;more&gt;</h3></summary>\n\na\n\n</details>", [
            expand("Long log & <more>", paragraph("a")),
        ]),
        ("<details><summary>See <a href='https://e.x/a'>this</a> ![p](https://e.x/p)</summary>a</details>", [
            expand("See this (https://e.x/a) p (https://e.x/p)", paragraph("a")),
        ]),
        ("<details>\n<summary>\n\n## A\n\n- b\n\n```\nc\n```\n\n</summary>\n\nd\n\n</details>", [
            expand("A b c", paragraph("d")),
        ]),
        ("<details><summary>a</summary>\n\n- b\n</details>\n\n|c|\n|-|\n</details>", [
            expand("a", {"type": "bulletList", "content": [{"type": "listItem", "content": [paragraph("b")]}]}),
            content("|c|\n|-|")[0],
            paragraph("</details>"),
        ]),
        ("```\n<details>\n```\n`</details>`", [
            {"type": "codeBlock", "content": [text("<details>")]}, paragraph(text("</details>", "code")),
        ]),
        ("<p align=center>\n<img src=https://e.x/i.png alt=i>\n</p>\n\n<p>a</p>b", [
            paragraph(text("i", href="https://e.x/i.png")), paragraph("a"), paragraph("b"),
        ]),
    ],
    ids=repr,
)  # fmt: skip
def test_details_are_an_expand(markdown: str, blocks: list[Node]) -> None:
    assert content(markdown) == blocks
    assert problems(to_adf(markdown)) == []


def test_details_in_details_are_a_nested_expand_and_deeper_ones_a_bold_title() -> None:
    markdown = "<details><summary>a</summary>" * 3 + "deep" + "</details>" * 3
    deepest = [paragraph(text("a", "strong")), paragraph("deep")]
    assert content(markdown) == [expand("a", expand("a", *deepest, kind="nestedExpand"))]


@pytest.mark.parametrize(
    ("around", "kind"),
    [("- {}", "bulletList"), ("> {}", "blockquote"), ("> [!NOTE]\n> {}", "panel")],
)
def test_where_no_expand_may_stand_its_title_is_bold(around: str, kind: str) -> None:
    (block,) = content(around.format("<details><summary>a</summary>b</details>"))
    assert block["type"] == kind
    assert text_of(block) == "a\nb"
    assert text("a", "strong") in (block["content"][0].get("content") or [])[0].get(
        "content", []
    ) + block["content"][0].get("content", [])


def test_details_in_a_cell_are_a_nested_expand() -> None:
    (table,) = content(
        "|a|b|\n|-|:-:|\n|c <details><summary>d</summary>e</details> f|<details>g</details>|h|"
    )
    first, second = table["content"][1]["content"]
    assert first["content"] == [
        paragraph("c "),
        expand("d", paragraph("e"), kind="nestedExpand"),
        paragraph(" f"),
    ]
    assert [node["type"] for node in second["content"]] == ["nestedExpand", "paragraph"]
    assert text_of(second) == "g\n | h"
    assert text_of(to_adf("> |a|\n> |-|\n> |<details><summary>d</summary>e</details>|")).endswith(
        "\nd\ne"
    )


def test_a_summary_that_does_not_pair_is_text() -> None:
    assert content("<details><summary>a</details>") == [expand(None, paragraph("<summary>a"))]
    assert content("<details>a<summary>b</summary><summary>c</summary></details>") == [
        expand("b", paragraph("a"), paragraph("<summary>c</summary>"))
    ]


@pytest.mark.parametrize(
    "markdown",
    [
        "<details>",
        "<summary>a</summary>",
        "<details>\n<summary>a</summary>\n\nb",
        "the <details> tag holds a <summary>",
        "a</details>",
        "- <details>\n\nb</details>",
        "<details/>a</details>",
        "a <p> b",
        "Map<summary>",
        "# <details><summary>a</summary>b</details>",
    ],
    ids=repr,
)
def test_what_does_not_pair_is_text_and_says_all(markdown: str) -> None:
    said = text_of(to_adf(markdown))
    assert [
        word for word in ("details", "summary", "a", "b") if word in markdown and word not in said
    ] == []
    if "</details>" not in markdown or "<details>" not in markdown:
        assert '"expand"' not in repr(to_adf(markdown)).replace("'", '"')


@pytest.mark.parametrize(
    ("markdown", "nodes"),
    [
        ('<img width="10" alt="Image" src="https://e.x/a?b=1&amp;c" />', [
            text("Image", href="https://e.x/a?b=1&c"),
        ]),
        ("a <IMG SRC='https://e.x/a' title=\"b\"> c", [
            text("a "), text("https://e.x/a", href="https://e.x/a"), text(" (b) c"),
        ]),
        ("<img src=a.png alt='b>c'>", [text("b>c (a.png)")]),
        ("<a href='https://e.x' title='t'>*a*</a>b", [text("a", "em", href="https://e.x"), text(" (t)b")]),
        ("<a href='https://e.x'><img src='https://e.y' alt='a'></a>", [text("a", href="https://e.x")]),
        ("<a href='javascript:x'>a</a> <a href='/b'>c</a>", [text("a (javascript:x) c (/b)")]),
        ("<a name='x'></a>a <a id=y>me@e.x</a>", [text("a "), text("me@e.x", href="mailto:me@e.x")]),
        ("Press <kbd>Ctrl</kbd>+<kbd>*C*</kbd>", [
            text("Press "), text("Ctrl", "code"), text("+"), text("C", "code"),
        ]),
        ("<kbd>[a](https://e.x)</kbd> <code>b</code>", [
            text("a", href="https://e.x"), text(" "), text("b", "code"),
        ]),
        ("a <!-- b --> c<!---->d<!-->e", [text("a  cde")]),
        ("a<br>b<BR/>c<br />d", [text("a"), BREAK, text("b"), BREAK, text("c"), BREAK, text("d")]),
        ("<strike>a</strike><sub class='x'>b</sub>", [
            text("a", "strike"), {"type": "text", "text": "b", "marks": [{"type": "subsup", "attrs": {"type": "sub"}}]},
        ]),
        ("the <a> and <img> tags, <kbd>, <b/>, List<a>, <span>x</span>", [
            text("the <a> and <img> tags, <kbd>, <b/>, List<a>, <span>x</span>"),
        ]),
        ("<a href='https://e.x'><a href='https://e.y'>a</a></a>", [
            text("<a href='https://e.x'>"), text("a", href="https://e.y"), text("</a>"),
        ]),
        ("`<br> <!-- a -->` &lt;br&gt; \\<br>", [text("<br> <!-- a -->", "code"), text(" <br> <br>")]),
        ("![a](https://e.x/i){width=900 height=\"600\"} b{width=1}", [
            text("a", href="https://e.x/i"), text(" b{width=1}"),
        ]),
    ],
    ids=repr,
)  # fmt: skip
def test_inline_tags(markdown: str, nodes: list[Node]) -> None:
    assert inline(markdown) == nodes


@pytest.mark.parametrize(
    ("markdown", "blocks"),
    [
        ("<!-- a -->", []),
        ("<!-- a\n\n# b\n-->\nc", [paragraph("c")]),
        ("<!-- a --> **b**\nc", [paragraph(" ", text("b", "strong"), BREAK, "c")]),
        ("a\n<!-- b -->\nc", [paragraph("a"), paragraph("c")]),
        ("<!-- a\nb --> # c", [content("# c")[0]]),
        ("- <!-- a\n\n  b -->\n  c", content("- c")),
        ("> <!-- a\n> b -->\n> c", content("> c")),
        ("<!-- never **closed**\n\n*a*", [
            paragraph("<!-- never ", text("closed", "strong")), paragraph(text("a", "em")),
        ]),
        ("- <!-- a\n\nb -->", [*content("- <!-- a"), paragraph("b -->")]),
        ("```\n<!-- a -->\n```", [{"type": "codeBlock", "content": [text("<!-- a -->")]}]),
        ("| a <!-- b --> |\n|-|", content("| a |\n|-|")),
    ],
    ids=repr,
)  # fmt: skip
def test_comments_disappear(markdown: str, blocks: list[Node]) -> None:
    def squeezed(nodes: list[Node]) -> str:
        return repr(nodes).replace("'text': ' ", "'text': '").replace(" '", "'")

    assert squeezed(content(markdown)) == squeezed(blocks)


def test_other_html_is_as_typed_with_its_known_tags_read() -> None:
    assert content("<div>\n<i>a</i> <!-- b --> **c**\n<details>\n\nd\n</details>\n</div>") == [
        paragraph("<div>", BREAK, text("a", "em"), "  **c**"),
        expand(None, paragraph("d")),
        paragraph("</div>"),
    ]


def test_pages_and_wiki_markup_show_an_expand() -> None:
    markdown = "<details><summary>a*b</summary>\n\nc\n\n</details>"
    assert to_html(to_adf(markdown)) == "<details><summary>a*b</summary><p>c</p></details>"
    assert wiki_of(to_adf(markdown)) == "*a\\*b*\n\nc"


@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_a_long_log_in_details_is_cut_and_both_halves_keep_them(gap: str) -> None:
    line = "2026-11-22 ERROR a <b> went wrong\n"
    markdown = f"A\n\n<details>\n<summary>The &lt;log&gt;</summary>{gap}~~~text\n{line * 2000}~~~{gap}</details>\n\nB"
    halves = split(markdown, "rest.md")
    kept, rest = (
        to_adf(halves.kept),
        to_adf(halves.rest[:20_000].rstrip("\n") + "\n~~~\n</details>"),
    )
    assert [block["type"] for block in kept["content"]] == ["paragraph", "expand", "paragraph"]
    assert kept["content"][1]["attrs"] == rest["content"][0]["attrs"] == {"title": "The <log>"}
    assert size(kept) > 28_000
    assert halves.kept.count(line) + halves.rest.count(line) == 2000
    assert halves.rest.endswith("</details>\n\nB")


def test_details_are_cut_between_their_blocks_and_not_in_their_summary() -> None:
    words = "words and more words " * 20
    inside = "\n\n".join(f"## Part {n}\n\n{words}" for n in range(200))
    for opening in (
        "<details>\n<summary>a\nb</summary>\n\n",
        "<details><summary>a b</summary>\n<p>\n\n",
    ):
        markdown = opening + inside + "\n\n</details>\n"
        halves = split(markdown, "rest.md")
        assert to_adf(halves.kept)["content"][0]["type"] == "expand"
        assert halves.rest.startswith("<details><summary>a b</summary>\n\n")
        assert halves.kept.count(words) + halves.rest.count(words) == 200
