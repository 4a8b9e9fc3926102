"""Converts ADF to HTML for Lodge's pages. Whatever Jira or a person sends, only these tags come out.

Texts and attributes are escaped, links go through the allow-list of `link_addresses.py`, there is no style, no script
and no image but those of `files`. Headings begin below the page's own and leave no level out. The classes, all of them:
`adf-tasks` (a list of `li`, with `adf-done` on those done), `adf-panel` with `adf-panel-info|note|tip|warning|error|
success|custom`, `adf-status`, `adf-mention`, `adf-scroll` (around a table), `adf-center` and `adf-end` (a paragraph),
`adf-media` (a link to a file). An unknown node is shown by its content or its attributes.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import urljoin

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from issues.richtext.adf_validation import nested_table, own_text, text_of
from issues.richtext.inline_nodes import one_line, unseen
from issues.richtext.link_addresses import is_safe

_MAX_DEPTH = 60  # deeper documents are shown as text; ours and Jira's own never are
_MARKS = {"strong": "strong", "em": "em", "strike": "s", "underline": "u", "code": "code"}
_PANELS = frozenset({"info", "note", "tip", "warning", "error", "success", "custom"})
_HEADING = re.compile(r"<(/?)h([1-6])>")  # only headings match, because all text is escaped
_SPECIAL = re.compile("[&<>\"']")  # looking for one costs less than replacing all five
_LANGUAGE = re.compile(r"[A-Za-z0-9+#.-]{1,40}\Z")

_SCRIPTS = re.compile(r"\s*(?:javascript|vbscript|data)\s*:", re.IGNORECASE)
_RELATIVE = re.compile(r"(?![a-z][a-z0-9+.-]*:|#)[^\s\x00-\x20\x7f-\x9f\\]+", re.IGNORECASE)

Node = Mapping[str, Any]
Attributes = dict[str, str | int]


@dataclass(frozen=True)
class MediaFile:
    """A file that a document may show: Lodge's own address of it, and that of a small picture, or ""."""

    address: str
    picture: str = ""


Files = Mapping[str, MediaFile]
_NO_FILES: Files = {}


class _Page:
    """What is the same for all nodes of a document. `headings`: whether one was drawn."""

    __slots__ = ("files", "headings", "site")

    def __init__(self, site: str, files: Files) -> None:
        self.site, self.files, self.headings = site, files, False


Draw = Callable[[Node, int, _Page], str]


def to_html(
    document: object, *, below: int = 2, site: str = "", files: Files = _NO_FILES
) -> SafeString:
    """`document` (ADF, a part of it, or anything else) as safe HTML. Never raises.

    `below` is the level of the page's heading above it (1 to 5): the document's headings begin one further down.
    `site` is the address of its Jira ("https://a.atlassian.net"), for relative links. `files`: those that it may
    show, by their name, which is all that a document tells of them.
    """
    page = _Page(site, files)
    html = _render(document, 0, page)
    return SafeString(_outlined(html, below) if page.headings else html)


