"""Markdown as people and their tools write it, Markdown as nobody should, and hostile ADF."""

from collections.abc import Iterator
from copy import deepcopy
from itertools import count
from typing import Any

from hypothesis import strategies as st

from issues.richtext import mention
from issues.richtext.adf_content_model import MARKS, NODES
from tests.unit.issues.richtext.every_node import GALLERY

_MARKUP = [
    *"*_~`[]()<>!|#-+>&\\:\"' \n\t",
    *(
        "**",
        "~~",
        "```",
        "~~~",
        "\n\n",
        "\n- ",
        "\n1. ",
        "\n7) ",
        "\n> ",
        "\n# ",
        "\n    ",
        "\n---\n",
        "\n===\n",
    ),
    *(
        "- [ ] ",
        "- [x] ",
        "\n|a|b|\n|-|-|\n",
        "|",
        "![",
        "](http://e.x/)",
        "](rel)",
        "](<",
        "[x]",
        "[x]: /u\n",
    ),
    *(
        "<b>",
        "</b>",
        "<br>",
        "<sub>",
        "</sub>",
        "<div>\n",
        "<!--",
        "-->",
        "&amp;",
        "&#0;",
        "http://",
        "https://e.x/a_b",
    ),
    *(
        "\n> [!NOTE]\n> ",
        "me@e.x",
        "www.e.x",
        "\x00",
        "\x07",
        "\u2028",
        "\U0001f600",
        "  \n",
        "\\\n",
        "\r\n",
        "javascript:",
        "[@",
        "](accountid:1)",
        "](accountid:<)",
    ),
    *(
        "<details>",
        "</details>",
        "\n<details>\n",
        "\n</details>\n",
        "<summary>",
        "</summary>",
        "<p>",
        "\n</p>\n",
    ),
    *(
        '<img src="',
        '<a href="',
        ' title="',
        ' alt="',
        '">',
        "</a>",
        "<kbd>",
        "</kbd>",
        "<!---->",
        "\n<!--\n",
    ),
    *("\x1b[1;31m", "\u2029", "&#10;", "{width=1}", "[x] ", "- [ ] > "),
]


