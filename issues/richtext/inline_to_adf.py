"""Converts inline tokens to ADF inline nodes: texts with marks, and hard breaks. One flat loop, no recursion."""

import re
from collections.abc import Callable, Sequence

from markdown_it.token import Token

from issues.richtext import html_tags
from issues.richtext.inline_nodes import Node, Run, one_line, unseen
from issues.richtext.mentions import mentioned
from issues.richtext.plain_text import clean

_MARKS = {"em": "em", "strong": "strong", "s": "strike"}
# from GitLab's editor, after an image
_SIZE = re.compile(r"\{(?:\s*(?:width|height)\s*=\s*\"?\d+(?:px|%)?\"?)+\s*\}")


def _attribute(token: Token, name: str) -> str:
    return str(token.attrs.get(name, ""))


def _words(tokens: Sequence[Token]) -> str:
    """The text of an image or a mention. The parser limits the nesting of images."""
    said, links = "", list[tuple[int, Token]]()
    for token in tokens:
        if token.type == "image":
            words = _words(token.children or ()) or _attribute(token, "src")
            said += words + unseen(words, one_line(_attribute(token, "title")))
        elif token.type == "link_open":
            links.append((len(said), token))
        elif token.type == "link_close" and links:
            start, link = links.pop()
            href, title = _attribute(link, "href"), one_line(_attribute(link, "title"))
            said += unseen(said[start:], href, title)
        else:
            said += " " if token.type in {"softbreak", "hardbreak"} else token.content
    return said


def _mentions(tokens: Sequence[Token]) -> dict[int, tuple[int, str, str]]:
    """Links that mention a person: the position of each, to (the position after its end, account id, words)."""
    found: dict[int, tuple[int, str, str]] = {}
    start = 0
    for position, token in enumerate(tokens):
        if token.type == "link_open":
            start = position
        elif token.type == "link_close":  # links do not nest
            words = one_line(_words(tokens[start + 1 : position]))
            if account_id := mentioned(_attribute(tokens[start], "href"), words):
                found[start] = (position + 1, account_id, words)
    return found


def _html(run: Run, token: Token, *, paired: bool) -> None:
    """A known, complete tag; a comment, which is dropped; or text."""
    tag = html_tags.read(token.content)
    if tag is None or (tag.name not in {"br", "img"} and not paired):
        if not html_tags.is_comment(token.content):
            run.text(token.content)
    elif tag.name == "br":
        run.line_break()
    elif tag.name in html_tags.MARKS:
        run.on[html_tags.MARKS[tag.name]] += -1 if tag.closes else 1
    elif tag.name == "a" and tag.closes:
        run.close_link()
    elif tag.name == "a":
        run.open_link(one_line(tag.attributes.get("href", "")), tag.attributes.get("title", ""))
    elif address := one_line(tag.attributes.get("src", "")):
        run.image(address, one_line(tag.attributes.get("alt", "")), tag.attributes.get("title", ""))
    else:
        run.text(token.content)


def _image(run: Run, token: Token) -> None:
    run.image(_attribute(token, "src"), _words(token.children or ()), _attribute(token, "title"))


_WRITE: dict[str, Callable[[Run, Token], None]] = {
    "text": lambda run, token: run.bare_text(token.content),
    "code_inline": lambda run, token: run.text(token.content, code=True),
    "softbreak": lambda run, token: run.line_break(),
    "hardbreak": lambda run, token: run.line_break(),
    "link_open": lambda run, token: run.open_link(
        _attribute(token, "href"), _attribute(token, "title")
    ),
    "link_close": lambda run, token: run.close_link(),
    "image": _image,
}


def inline_nodes(tokens: Sequence[Token], *, bold: bool = False) -> list[Node]:
    """The ADF inline nodes of one paragraph, heading or cell. `bold` marks all text strong."""
    run = Run(bold=bold)
    mentions = _mentions(tokens)
    within = {i for first, (last, *_) in mentions.items() for i in range(first, last)}
    html = [i for i, token in enumerate(tokens) if token.type == "html_inline" and i not in within]
    paired = html_tags.paired((i, html_tags.read(tokens[i].content)) for i in html)
    for position, token in enumerate(tokens):
        kind, _, end = token.type.rpartition("_")
        if position in mentions:
            run.mention(*mentions[position][1:])
        elif position in within:
            continue
        elif token.type == "html_inline":
            _html(run, token, paired=position in paired)
        elif kind in _MARKS:
            run.on[_MARKS[kind]] += 1 if end == "open" else -1
        elif token.type in _WRITE:
            sized = token.type == "text" and position and tokens[position - 1].type == "image"
            _WRITE[token.type](run, _unsized(token) if sized else token)
        else:
            run.text(token.content)
    while run.links:
        run.close_link()
    return run.nodes


def _unsized(token: Token) -> Token:
    """The text after an image without the size that GitLab's editor adds."""
    return (
        Token("text", "", 0, content=_SIZE.sub("", token.content, count=1))
        if _SIZE.match(token.content)
        else token
    )


def html_nodes(html: str) -> list[Node]:
    """A block of HTML as inline nodes: known tags as marks and breaks, no comments, all else as text."""
    tokens = []
    for number, piece in enumerate(html_tags.pieces(clean(html))):
        kind = "text" if number % 2 == 0 else "softbreak" if piece == "\n" else "html_inline"
        tokens += [Token(kind, "", 0, content=piece)] if piece else []
    return inline_nodes(tokens)