def _outlined(html: str, below: int) -> str:
    """`html` with heading levels from `below` on, each at most one deeper than the previous one.

    Only used levels count: without `##`, `###` follows directly after `#`.
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

    return _HEADING.sub(level, html) if used else html


def _tag(name: str, inside: str, attributes: Attributes | None = None) -> str:
    """An element. Its name and attribute names are ours; `inside` is escaped already (format_html is slow)."""
    if not attributes:
        return f"<{name}>{inside}</{name}>"
    written = "".join(f' {key}="{escape(str(value))}"' for key, value in attributes.items())
    return f"<{name}{written}>{inside}</{name}>"


def _attributes(node: Node) -> Mapping[str, Any]:
    attributes = node.get("attrs")
    return attributes if isinstance(attributes, dict) else {}


def _children(node: Node, depth: int, page: _Page) -> str:
    content = node.get("content")
    if not isinstance(content, list):
        return ""
    below = depth + 1
    if len(content) == 1:  # so it is with most nodes
        return _render(content[0], below, page)
    return "".join([_render(child, below, page) for child in content])


def _render(node: object, depth: int, page: _Page) -> str:
    if not isinstance(node, dict):
        return ""
    if depth > _MAX_DEPTH:
        return escape(text_of(node))
    kind = node.get("type")
    draw = _NODES.get(kind) if isinstance(kind, str) else None
    if draw is not None:
        return draw(node, depth, page)
    inside = _children(node, depth, page)
    return inside or _link(own_text(node), _attributes(node).get("url"), page)


def _wrapped(name: str) -> Draw:
    """Draws the content in an element."""
    before, after = f"<{name}>", f"</{name}>"

    def draw(node: Node, depth: int, page: _Page) -> str:
        return before + _children(node, depth, page) + after

    return draw


def _link(words: str, href: object, page: _Page, shown: str | None = None) -> str:
    """A link where `href` is safe. Otherwise its words, followed by the address unless it is a script.

    `shown` is how the words look, if not plain.
    """
    shown = escape(words) if shown is None else shown
    if not isinstance(href, str) or not href:
        return shown
    address = href
    if page.site and _RELATIVE.fullmatch(href):
        address = urljoin(f"{page.site}/", href)
    if is_safe(address):
        return f'<a href="{escape(address)}" rel="nofollow noopener noreferrer">{shown}</a>'
    if _SCRIPTS.match(href):
        return shown
    return shown + escape(unseen(words, one_line(href)))


def _paragraph(node: Node, depth: int, page: _Page) -> str:
    inside = _children(node, depth, page)
    for mark in reversed(_marks(node)) if "marks" in node else ():
        align = _attributes(mark).get("align")
        if mark.get("type") == "alignment" and align in ("center", "end"):
            return f'<p class="adf-{align}">{inside}</p>'
    return f"<p>{inside}</p>"


def _heading(node: Node, depth: int, page: _Page) -> str:
    level = _attributes(node).get("level")
    inside = _children(node, depth, page)
    if not inside:
        return "<p></p>"
    page.headings = True
    return _tag(f"h{int(level)}" if isinstance(level, int) and 1 <= level <= 6 else "h6", inside)


def _marks(node: Node) -> list[dict[str, Any]]:
    marks = node.get("marks")
    return [mark for mark in marks if isinstance(mark, dict)] if isinstance(marks, list) else []


def _text(node: Node, depth: int, page: _Page) -> str:
    text = own_text(node)
    shown = escape(text) if _SPECIAL.search(text) else text
    if not node.get("marks"):
        return shown
    by_type = {mark["type"]: mark for mark in _marks(node) if isinstance(mark.get("type"), str)}
    for name, tag in _MARKS.items():
        if name in by_type:
            shown = f"<{tag}>{shown}</{tag}>"
    if "subsup" in by_type:
        raised = _attributes(by_type["subsup"]).get("type")
        shown = _tag(str(raised), shown) if raised in ("sub", "sup") else shown
    if "link" in by_type:
        return _link(text, _attributes(by_type["link"]).get("href"), page, shown)
    return shown


def _hard_break(node: Node, depth: int, page: _Page) -> str:
    return "<br>"


def _rule(node: Node, depth: int, page: _Page) -> str:
    return "<hr>"


def _code_block(node: Node, depth: int, page: _Page) -> str:
    """Code as text. `data-language` is for highlighting. Focusable, because it may scroll."""
    language = _attributes(node).get("language")
    known = isinstance(language, str) and _LANGUAGE.match(language)
    content = node.get("content")
    pieces = content if isinstance(content, list) else ()
    said = "".join(own_text(each) or text_of(each) for each in pieces if isinstance(each, dict))
    code = _tag("code", escape(said), {"data-language": str(language)} if known else None)
    return _tag("pre", code, {"tabindex": 0})


def _ordered_list(node: Node, depth: int, page: _Page) -> str:
    order = _attributes(node).get("order")
    usual = (
        not isinstance(order, int)
        or isinstance(order, bool)
        or not 0 <= order < 10**9
        or order == 1
    )
    return _tag("ol", _children(node, depth, page), {} if usual else {"start": str(order)})


def _task(node: Node, depth: int, page: _Page) -> str:
    done = _attributes(node).get("state") == "DONE"
    box = "☑ " if done else "☐ "
    return _tag("li", box + _children(node, depth, page), {"class": "adf-done"} if done else {})


def _task_list(node: Node, depth: int, page: _Page) -> str:
    """A list of tasks. A nested one is in its own item, because `ul` allows only items."""
    content = node.get("content")
    items = [
        _tag("li", shown) if isinstance(child, dict) and child.get("type") == "taskList" else shown
        for child in (content if isinstance(content, list) else ())
        for shown in (_render(child, depth + 1, page),)
    ]
    return _tag("ul", "".join(items), {"class": "adf-tasks"})


def _panel(node: Node, depth: int, page: _Page) -> str:
    kind = _attributes(node).get("panelType")
    kind = kind if isinstance(kind, str) and kind in _PANELS else "custom"
    return _tag("div", _children(node, depth, page), {"class": f"adf-panel adf-panel-{kind}"})


def _table(node: Node, depth: int, page: _Page) -> str:
    rows = _children(node, depth, page)
    return f'<div class="adf-scroll" tabindex="0"><table><tbody>{rows}</tbody></table></div>'


def _cell(node: Node, depth: int, page: _Page) -> str:
    """A cell. A header without text becomes a plain cell, because a screen reader would announce an empty header."""
    attributes: Attributes = {}
    given = _attributes(node)
    for name in ("colspan", "rowspan") if given else ():
        span = given.get(name)
        if isinstance(span, int) and 1 < span <= 1000:
            attributes[name] = str(span)
    header = node.get("type") == "tableHeader" and text_of(node).strip()
    return _tag("th" if header else "td", _children(node, depth, page), attributes)


def _expand(node: Node, depth: int, page: _Page) -> str:
    title = own_text(node).strip() or gettext("Details")  # Jira shows its own words here too
    return _tag("details", _tag("summary", escape(title)) + _children(node, depth, page))


def _card(node: Node, depth: int, page: _Page) -> str:
    url = _attributes(node).get("url")
    data = _attributes(node).get("data")
    if not isinstance(url, str) and isinstance(data, dict):
        url = data.get("url")
    link = _link(url if isinstance(url, str) else own_text(node), url, page)
    return link if node.get("type") == "inlineCard" else _tag("p", link)


def _media(node: Node, depth: int, page: _Page) -> str:
    """A file of Jira's: a link to it, with its picture, where its name is known; otherwise its name."""
    words = own_text(node)
    known = page.files.get(words)
    if known is not None:
        shown = f"📎 {escape(words)}"
        if known.picture:
            source, said = escape(known.picture), escape(words)
            shown = f'<img src="{source}" alt="{said}" loading="lazy">'
        return _tag("a", shown, {"href": known.address, "class": "adf-media"})
    return f"📎 {_link(words, _attributes(node).get('url'), page)}"


