"""ADF to HTML for our own pages: whatever Jira or a person sends, only these tags come out.

Every text and attribute is escaped, links go through the allow-list of `links.py`, there is no style, no
script and no image. Headings begin below the page's own and leave no level out. The classes, all of them:
`adf-tasks` (a list of `li`, with `adf-done` on those done), `adf-panel` with `adf-panel-info|note|tip|warning|
error|success|custom`, `adf-status`, `adf-mention`, `adf-scroll` (around a table), `adf-center` and `adf-end`
(a paragraph).
A node that we do not know is shown by its content, or by what it says of itself.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from issues.richtext.adf import nested_table, own_text, text_of
from issues.richtext.links import is_safe
from issues.richtext.runs import one_line, unseen

_MAX_DEPTH = 60  # below it a document is shown as text; ours and Jira's own stay far above it
_WRAPPED = {
    "bulletList": "ul",
    "listItem": "li",
    "blockquote": "blockquote",
    "decisionList": "ul",
    "decisionItem": "li",
    "tableRow": "tr",
    "caption": "p",
    "mediaGroup": "p",
    "layoutSection": "div",
    "layoutColumn": "div",
}
_MARKS = {"strong": "strong", "em": "em", "strike": "s", "underline": "u", "code": "code"}
_PANELS = frozenset({"info", "note", "tip", "warning", "error", "success", "custom"})
_HEADING = re.compile(r"<(/?)h([1-6])>")  # nothing but a heading: all text is escaped
_LANGUAGE = re.compile(r"[A-Za-z0-9+#.-]{1,40}\Z")
_EMPTY = SafeString("")

_SCRIPTS = re.compile(r"\s*(?:javascript|vbscript|data)\s*:", re.IGNORECASE)
_RELATIVE = re.compile(r"(?![a-z][a-z0-9+.-]*:|#)[^\s\x00-\x20\x7f-\x9f\\]+", re.IGNORECASE)

Node = Mapping[str, Any]
Attributes = dict[str, str | int]


@dataclass(frozen=True)
class _At:
    """How deep a node stands, and in whose document."""

    depth: int
    site: str

    def deeper(self) -> "_At":
        """One level further down."""
        return _At(self.depth + 1, self.site)


def to_html(document: object, *, below: int = 2, site: str = "") -> SafeString:
    """`document` (ADF, or any part of it, or nonsense) as safe HTML; never raises.

    `below` is the level of the page's heading above it (1 to 5): the document's headings begin one further down.
    `site` is the address of the Jira that it comes from ("https://a.atlassian.net"): relative links lead there.
    """
    return _outlined(_render(document, _At(0, site)), below)


def _outlined(html: SafeString, below: int) -> SafeString:
    """`html` with its headings' levels counted from `below`, each at most one deeper than the one before it.

    The levels that are used are counted, not those left out: `#` and `###` are neighbours where there is no `##`.
    """
    used = sorted({match[2] for match in _HEADING.finditer(html)})
    before, opened = below, list[int]()

    def level(match: re.Match[str]) -> str:
        nonlocal before
        if match[1]:
            return f"</h{opened.pop()}>"
        before = min(below + 1 + used.index(match[2]), before + 1, 6)
        opened.append(before)
        return f"<h{before}>"

    return SafeString(_HEADING.sub(level, html)) if used else html


def _tag(name: str, inside: SafeString, attributes: Attributes | None = None) -> SafeString:
    """An element; its name and attributes' names are ours, `inside` is safe by its type (format_html is slow)."""
    written = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items()) if attributes else ""
    return SafeString(f"<{name}{written}>{inside}</{name}>")


def _join(parts: Iterable[SafeString]) -> SafeString:
    return SafeString("".join(parts))


def _attributes(node: Node) -> Mapping[str, Any]:
    attributes = node.get("attrs")
    return attributes if isinstance(attributes, dict) else {}


def _children(node: Node, at: _At) -> SafeString:
    content = node.get("content")
    inside = at.deeper()
    return _join(_render(child, inside) for child in content) if isinstance(content, list) else _EMPTY


