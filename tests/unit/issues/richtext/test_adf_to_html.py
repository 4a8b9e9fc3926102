"""What a page shows of ADF: everything in it, and nothing that acts."""

import json
import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from issues.richtext import MediaFile, text_of, to_adf, to_html
from tests.unit.issues.richtext import strategies
from tests.unit.issues.richtext.adf_shorthand import examples
from tests.unit.issues.richtext.every_node import Node, gallery, mark, node, p, words

TAGS = {
    "p",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "a",
    "strong",
    "em",
    "s",
    "u",
    "code",
    "sub",
    "sup",
    "br",
    "hr",
    "pre",
}
TAGS |= {
    "ul",
    "ol",
    "li",
    "blockquote",
    "div",
    "table",
    "tbody",
    "tr",
    "th",
    "td",
    "details",
    "summary",
}
TAGS |= {"span", "time"}
ATTRIBUTES = {
    "class",
    "href",
    "rel",
    "start",
    "tabindex",
    "colspan",
    "rowspan",
    "datetime",
    "data-language",
}
CLASSES = re.compile(
    r"adf-(tasks|done|status|mention|scroll|center|end|panel adf-panel-(info|note|tip|warning|error|success|custom))"
)


class Reader(HTMLParser):
    """Reads HTML as a browser would, and refuses whatever we never meant to write."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.said = ""
        self.links: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        if tag not in {"br", "hr"}:
            self.open.append(tag)
        for name, value in attrs:
            assert name in ATTRIBUTES
            assert value is not None
            if name == "class":
                assert CLASSES.fullmatch(value)
            if name == "href":
                assert re.match(r"(?i)((https?|ftps?)://|mailto:|xmpp:|tel:)\S+\Z", value)
                self.links.append(value)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        assert not set(data) & set("<>&")
        self.said += data

    def handle_entityref(self, name: str) -> None:
        assert name in {"amp", "lt", "gt", "quot"}
        self.said += unescape(f"&{name};")

    def handle_charref(self, name: str) -> None:
        assert name == "x27"
        self.said += "'"

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)


@examples
@given(strategies.hostile)
def test_hostile_adf_gives_harmless_html(document: Any) -> None:
    Reader(to_html(document))


@examples
@given(strategies.near_misses())
def test_nearly_sound_adf_gives_harmless_html(document: Any) -> None:
    Reader(to_html(document))


@examples
@given(strategies.documents)
def test_a_preview_says_what_is_sent(markdown: str) -> None:
    document = to_adf(markdown)
    said = Reader(to_html(document)).said.replace("Details", "")  # of those without a title
    assert re.sub(r"[\s☑☐]", "", said) == re.sub(r"[\s☑☐]", "", text_of(document))


def test_every_node_is_shown() -> None:
    reader = Reader(to_html(gallery()))
    assert [word for word in (f"W{n:02}" for n in range(1, 39)) if word not in reader.said] == []
    assert "https://e.x/W02" in reader.links
    assert "2025-11-05" in reader.said


def media(name: str) -> dict[str, Any]:
    return {"type": "media", "attrs": {"type": "file", "id": "1", "alt": name}}


def test_a_file_that_is_known_is_linked_and_shown() -> None:
    files = {"a.png": MediaFile("/f/1", "/t/1"), "b.txt": MediaFile("/f/2")}
    shown = to_html(
        [node("mediaGroup", media("a.png"), media("b.txt"), media("c.txt"))][0], files=files
    )
    assert shown == (
        '<p><a href="/f/1" class="adf-media"><img src="/t/1" alt="a.png" loading="lazy"></a>'
        '<a href="/f/2" class="adf-media">📎 b.txt</a>📎 c.txt</p>'
    )


def test_the_name_of_a_file_cannot_break_out() -> None:
    name = '"><script>&'
    shown = to_html(media(name), files={name: MediaFile('/f/"', "/t/<")})
    assert "<script>" not in shown
    assert 'href="/f/&quot;"' in shown


def test_a_block_kept_elsewhere_says_so() -> None:
    assert to_html({"type": "syncBlock", "attrs": {"resourceId": "a"}}) == (
        "<p>Jira keeps this part elsewhere.</p>"
    )


def test_what_comes_out_is_safe_for_templates() -> None:
    assert isinstance(to_html(to_adf("a")), SafeString)


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("a **b** *c* ~~d~~ `e`", "<p>a <strong>b</strong> <em>c</em> <s>d</s> <code>e</code></p>"),
        ("# a\n## b\n###### c", "<h3>a</h3><h4>b</h4><h5>c</h5>"),
        ("<x> & \"'", "<p>&lt;x&gt; &amp; &quot;&#x27;</p>"),
        ("a\nb\n\n---", "<p>a<br>b</p><hr>"),
        ("3. a", '<ol start="3"><li><p>a</p></li></ol>'),
        ("> a", "<blockquote><p>a</p></blockquote>"),
        ("```\na\n\n\nb\n```", '<pre tabindex="0"><code>a\n\n\nb</code></pre>'),
        ("[@<b>](accountid:1)", '<p><span class="adf-mention">@&lt;b&gt;</span></p>'),
        (
            "```py\n<a>\n```",
            '<pre tabindex="0"><code data-language="python">&lt;a&gt;</code></pre>',
        ),
        (
            "[a](http://e.x/?b=1&c=2)",
            '<p><a href="http://e.x/?b=1&amp;c=2" rel="nofollow noopener noreferrer">a</a></p>',
        ),
        (
            "- [x] a\n  - [ ] b",
            '<ul class="adf-tasks"><li class="adf-done">☑ a</li><li><ul class="adf-tasks"><li>☐ b</li></ul></li></ul>',
        ),
        ("> [!TIP]\n> a", '<div class="adf-panel adf-panel-success"><p>a</p></div>'),
        (
            "|a|\n|-:|\n|b|",
            '<div class="adf-scroll" tabindex="0"><table><tbody><tr><th><p class="adf-end">a</p></th></tr>'
            '<tr><td><p class="adf-end">b</p></td></tr></tbody></table></div>',
        ),
    ],
)
def test_constructs(markdown: str, html: str) -> None:
    assert to_html(to_adf(markdown)) == html


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:x",
        "\tjavascript :x",
        "data:text/html,x",
        "vbscript:x",
        "",
        7,
        None,
    ],
)
def test_a_link_that_would_act_is_its_text(href: object) -> None:
    assert to_html(p(words("a", mark("link", href=href))), site="https://j.x") == "<p>a</p>"


@pytest.mark.parametrize(
    ("href", "shown"),
    [
        (" https://e.x", "a (https://e.x)"),
        ("https:///x", "a (https:///x)"),
        ("ssh://e.x/<b>", "a (ssh://e.x/&lt;b&gt;)"),
        ("//e.x", "a (//e.x)"),
        ("/browse/ED-1", "a (/browse/ED-1)"),
        ("#b", "a (#b)"),
        ("/b\\c", "a (/b\\c)"),
    ],
)
def test_an_address_that_is_no_link_stands_behind_its_words(href: str, shown: str) -> None:
    assert (
        to_html(p(words("a", "strong", mark("link", href=href)))).replace("<strong>a</strong>", "a")
        == f"<p>{shown}</p>"
    )


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("/browse/ED-1?a=b", "https://j.x/browse/ED-1?a=b"),
        ("browse/ED-1", "https://j.x/browse/ED-1"),
        ("../x", "https://j.x/x"),
        ("//e.x/a", "https://e.x/a"),
        ("https://e.x", "https://e.x"),
        ("#b", None),
        ("/b\\c", None),
        ("a:b", None),
    ],
)
def test_a_relative_link_leads_to_the_site_that_its_document_comes_from(
    href: str, address: str | None
) -> None:
    html = to_html(p(words("a", mark("link", href=href))), site="https://j.x")
    assert Reader(html).links == ([address] if address else [])


def _nested(adf: object) -> Node:
    kind: Node = {
        "extensionType": "com.atlassian.confluence.migration",
        "extensionKey": "nested-table",
    }
    return node("extension", **kind, parameters={"adf": adf})


def test_a_table_within_a_cell_is_shown_and_said() -> None:
    inner = node("table", node("tableRow", node("tableCell", p("inmost"))))
    middle = node(
        "table", node("tableRow", node("tableCell", p("b"), _nested(json.dumps(_doc(inner)))))
    )
    outer = node(
        "table", node("tableRow", node("tableCell", p("a"), _nested(json.dumps(_doc(middle)))))
    )
    assert to_html(outer).count("<table>") == 3
    assert text_of(_doc(outer)) == "a\nb\ninmost"
    assert [word for word in ("a", "b", "inmost") if word not in Reader(to_html(outer)).said] == []


@pytest.mark.parametrize(
    "adf", ["", "{", "[]", "null", 7, None, "[" * 100_000, '{"type":7,"content":7}']
)
def test_a_table_within_a_cell_that_cannot_be_read_is_named(adf: object) -> None:
    assert to_html(_nested(adf)) in ("nested-table", "")
    assert text_of(_nested(adf)) == ""


def _doc(*content: Node) -> Node:
    return {"type": "doc", "version": 1, "content": list(content)}


@pytest.mark.parametrize(
    ("markdown", "levels"),
    [
        ("### a", "3"),
        ("### a\n# b\n### c", "334"),
        ("# a\n###### b\n# c\n### d", "3434"),
        ("# a\n## b\n### c\n#### d\n##### e\n###### f", "345666"),
        ("> [!TIP]\n> ## a\n\n# b\n## c", "334"),
        ("text", ""),
    ],
)
def test_headings_leave_no_level_out(markdown: str, levels: str) -> None:
    assert "".join(re.findall(r"<h(\d)>", to_html(to_adf(markdown)))) == levels


def test_headings_begin_below_the_one_of_the_page() -> None:
    assert to_html(to_adf("### a\n#### b"), below=1) == "<h2>a</h2><h3>b</h3>"


_headings = st.builds(
    lambda level, inside: node("heading", *inside, level=level),
    st.integers(-1, 8) | st.booleans() | st.none(),
    st.lists(st.just(words("a")), max_size=1),
)
_containers = st.sampled_from(["doc", "panel", "expand", "tableCell", "heading"])
_outlines = st.recursive(
    _headings,
    lambda inner: st.builds(
        lambda kind, inside: node(kind, *inside), _containers, st.lists(inner, max_size=6)
    ),
    max_leaves=20,
)


@examples
@given(_outlines | strategies.hostile | strategies.documents.map(to_adf), st.integers(1, 5))
def test_no_outline_has_a_gap_whatever_the_levels(document: Any, below: int) -> None:
    html = to_html(document, below=below)
    before = below
    for level in map(int, re.findall(r"<h(\d)>", html)):
        assert below < level <= before + 1
        before = level
    Reader(html)


def test_a_title_is_text() -> None:
    html = to_html(node("expand", p("a"), title="<b>&"))
    assert html == "<details><summary>&lt;b&gt;&amp;</summary><p>a</p></details>"


def test_an_unknown_node_is_shown_by_its_content() -> None:
    assert to_html(node("novelty", p("a"))) == "<p>a</p>"
    assert to_html(p(node("novelty", text="<a>"))) == "<p>&lt;a&gt;</p>"
    assert to_html(node("novelty", url="https://e.x")).startswith('<a href="https://e.x"')


def test_a_header_cell_without_words_is_none() -> None:
    assert "<th>" not in to_html(node("tableHeader", p()))


def test_a_date_that_is_none_is_shown_as_it_is() -> None:
    assert to_html(node("date", timestamp="9" * 30)) == "9" * 30
    assert to_html(node("date", timestamp="soon")) == "soon"
    assert (
        to_html(node("date", timestamp="-86400000"))
        == '<time datetime="1969-12-31">1969-12-31</time>'
    )


def test_a_document_nested_ten_thousand_times_shows_its_words() -> None:
    deep: dict[str, Any] = p("bottom")
    for _ in range(10_000):
        deep = node("panel", deep, panelType="info")
    assert "bottom" in Reader(to_html(deep)).said