def _media_single(node: Node, depth: int, page: _Page) -> str:
    return _tag("div", _children(node, depth, page))


def _status(node: Node, depth: int, page: _Page) -> str:
    return _tag("span", escape(own_text(node)), {"class": "adf-status"})


def _mention(node: Node, depth: int, page: _Page) -> str:
    return _tag("span", escape(own_text(node)), {"class": "adf-mention"})


def _date(node: Node, depth: int, page: _Page) -> str:
    """A date of ADF: milliseconds since 1970, as text."""
    timestamp = own_text(node)
    try:
        day = (
            (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(timestamp)))
            .date()
            .isoformat()
        )
    except (OverflowError, ValueError):
        return escape(timestamp)
    return _tag("time", escape(day), {"datetime": day})


def _elsewhere(node: Node, depth: int, page: _Page) -> str:
    """A block whose content another document holds: a sentence, unless some of it came along."""
    return _children(node, depth, page) or _tag(
        "p", escape(gettext("Jira keeps this part elsewhere."))
    )


def _extension(node: Node, depth: int, page: _Page) -> str:
    """An app's macro: its content, otherwise its text, otherwise its name."""
    if table := nested_table(node):
        return _render(table, depth + 1, page)
    key = _attributes(node).get("extensionKey")
    return _children(node, depth, page) or escape(
        own_text(node) or (key if isinstance(key, str) else "")
    )


_NODES: dict[str, Draw] = {
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
    "syncBlock": _elsewhere,
    "table": _table,
    "tableCell": _cell,
    "tableHeader": _cell,
    "taskItem": _task,
    "taskList": _task_list,
    "text": _text,
    "bulletList": _wrapped("ul"),
    "listItem": _wrapped("li"),
    "blockquote": _wrapped("blockquote"),
    "decisionList": _wrapped("ul"),
    "decisionItem": _wrapped("li"),
    "tableRow": _wrapped("tr"),
    "caption": _wrapped("p"),
    "mediaGroup": _wrapped("p"),
    "layoutSection": _wrapped("div"),
    "layoutColumn": _wrapped("div"),
}