def _render(node: object, at: _At) -> SafeString:
    if not isinstance(node, dict):
        return _EMPTY
    if at.depth > _MAX_DEPTH:
        return escape(text_of(node))
    kind = node.get("type")
    if not isinstance(kind, str):
        kind = ""
    if kind in _NODES:
        return _NODES[kind](node, at)
    if kind in _WRAPPED:
        return _tag(_WRAPPED[kind], _children(node, at))
    inside = _children(node, at)
    return inside or _link(own_text(node), _attributes(node).get("url"), at)


def _link(words: str, href: object, at: _At, shown: SafeString | None = None) -> SafeString:
    """A link where `href` leads somewhere safe; else its words, the address behind them unless it is a script.

    `shown` is how the words look, if not plain.
    """
    shown = escape(words) if shown is None else shown
    if not isinstance(href, str) or not href or _SCRIPTS.match(href):
        return shown
    address = urljoin(f"{at.site}/", href) if at.site and _RELATIVE.fullmatch(href) else href
    if is_safe(address):
        return _tag("a", shown, {"href": address, "rel": "nofollow noopener noreferrer"})
    return _join([shown, escape(unseen(words, one_line(href)))])


def _paragraph(node: Node, at: _At) -> SafeString:
    attributes: Attributes = {}
    for mark in _marks(node):
        align = _attributes(mark).get("align")
        if mark.get("type") == "alignment" and align in ("center", "end"):
            attributes["class"] = f"adf-{align}"
    return _tag("p", _children(node, at), attributes)


def _heading(node: Node, at: _At) -> SafeString:
    level = _attributes(node).get("level")
    inside = _children(node, at)
    name = f"h{int(level)}" if isinstance(level, int) and 1 <= level <= 6 else "h6"
    return _tag(name if inside else "p", inside)


def _marks(node: Node) -> list[dict[str, Any]]:
    marks = node.get("marks")
    return [mark for mark in marks if isinstance(mark, dict)] if isinstance(marks, list) else []


def _text(node: Node, at: _At) -> SafeString:
    shown = escape(own_text(node))
    by_type = {mark["type"]: mark for mark in _marks(node) if isinstance(mark.get("type"), str)}
    for name, tag in _MARKS.items():
        shown = _tag(tag, shown) if name in by_type else shown
    raised = _attributes(by_type.get("subsup", {})).get("type")
    if raised in ("sub", "sup"):
        shown = _tag(str(raised), shown)
    href = _attributes(by_type.get("link", {})).get("href")
    return _link(own_text(node), href, at, shown)


def _hard_break(node: Node, at: _At) -> SafeString:
    return SafeString("<br>")


def _rule(node: Node, at: _At) -> SafeString:
    return SafeString("<hr>")


def _code_block(node: Node, at: _At) -> SafeString:
    """Code as text; `data-language` is for whoever would colour it. Focusable, for it may scroll."""
    language = _attributes(node).get("language")
    known = isinstance(language, str) and _LANGUAGE.match(language)
    content = node.get("content")
    pieces = content if isinstance(content, list) else ()
    said = "".join(own_text(each) or text_of(each) for each in pieces if isinstance(each, dict))
    code = _tag("code", escape(said), {"data-language": str(language)} if known else None)
    return _tag("pre", code, {"tabindex": 0})


def _ordered_list(node: Node, at: _At) -> SafeString:
    order = _attributes(node).get("order")
    usual = not isinstance(order, int) or isinstance(order, bool) or not 0 <= order < 10**9 or order == 1
    return _tag("ol", _children(node, at), {} if usual else {"start": str(order)})


def _task(node: Node, at: _At) -> SafeString:
    done = _attributes(node).get("state") == "DONE"
    box = SafeString("☑ " if done else "☐ ")
    return _tag("li", _join([box, _children(node, at)]), {"class": "adf-done"} if done else {})