@st.composite
def noise(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Markup thrown together, with words in it that occur once each: (Markdown, the words)."""
    pieces = draw(st.lists(st.sampled_from([*_MARKUP, None]), max_size=60))
    numbers = count(1)
    words: list[str] = []
    written: list[str] = []
    for piece in pieces:
        if piece is None:
            words.append(f"word{next(numbers)}q")
        written.append(words[-1] if piece is None else piece)
    return "".join(written), words


_ADDRESSES = [
    *(
        "https://",
        "http://",
        "HTTP://",
        "ftp://",
        "://",
        "www.",
        "me@",
        "@",
        "mailto:",
        "xmpp:",
        "user:pw@",
    ),
    *(
        "e.x",
        "shop.example",
        "localhost:8000",
        "a_b.c",
        ".x",
        "/o?a[b]=c",
        "/a",
        "/a_b_c",
        "?q=1",
        "#f",
        "%20",
    ),
    *(
        "&",
        "&amp;",
        "&copy;",
        "&#38;",
        "[s]",
        "(p)",
        "](http://u)",
        "](",
        "![",
        "**",
        "~~",
        "é",
        "日本",
        "。",
    ),
    *"[](){}<>|\"'`\\*_~.,;:!?-+=x1 \n\t\u00a0\u3000",
    *("  ", " ", " "),
]
addresses = st.lists(st.sampled_from(_ADDRESSES), min_size=2, max_size=14).map(
    lambda drawn: "a " + "".join(drawn)
)

_WORDS = r"elk moose wolf lynx 42 größe C++ a_b snake_case_name x*y C:\temp <T> &lt; 日本"
_words = st.sampled_from(_WORDS.split(" "))
_phrase = st.lists(_words, min_size=1, max_size=4).map(" ".join)
_gfm_spans = [
    _phrase,
    _phrase.map("**{}**".format),
    _phrase.map("*{}*".format),
    _phrase.map("~~{}~~".format),
    _phrase.map("`{}`".format),
    _phrase.map("[{}](https://e.x/p?q=1#f)".format),
    _phrase.map("[{}](/relative)".format),
    _phrase.map("![{}](http://e.x/i.png 'title')".format),
    _phrase.map("[![{}](http://e.x/i.png)](http://e.x)".format),
    st.just("https://e.x/a_(b)_c."),
]
_spans = [
    *_gfm_spans,
    _phrase.map("<b>{}</b><sup>2</sup><br/>".format),
    _phrase.map("<kbd>{}</kbd><!-- x -->".format),
    _phrase.map("<a href='https://e.x' title=\"t\">{}</a>".format),
    _phrase.map("[{}](https://e.x 'a\nb')&#10;".format),
    st.just("<img width=1 src='https://e.x/i.png' alt='i'>"),
    _phrase.map(lambda name: mention(name, "712020:a-b")),
]


def _line_of(spans: list[st.SearchStrategy[str]]) -> st.SearchStrategy[str]:
    return st.lists(st.one_of(spans), min_size=1, max_size=4).map(" ".join)


def _indented(mark: str, text: str) -> str:
    return mark + text.replace("\n", "\n" + " " * len(mark))


def _table(cells: list[str]) -> str:
    rows = [cells[i : i + 2] for i in range(0, len(cells), 2)]
    return "\n".join(["| h | i |", "|:-:|--:|", *("| " + " | ".join(row) + " |" for row in rows)])


def _gfm_around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Containers around blocks."""
    blocks = st.lists(inner, min_size=1, max_size=3).map("\n\n".join)
    items = st.lists(blocks, min_size=1, max_size=3)
    return st.one_of(
        blocks,
        blocks.map(lambda text: "> " + text.replace("\n", "\n> ")),
        items.map(lambda texts: "\n".join(_indented("- ", text) for text in texts)),
        items.map(lambda texts: "\n".join(_indented("3. ", text) for text in texts)),
        items.map(lambda texts: "\n".join(_indented("- ", "[x] " + text) for text in texts)),
    )


def _around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """More of them, which GitHub's reader does not know, or not as we do."""
    blocks = st.lists(inner, min_size=1, max_size=3).map("\n\n".join)
    return st.one_of(
        _gfm_around(inner),
        blocks.map(lambda text: "> [!TIP]\n> " + text.replace("\n", "\n> ")),
        st.tuples(_line_of(_spans), blocks).map(
            lambda drawn: f"> [!note] {drawn[0]}\n{drawn[1]}".replace("\n", "\n> ")
        ),
        st.tuples(_line_of(_spans), blocks).map(
            "<details><summary>{0[0]}</summary>\n\n{0[1]}\n\n</details>".format
        ),
        blocks.map("<details>\n{}\n</details>".format),
    )


def _leaves(
    line: st.SearchStrategy[str], infos: list[str], more: list[str]
) -> st.SearchStrategy[str]:
    """Blocks without blocks in them."""
    return st.one_of(
        line,
        st.lists(line, min_size=1, max_size=3).map("\n".join),
        st.tuples(st.integers(1, 6), line).map(lambda drawn: "#" * drawn[0] + " " + drawn[1]),
        st.tuples(st.sampled_from(infos), _phrase).map("```{0[0]}\n{0[1]}\n\n```".format),
        st.lists(line, min_size=1, max_size=5).map(_table),
        st.sampled_from(["---", "    indented", *more]),
    )


# What GitHub's own reader reads, and everything.
gfm = st.recursive(_leaves(_line_of(_gfm_spans), ["", "python"], []), _gfm_around, max_leaves=12)
documents = st.recursive(
    _leaves(
        _line_of(_spans),
        ["", "python", "c++ extra words"],
        ["<div>\n<i>x</i>\n</div>", "[elk]: http://e.x", "[unused]: wolf"],
    ),
    _around,
    max_leaves=12,
)

_HOSTILE = [
    "<script>alert(1)</script>",
    "\" onmouseover=alert(1) x='",
    "javascript:alert(1)",
    " JaVa\tscript:alert(1)",
    "data:text/html,<script>",
    'https://e.x/"><img src=x onerror=alert(1)>',
    "https://e.x/?a=1&b=<2>",
    "//e.x",
    "mailto:a@e.x?x=\n<b>",
    "]]>--><style>",
    "\x00\ud800",
    "",
]
_NAMES = [*NODES, "script", "img"]
_MARK_NAMES = [*MARKS, "style"]
_KEYS = sorted(
    {
        key
        for model in NODES.values()
        for one in model.attributes
        for key in (*one.required, *one.optional)
    }
    | {"href", "title", "color", "align", "style", "onclick"}
)

_strings = st.sampled_from(_HOSTILE) | st.text(max_size=5)
_scalars = st.one_of(_strings, st.integers(-3, 10**12), st.booleans(), st.none(), st.floats())
_attrs = st.dictionaries(
    st.sampled_from(_KEYS), _scalars | st.dictionaries(st.just("url"), _strings), max_size=4
)
_marks = st.fixed_dictionaries(
    {"type": st.sampled_from(_MARK_NAMES)}, optional={"attrs": _attrs | _scalars}
)


def _nodes(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(
        {"type": st.sampled_from(_NAMES) | _scalars},
        optional={
            "attrs": _attrs | _scalars,
            "text": _scalars,
            "marks": st.lists(_marks | _scalars, max_size=3) | _scalars,
            "content": st.lists(children, max_size=4) | _scalars,
            "version": st.just(1),
        },
    )


hostile = st.recursive(_nodes(_scalars) | _scalars, _nodes, max_leaves=20)


def _spots(node: Any) -> Iterator[dict[str, Any]]:
    """Every object within `node`."""
    if isinstance(node, dict):
        yield node
    for child in (
        node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    ):
        yield from _spots(child)


@st.composite
def near_misses(draw: st.DrawFn) -> dict[str, Any]:
    """Two blocks of the gallery with up to three things changed in them; some are sound still."""
    blocks = draw(st.lists(st.sampled_from(GALLERY), min_size=1, max_size=2))
    document: dict[str, Any] = deepcopy({"type": "doc", "version": 1, "content": blocks})
    for _ in range(draw(st.integers(0, 3))):
        spot = draw(st.sampled_from(list(_spots(document))))
        key = draw(st.sampled_from([*spot, "attrs", "marks", "content", "localId"]))
        change = draw(st.sampled_from(["drop", "type", "scalar", "marks", "child", "attribute"]))
        if change == "drop":
            spot.pop(key, None)
        elif change == "scalar":
            spot[key] = draw(_scalars)
        elif change == "type":
            spot["type"] = draw(st.sampled_from(_NAMES + _MARK_NAMES))
        elif change == "marks":
            spot["marks"] = [deepcopy(draw(st.sampled_from(_SOUND_MARKS)))]
        elif change == "attribute":
            spot["attrs"] = {
                **_dict(spot.get("attrs")),
                draw(st.sampled_from(_KEYS)): draw(_scalars),
            }
        elif isinstance(spot.get("content"), list):
            spot["content"].insert(
                draw(st.integers(0, 1)), deepcopy(draw(st.sampled_from(_SOUND_NODES)))
            )
    return document


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


_SOUND_NODES = [
    spot for spot in _spots(GALLERY) if spot.get("type") in NODES and spot.get("type") != "file"
]
_SOUND_MARKS = [spot for spot in _spots(GALLERY) if spot.get("type") in MARKS]
