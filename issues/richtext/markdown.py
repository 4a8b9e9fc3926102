"""Markdown to the Atlassian Document Format: always a valid document, and no word of it lost in silence.

GitHub's Markdown: tables, task lists, alerts (as panels), strikethrough, bare addresses as links, and line
breaks as they were typed. What ADF cannot hold where it stands becomes the nearest thing that it can:

- a quote inside a quote, list or panel: its paragraphs, without the bar
- a heading in a quote or list: a bold paragraph; a rule there: a paragraph "———"
- a table in a quote, list or panel: one paragraph, a line a row, cells parted by " | "
- a panel in any other block: its title in bold, then its paragraphs
- a task list in a quote, or with numbers: list items that begin "[x] " or "[ ] "
- tasks among other items, or with code, quotes or plain lists in them: task lists and bullet lists, and what a task
  cannot hold behind it
- `[@Name](accountid:ID)`: a mention, without the marks around it; with an id that is none, or a name without
  its "@": as any other address
- an image: a link to it by its alternative text; within a link, the alternative text alone
- an address that is not one of `links.is_safe`: its text, the address in brackets behind it; so are titles
- `<details>`: an expand; where none may stand, its title in bold, then its blocks (`folding.py`, `expands.py`)
- `b strong i em u ins s strike del sub sup kbd code a` that are opened and closed, `br`, `img` with a source: marks,
  links, breaks; comments: nothing; any other HTML: as text (`tags.py`, `markup.py`)
- `code` that is also bold, italic …: code; that is a link: a link (Jira's editor lets nothing stand with code)
- words behind a code block's language, or instead of one: a paragraph before the block
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

from issues.richtext.adf import LIMIT
from issues.richtext.blocks import Writer, used_labels
from issues.richtext.parsing import parse
from issues.richtext.plain import clean, paragraphs
from issues.richtext.writing import tree

# Characters. What is longer can hardly be filed (Jira takes LIMIT of ADF), and reading it could take seconds.
RICH_LIMIT = LIMIT


def to_adf(markdown: str) -> dict[str, Any]:
    """`markdown` as an ADF document; the same text gives the same document, ids included.

    A form asks for the same text twice: when it is checked, and when it is sent.
    """
    if len(markdown) > RICH_LIMIT:
        return convert(markdown)
    document: dict[str, Any] = json.loads(_written(markdown))
    return document


def says_something(markdown: str) -> bool:
    """Whether anything of `markdown` goes to Jira, which takes no empty document where it asks for a text."""
    text = markdown.strip()
    return bool(text) and not (text.startswith("<!--") and not to_adf(text)["content"])


@lru_cache(maxsize=32)
def _written(markdown: str) -> str:
    """The document as JSON, so that everybody gets one of their own."""
    return json.dumps(convert(markdown))


def convert(markdown: str) -> dict[str, Any]:
    """What `to_adf` gives, worked out."""
    source = clean(markdown)
    return document(source, parse(source) if len(source) <= RICH_LIMIT else None)


def document(source: str, tokens: Sequence[Token] | None) -> dict[str, Any]:
    """Clean `source`, read as `tokens`, as an ADF document; plain paragraphs where it was not read."""
    if tokens is None:
        return {"type": "doc", "version": 1, "content": paragraphs(source)}
    content = Writer(source, used_labels(tokens)).write(tree(tokens))
    return {"type": "doc", "version": 1, "content": content}
