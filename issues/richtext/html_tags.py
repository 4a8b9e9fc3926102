"""HTML of GitHub's editor and issue templates: the known tags, and their content."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape

MARKS = {
    "b": "strong",
    "strong": "strong",
    "i": "em",
    "em": "em",
    "u": "underline",
    "ins": "underline",
    "s": "strike",
    "strike": "strike",
    "del": "strike",
    "sub": "sub",
    "sup": "sup",
    "kbd": "code",
    "code": "code",
}
BLOCKS = frozenset({"details", "summary", "p"})
INLINE = frozenset({*MARKS, "a", "br", "img"})

_READ = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)(\s.*|/)?>", re.DOTALL)
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]+))?""")
_TAGS = rf"</?(?:{'|'.join(sorted(INLINE))})(?:\s[^<>]*)?>|\n"
_PIECE = re.compile(f"({_TAGS})", re.IGNORECASE)
_PIECE_OR_COMMENT = re.compile(rf"({_TAGS}|<!--(?:-?>|.*?-->))", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Tag:
    """One tag: its name in lower case, whether it closes, its attributes with entities decoded."""

    name: str
    closes: bool
    attributes: dict[str, str] = field(default_factory=dict)


def read(text: str) -> Tag | None:
    """`text` as a known tag. None for a comment, another tag, or a self-closed one (`<b/>`)."""
    match = _READ.fullmatch(text)
    if not match or (name := match[2].lower()) not in BLOCKS | INLINE:
        return None
    if text.endswith("/>") and name not in {"br", "img"}:
        return None
    given = _ATTRIBUTE.findall(match[3] or "")
    attributes = {
        key.lower(): unescape(value[1:-1] if value[:1] in "\"'" else value) for key, value in given
    }
    return Tag(name, bool(match[1]), attributes)


def is_comment(text: str) -> bool:
    """Whether `text`, one piece of HTML, is a comment."""
    return text.startswith("<!--") and text.endswith(">")


def paired(tags: Iterable[tuple[int, Tag | None]]) -> set[int]:
    """The positions of the marks and links that form pairs: `List<b>` in a report stays text.

    Links do not nest. An `<a>` without an address or a name is text about HTML.
    """
    waiting: dict[str, list[int]] = {}
    found: set[int] = set()
    for position, tag in tags:
        if tag is None or (tag.name not in MARKS and tag.name != "a"):
            continue
        opened = waiting.setdefault(tag.name, [])
        if tag.closes:
            found |= {opened.pop(), position} if opened else set()
        elif tag.name != "a":
            opened.append(position)
        elif tag.attributes.keys() & {"href", "name", "id"}:
            opened[:] = [position]
    return found


def pieces(html: str) -> list[str]:
    """`html` split into inline tags, comments, line ends, and the text between them. Text comes first."""
    # after this offset no comment can end
    end = html.rfind("-->") + 3 if "-->" in html else 0
    cut, rest = _PIECE_OR_COMMENT.split(html[:end]), _PIECE.split(html[end:])
    return [*cut[:-1], cut[-1] + rest[0], *rest[1:]]
