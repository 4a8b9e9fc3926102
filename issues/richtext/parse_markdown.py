"""Parses Markdown to tokens: markdown-it with GitHub's rules, and linear.

Its link finder is replaced: it takes quadratic time on a run of addresses, and links file names (`main.py` is a
domain of Paraguay).
"""

import re
from functools import cache
from typing import Any

from markdown_it.rules_inline import StateInline, escape
from markdown_it.token import Token

from issues.richtext.bounded_markdown_it import Reader, TooManySteps
from issues.richtext.details_blocks import fold
from issues.richtext.html_blocks import markup
from issues.richtext.link_addresses import is_safe, url_at_colon, www_at
from issues.richtext.task_lists import find_tasks

MAX_CELLS = (
    2_000  # of tables; four times what Jira accepts. GFM fills short rows: 32 KiB could make 65,536
)
MAX_NESTING = 20  # of blocks; a list takes two. markdown-it would drop deeper ones with their text
MAX_WORK = 32_768  # lines times levels of quotes, plus one: each line is tried at each level. No real text has more
# Steps of reading, see `tokenizing`: an eighth of a second. 32 KiB of prose take 15,000, of JSON 80,000; lists that
# fit into Jira take 30,000.
MAX_STEPS = 120_000
_QUOTED = re.compile(r"^[ \t]*>[ \t>]*", re.MULTILINE)


def _url(state: StateInline, silent: bool) -> bool:
    """An inline rule: `https://…` in running text becomes a link before `_` and `~` are examined."""
    if silent or state.linkLevel > 0:
        return False  # silent runs look for a closing bracket, which a bare address never contains
    url = url_at_colon(state.src, state.pos, state.posMax)
    scheme = url.partition(":")[0] if url else ""
    if (
        url is None
        or not state.pending.endswith(scheme)
        or not is_safe(href := state.md.normalizeLink(url))
    ):
        return False
    state.pending = state.pending[: len(state.pending) - len(scheme)]
    _link(state, url, href)
    state.pos += len(url) - len(scheme)
    return True


def _www(state: StateInline, silent: bool) -> bool:
    """An inline rule: the same for `www.…`."""
    if silent or state.linkLevel > 0:
        return False
    name = www_at(state.src, state.pos, state.posMax)
    if name is None or not is_safe(href := state.md.normalizeLink("http://" + name)):
        return False
    _link(state, name, href)
    state.pos += len(name)
    return True


def _escape(state: StateInline, silent: bool) -> bool:
    """An inline rule: a backslash before a letter is only that. markdown-it's would also take an address's letter."""
    following = state.src[state.pos + 1 : state.pos + 2]
    return not following.isalnum() and escape(state, silent)


def _link(state: StateInline, words: str, href: str) -> None:
    state.push("link_open", "a", 1).attrs = {"href": href}
    state.push("text", "", 0).content = words
    state.push("link_close", "a", -1)


@cache
def _reader() -> Reader:
    options: dict[str, Any] = {
        "maxNesting": MAX_NESTING,
        "linkify": False,
        "tasklists": False,
        "store_labels": True,  # to know which definitions are used …
        "inline_definitions": True,  # … and to show the others
    }
    reader = Reader(options)
    reader.core.ruler.disable("linkify")
    reader.core.ruler.before("inline", "tasks", find_tasks)
    reader.block.ruler.at("html_block", markup, {"alt": ["paragraph", "reference", "blockquote"]})
    reader.inline.ruler.at("escape", _escape)
    reader.inline.ruler.at("linkify", _url)
    reader.inline.ruler.after("linkify", "www", _www)
    return reader


def parse(source: str, *, cut: bool = False) -> list[Token] | None:
    """The block tokens of `source`. None where it is nested too deep, or takes too much work.

    `cut`: it is the beginning of a longer text, so details may be open at its end.
    """
    depth = max((quote.count(">") for quote in _QUOTED.findall(source)), default=0)
    if (1 + min(depth, MAX_NESTING)) * source.count("\n") > MAX_WORK:
        return None
    try:
        tokens = fold(_reader().read(source, MAX_STEPS)[0], to_the_end=cut)
    except TooManySteps:
        return None
    containers = {"blockquote_open", "list_item_open", "alert_open", "details_open"}
    if any(token.level + 1 >= MAX_NESTING for token in tokens if token.type in containers):
        return None
    return tokens if sum(token.type == "td_open" for token in tokens) <= MAX_CELLS else None
