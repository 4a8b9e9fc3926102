"""Converts ADF to Jira's wiki markup, for Data Center. Pure.

Characters that mean something to Jira's renderer are escaped: by a backslash, or where a backslash is not safe
(itself, `&`, and anything within a link or at a line's start) by their HTML entity, which it decodes. A mention
becomes `[~username]`: the reader sees the name that Jira knows. What wiki markup lacks: task lists (bullets with ☑
☐), expands (their title in bold, then their content), paragraphs within a list item or cell (lines), and code of no
language or one that Jira's renderer does not know: that is `{noformat}`, for `{code}` alone colours Java and an
unknown name is an error on the page. A `{code}` within code makes it `{noformat}`, too; a zero-width space parts what
would end it.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

Node = Mapping[str, Any]

_FACES = re.compile(r"[:;](?=-?[()PDpd])|\((?=(?:[yni/x!+?*-]|\*[rgby]|on|off|flag|flagoff)\))")
_SPECIAL = re.compile(
    r"&(?=#|\w+;)|\\|[{}\[\]|*^~!]|\?(?=\?)|(?<=\?)\?|[-+_](?![A-Za-z0-9])|(?<![A-Za-z0-9])[-+_]|"
    + _FACES.pattern
)
_LINE_START = re.compile(r"^([^\S\n]*)(#|h[1-6](?=\.)|bq(?=\.))", re.MULTILINE)
_SIGNS = {"strong": "*", "em": "_", "strike": "-", "underline": "+"}
# The renderer's own names of languages, where they differ from the usual ones.
_RENAMED = {
    "csharp": "c#",
    "objective-c": "objc",
    "shell": "bash",
    "cuda": "c++",
    "jsx": "javascript",
}
_RENDERED = re.compile(
    r"actionscript|ada|applescript|c|c\+\+|css|erlang|go|groovy|haskell|html|java(?:script)?|json|lua|perl|php"
    r"|python|r|ruby|scala|sql|swift|visualbasic|xml|yaml"
)
_PANEL_TITLES = {"info": "ℹ", "success": "✔", "note": "✎", "warning": "⚠", "error": "✖"}


def wiki_of(document: Node) -> str:
    """An ADF document of Lodge's own making as wiki markup, without a newline at its end.

    The id of a mention is a username here.
    """
    return _blocks(document.get("content", ()), "\n\n")


def _entity(character: str) -> str:
    return f"&#{ord(character)};"


def _escaped(text: str, *, in_link: bool = False) -> str:
    """`text` escaped so that the renderer shows it unchanged."""

    def replace(match: re.Match[str]) -> str:
        found = match.group()
        return _entity(found) if in_link or found in "\\&|" else "\\" + found

    return _SPECIAL.sub(replace, text)


def _guarded(line: str) -> str:
    """A paragraph whose lines cannot begin like a list or a heading."""
    return _LINE_START.sub(lambda match: match[1] + _entity(match[2][0]) + match[2][1:], line)


def _marked(node: Node, before: str, after: str) -> str:
    """A text with its marks. `{*}` instead of `*` next to a letter."""
    marks = {mark["type"]: mark.get("attrs", {}) for mark in node.get("marks", [])}
    text = str(node["text"])
    core = text.strip()
    if not core:
        return text
    lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    written = _escaped(core.replace("\n", " "), in_link="link" in marks)
    touched = bool((not lead and before[-1:].strip()) or (not tail and after[:1].strip()))
    if "code" in marks:
        written = "{{" + written + "}}"
    if "subsup" in marks:
        written = _between(
            written, "~" if marks["subsup"]["type"] == "sub" else "^", touched=touched
        )
    for name, sign in _SIGNS.items():
        if name in marks:
            written = _between(written, sign, touched=touched)
    if "link" in marks:
        href = marks["link"]["href"]
        written = f"[{_address(href)}]" if href == core else f"[{written}|{_address(href)}]"
    return lead + written + tail


def _between(text: str, sign: str, *, touched: bool) -> str:
    return f"{{{sign}}}{text}{{{sign}}}" if touched else sign + text + sign


def _address(href: str) -> str:
    """`href` without characters that would end or change the link."""
    return re.sub(r"[\[\]{}|^\\]", lambda match: f"%{ord(match.group()):02X}", href)


def _inline(nodes: Iterable[Node]) -> str:
    """Inline nodes as one text of lines."""
    content = list(nodes)
    texts = [*(_plain(node) for node in content), ""]
    pieces = []
    for number, node in enumerate(content):
        if node["type"] != "text":
            pieces.append(_plain(node))
            continue
        pieces.append(_marked(node, texts[number - 1], texts[number + 1]))
    return "\n".join(line.strip() for line in "".join(pieces).split("\n"))


def _plain(node: Node) -> str:
    """A text, a line break, or a mention by username."""
    if node["type"] == "mention":
        return f"[~{_address(str(node['attrs']['id']))}]"
    return str(node.get("text", "\n"))


def _blocks(nodes: Iterable[Node], gap: str, bullets: str = "") -> str:
    return gap.join(filter(None, (_block(node, bullets) for node in nodes)))


def _block(node: Node, bullets: str) -> str:
    kind, content = node["type"], node.get("content", [])
    if kind == "paragraph":
        text = _guarded(_inline(content))
        return _one_piece(text) if bullets else text
    if kind == "heading":
        return f"h{node['attrs']['level']}. " + _inline(content).replace("\n", " ")
    if kind == "codeBlock":
        return _code(node)
    if kind == "rule":
        return "----"
    if kind == "blockquote":
        return "{quote}\n" + _blocks(content, "\n\n") + "\n{quote}"
    if kind == "panel":
        title = _PANEL_TITLES.get(node.get("attrs", {}).get("panelType", ""), "ℹ")
        # rule jql-formatted: this is wiki markup, not a query
        return f"{{panel:title={title}}}\n" + _blocks(content, "\n\n") + "\n{panel}"
    if kind in {"expand", "nestedExpand"}:
        bold = {
            "type": "text",
            "text": node.get("attrs", {}).get("title", ""),
            "marks": [{"type": "strong"}],
        }
        return _blocks([{"type": "paragraph", "content": [bold]}, *content], "\n\n", bullets)
    if kind == "table":
        return "\n".join(_row(row) for row in content)
    return "\n".join(
        _item(item, bullets + ("#" if kind == "orderedList" else "*")) for item in content
    )


def _code(node: Node) -> str:
    text = "".join(child["text"] for child in node.get("content", []))
    language = node.get("attrs", {}).get("language", "")
    known = _RENAMED.get(language) or (language if _RENDERED.fullmatch(language) else "")
    macro = f"code:{known}" if known and "{code" not in text else "noformat"
    if macro == "noformat":
        text = text.replace("{noformat", "{\N{ZERO WIDTH SPACE}noformat")
    return f"{{{macro}}}\n{text}\n{{{macro.partition(':')[0]}}}"


def _item(item: Node, bullets: str) -> str:
    """A list item with its content. A nested task list is a separate node in its list."""
    content = item.get("content", [])
    if item["type"] == "taskList":
        return _block(item, bullets)
    if item["type"] == "taskItem":
        box = "☑ " if item["attrs"]["state"] == "DONE" else "☐ "
        return f"{bullets} {box}{_one_piece(_inline(content))}"
    return f"{bullets} " + _blocks(content, "\n", bullets)


def _one_piece(text: str) -> str:
    """`text` without blank lines, which would end a list or a cell."""
    return re.sub(r"\n{2,}", "\n", text)


def _row(row: Node) -> str:
    pieces = []
    for cell in row["content"]:
        bar = "||" if cell["type"] == "tableHeader" else "|"
        pieces.append(bar + (_one_piece(_blocks(cell["content"], "\n")) or " "))
    return "".join(pieces) + bar if pieces else ""
