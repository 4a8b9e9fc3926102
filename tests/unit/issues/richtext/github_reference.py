"""What GitHub's own reader of Markdown (cmark-gfm, through cmarkgfm) makes of a text, and what we make of it.

Both as runs: words, and the address they lead to ("" where to none).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

import cmarkgfm
from cmarkgfm.cmark import Options

from issues.richtext import to_adf
from issues.richtext.html_tags import BLOCKS, INLINE
from issues.richtext.inline_nodes import unseen
from issues.richtext.link_addresses import is_safe

Run = tuple[str, str]


# cmark's own tags, and those that we read.
_CMARK = frozenset(
    [
        "blockquote",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "input",
        "li",
        "ol",
        "pre",
        "table",
        "tbody",
        "td",
        "th",
    ]
)
_READ = BLOCKS | INLINE | _CMARK | {"thead", "tr", "ul"}


class _Reader(HTMLParser):
    """Collects the runs of cmark's HTML; what Jira would not show is written out as we do: titles, odd addresses."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.runs: list[Run] = []
        self.links: list[_Link] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(_Link(given.get("href", ""), given.get("title", "")))
        elif tag == "img" and given.get("src"):
            self._image(given["src"], given.get("alt", ""), given.get("title", ""))
        elif tag == "input":
            self.runs.append(("☑" if "checked" in given else "☐", ""))
        elif tag not in _READ:
            self.handle_data(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.links:
            link = self.links.pop()
            self._say("" if link.said else link.href, link.shown)
            self._say(unseen(link.said, "" if link.shown else link.href, link.title))
        elif tag not in _READ:
            self.handle_data(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        for link in self.links:
            link.said += data
        self._say(data, self.links[-1].shown if self.links else "")

    def _image(self, address: str, words: str, title: str) -> None:
        if self.links:
            return self.handle_data((words or address) + unseen(words or address, title))
        shown = address if is_safe(address) else ""
        self._say(words or address, shown)
        return self._say(unseen(words or address, "" if shown else address, title))

    def _say(self, words: str, href: str = "") -> None:
        self.runs.append((words, href))


@dataclass
class _Link:
    href: str
    title: str
    said: str = ""

    @property
    def shown(self) -> str:
        return self.href if is_safe(self.href) else ""


def github_runs(markdown: str) -> list[Run]:
    """What GitHub shows."""
    reader = _Reader()
    reader.feed(cmarkgfm.github_flavored_markdown_to_html(markdown, Options.CMARK_OPT_UNSAFE))
    reader.close()
    return _joined(reader.runs)


def our_runs(markdown: str) -> list[Run]:
    """What Jira shows of what we send."""
    runs: list[Run] = []
    _collect(to_adf(markdown), runs)
    return _joined(runs)


def _collect(node: dict[str, Any], runs: list[Run]) -> None:
    if node["type"] == "text":
        href = next(
            (mark["attrs"]["href"] for mark in node.get("marks", []) if mark["type"] == "link"), ""
        )
        runs.append((node["text"], href))
    if node["type"] in {"mention", "expand", "nestedExpand"}:
        attributes = node.get("attrs", {})
        runs.append((attributes.get("text") or attributes.get("title", ""), ""))
    if node["type"] == "taskItem":
        runs.append(("☑" if node["attrs"]["state"] == "DONE" else "☐", ""))
    for child in node.get("content", []):
        _collect(child, runs)


def _joined(runs: list[Run]) -> list[Run]:
    """Neighbours of one address as one, without white space; addresses as they are sent over the wire."""
    joined: list[Run] = []
    for words, href in runs:
        shown, target = "".join(words.split()), _target(href)
        if joined and joined[-1][1] == target:
            joined[-1] = (joined[-1][0] + shown, target)
        elif shown:
            joined.append((shown, target))
    return joined


def _target(href: str) -> str:
    """An address without what is a matter of spelling: percent signs."""
    return unquote(href)


# Why we differ on purpose, as docs/markdown.md tells it: each takes out of a text what is read otherwise.
REASONS: dict[str, Callable[[str], str]] = {
    "boxes": lambda text: re.sub(r"\[[ xX]\]", "", text),
    "brackets": lambda text: re.sub(r"[\[\]]", "", text),
    "spaces": lambda text: re.sub(r"[^\S\n\t ]", " ", text),
    "www": lambda text: re.sub(r"www\.(?=[^a-zA-Z0-9]|$)", "", text),
    "mails": lambda text: re.sub(r"(?:mailto:|xmpp:)?@", "", text),
    "symbols": lambda text: re.sub(r"[~*_]", "", text),
    "tables": lambda text: re.sub(r"^[ >]*[-:|][-:| ]*$", "", text, flags=re.MULTILINE),
    "alerts": lambda text: re.sub(r"\[!\w+\]", "", text),
    "code": lambda text: re.sub(r"^(\W*(?:`{3,}|~{3,})).*", r"\1", text, flags=re.MULTILINE),
    "definitions": lambda text: re.sub(r"\]:", "]", text),
    "mentions": lambda text: text.replace("accountid:", "https://e.x/"),
    "HTML": lambda text: re.sub(r"<!--|-->|</?[a-zA-Z][^>]*>?", "", text),
}


def _agree(markdown: str) -> bool:
    """Whether both show the same, but for the bars with which we write a table or a rule that cannot be one."""
    ours, theirs = (
        _joined([(re.sub("[|—]", "", words), href) for words, href in runs])
        for runs in (our_runs(markdown), github_runs(markdown))
    )
    return ours == theirs


def difference(markdown: str) -> str | None:
    """Why we do not show of `markdown` what GitHub shows: a key of REASONS, or "?"; None where we do."""
    if _agree(markdown):
        return None
    plain = markdown
    for reason, without in REASONS.items():
        one, plain = without(markdown), without(plain)
        if _agree(one) or _agree(plain):
            return reason
    return "?"