def _task_list(node: Node, at: _At) -> SafeString:
    """A list of tasks; one inside another stands in an item of its own, for `ul` holds only those."""
    content = node.get("content")
    items = [
        _tag("li", shown) if isinstance(child, dict) and child.get("type") == "taskList" else shown
        for child in (content if isinstance(content, list) else ())
        for shown in (_render(child, at.deeper()),)
    ]
    return _tag("ul", _join(items), {"class": "adf-tasks"})


def _panel(node: Node, at: _At) -> SafeString:
    kind = _attributes(node).get("panelType")
    kind = kind if isinstance(kind, str) and kind in _PANELS else "custom"
    return _tag("div", _children(node, at), {"class": f"adf-panel adf-panel-{kind}"})


def _table(node: Node, at: _At) -> SafeString:
    table = _tag("table", _tag("tbody", _children(node, at)))
    return _tag("div", table, {"class": "adf-scroll", "tabindex": 0})


def _cell(node: Node, at: _At) -> SafeString:
    """A cell; a header without words is none, for a screen reader would announce nothing."""
    attributes: Attributes = {}
    for name in ("colspan", "rowspan"):
        span = _attributes(node).get(name)
        if isinstance(span, int) and 1 < span <= 1000:
            attributes[name] = str(span)
    header = node.get("type") == "tableHeader" and text_of(node).strip()
    return _tag("th" if header else "td", _children(node, at), attributes)


def _expand(node: Node, at: _At) -> SafeString:
    title = own_text(node).strip() or gettext("Details")  # Jira shows words of its own, too
    return _tag("details", _join([_tag("summary", escape(title)), _children(node, at)]))


def _card(node: Node, at: _At) -> SafeString:
    url = _attributes(node).get("url")
    data = _attributes(node).get("data")
    if not isinstance(url, str) and isinstance(data, dict):
        url = data.get("url")
    link = _link(url if isinstance(url, str) else own_text(node), url, at)
    return link if node.get("type") == "inlineCard" else _tag("p", link)


def _media(node: Node, at: _At) -> SafeString:
    """A file of Jira's, by its name: its bytes are Jira's to show."""
    words = own_text(node)
    return _join([SafeString("📎 "), _link(words, _attributes(node).get("url"), at)])


def _media_single(node: Node, at: _At) -> SafeString:
    return _tag("div", _children(node, at))


def _status(node: Node, at: _At) -> SafeString:
    return _tag("span", escape(own_text(node)), {"class": "adf-status"})


def _mention(node: Node, at: _At) -> SafeString:
    return _tag("span", escape(own_text(node)), {"class": "adf-mention"})


def _date(node: Node, at: _At) -> SafeString:
    """A date of ADF: milliseconds since 1970, as text."""
    timestamp = own_text(node)
    try:
        day = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(timestamp))).date().isoformat()
    except (OverflowError, ValueError):
        return escape(timestamp)
    return _tag("time", escape(day), {"datetime": day})


def _extension(node: Node, at: _At) -> SafeString:
    """An app's macro: what it holds, else what it says instead, else which one it is."""
    if table := nested_table(node):
        return _render(table, at.deeper())
    key = _attributes(node).get("extensionKey")
    return _children(node, at) or escape(own_text(node) or (key if isinstance(key, str) else ""))


_NODES: dict[str, Callable[[Node, _At], SafeString]] = {
    "blockCard": _card,
    "blockTaskItem": _task,
    "bodiedExtension": _extension,
    "codeBlock": _code_block,
    "date": _date,
    "embedCard": _card,
    "expand": _expand,
    "extension": _extension,
    "hardBreak": _hard_break,
    "heading": _heading,
    "inlineCard": _card,
    "inlineExtension": _extension,
    "media": _media,
    "mediaInline": _media,
    "mediaSingle": _media_single,
    "mention": _mention,
    "nestedExpand": _expand,
    "orderedList": _ordered_list,
    "panel": _panel,
    "paragraph": _paragraph,
    "rule": _rule,
    "status": _status,
    "table": _table,
    "tableCell": _cell,
    "tableHeader": _cell,
    "taskItem": _task,
    "taskList": _task_list,
    "text": _text,
}
