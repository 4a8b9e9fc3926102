"""Converts Markdown to the Atlassian Document Format: always a valid document, and no word lost silently.

GitHub's Markdown: tables, task lists, alerts (as panels), strikethrough, bare addresses as links, and line breaks as
typed. Where ADF does not allow a node, the nearest allowed one is used:

- a quote inside a quote, list or panel: its paragraphs, without the bar
- a heading in a quote or list: a bold paragraph; a rule there: a paragraph "———"
- a table in a quote, list or panel: one paragraph with a line per row, cells separated by " | "
- a panel in any other block: its title in bold, then its paragraphs
- a task list in a quote, or with numbers: list items that begin "[x] " or "[ ] "
- tasks among other items, or with code, quotes or plain lists in them: task lists and bullet lists, followed by
  what a task cannot hold
- `[@Name](accountid:ID)`: a mention, without the marks around it; with an invalid id, or a name without
  its "@": like any other address
- an image: a link to it by its alternative text; within a link, the alternative text alone
- an address that is not one of `link_addresses.is_safe`: its text, followed by the address in brackets; titles too
- `<details>`: an expand; where none is allowed, its title in bold, then its blocks (`expands_to_adf.py`)
- `b strong i em u ins s strike del sub sup kbd code a` in pairs, `br`, `img` with a source: marks,
  links, breaks; comments: nothing; any other HTML: as text (`html_tags.py`, `markup.py`)
- `code` that is also bold, italic …: code; that is a link: a link (Jira's editor allows nothing together with code)
- words after a code block's language, or instead of one: a paragraph before the block
- a link definition that no link uses: as text; cells beyond a table's columns: at the end of the last cell
- a terminal's codes, control characters: dropped; halves of surrogate pairs: U+FFFD
- a document longer than `RICH_LIMIT`, nested deeper than `parsing.MAX_NESTING`, with more table cells than
  `parsing.MAX_CELLS`, quoted so deep in so many lines that it passes `parsing.MAX_WORK`, or so dense with markup that
  reading it takes more than `parsing.MAX_STEPS`: plain paragraphs, as typed; after `plain.MAX_LINES` lines of them,
  one code block
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from markdown_it.token import Token

from issues.richtext.adf_validation import LIMIT
from issues.richtext.block_tree import tree
from issues.richtext.blocks_to_adf import Writer, used_labels
from issues.richtext.parse_markdown import parse
from issues.richtext.plain_text import clean, paragraphs

# Characters. A longer text rarely fits into Jira (LIMIT of ADF), and reading it could take seconds.
RICH_LIMIT = LIMIT


def to_adf(markdown: str) -> dict[str, Any]:
    """`markdown` as an ADF document. The same text gives the same document, including ids.

    Cached, because a form converts the same text twice: when it is checked, and when it is sent.
    """
    if len(markdown) > RICH_LIMIT:
        return convert(markdown)
    document: dict[str, Any] = json.loads(_written(markdown))
    return document


def says_something(markdown: str) -> bool:
    """Whether `markdown` gives a document that is not empty, which Jira requires for a required text."""
    text = markdown.strip()
    may_be_nothing = text.startswith(("<!--", ">"))  # a comment, a quote without text
    return bool(text) and not (may_be_nothing and not to_adf(text)["content"])


@lru_cache(maxsize=32)
def _written(markdown: str) -> str:
    """The document as JSON, so that each caller gets its own copy."""
    return json.dumps(convert(markdown))


def convert(markdown: str) -> dict[str, Any]:
    """`to_adf` without the cache."""
    source = clean(markdown)
    return document(source, parse(source) if len(source) <= RICH_LIMIT else None)


def document(source: str, tokens: Sequence[Token] | None) -> dict[str, Any]:
    """Clean `source`, parsed as `tokens`, as an ADF document. Plain paragraphs where it was not parsed."""
    if tokens is None:
        return {"type": "doc", "version": 1, "content": paragraphs(source)}
    content = Writer(source, used_labels(tokens)).write(tree(tokens))
    return {"type": "doc", "version": 1, "content": content}
