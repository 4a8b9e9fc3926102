"""What GitHub's own reader of Markdown (cmark-gfm, through cmarkgfm) makes of a text, and what we make of it.

Both as runs: words, and the address they lead to ("" where to none).
"""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

import cmarkgfm
from cmarkgfm.cmark import Options

from issues.richtext import to_adf

Run = tuple[str, str]


class _Reader(HTMLParser):
    """Collects the runs of cmark's HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.runs: list[Run] = []
        self.href = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a":
            self.href = given.get("href") or ""
        elif tag == "input":
            self.runs.append(("☑" if "checked" in given else "☐", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.href = ""

    def handle_data(self, data: str) -> None:
        self.runs.append((data, self.href))


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
        href = next((mark["attrs"]["href"] for mark in node.get("marks", []) if mark["type"] == "link"), "")
        runs.append((node["text"], href))
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
    "brackets": lambda text: re.sub(r"[\[\]]", "", text),
    "spaces": lambda text: re.sub(r"[^\S\n]+", " ", text),
    "www": lambda text: re.sub(r"www\.(?=[^a-zA-Z0-9]|$)", "", text),
    "mails": lambda text: re.sub(r"(?:mailto:|xmpp:)?@", "", text),
    "schemes": lambda text: text.replace("<", ""),
    "symbols": lambda text: re.sub(r"[~*_]", "", text),
}


def difference(markdown: str) -> str | None:
    """Why we do not show of `markdown` what GitHub shows: a key of REASONS, or "?"; None where we do."""
    if our_runs(markdown) == github_runs(markdown):
        return None
    plain = markdown
    for reason, without in REASONS.items():
        one, plain = without(markdown), without(plain)
        if any(our_runs(text) == github_runs(text) for text in (one, plain)):
            return reason
    return "?"
