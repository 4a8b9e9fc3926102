"""markdown-it that counts its work, and finds its inline rules by their first character.

A step is about a microsecond: one or two rules tried, or a quarter of a token. The caller gives the number of allowed
steps; a text that takes more raises `TooManySteps`. Steps are counted, not time, so the result for a text is always
the same.
"""

import re
from copy import copy
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline, RuleFuncInlineType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdurl import encode

_STARTS = {
    "linkify": ":",
    "www": "w",
    "newline": "\n",
    "escape": "\\",
    "backticks": "`",
    "strikethrough": "~",
    "emphasis": "*_",
    "link": "[",
    "image": "!",
    "autolink": "<",
    "html_inline": "<",
    "entity": "&",
}
# a label ends at "]"
_STOP = re.compile(
    "[" + re.escape("]" + "".join(_STARTS.values()).replace("w", "")) + "]|w(?=ww\\.)"
)
_BLOCK = 20  # steps: every block rule is tried
_LINE = 4  # every rule that can end a paragraph, a quote or a list is tried
_TOKEN = 4  # a token is made, and later becomes a node
_TEXT = 10  # an inline text begins
_ADDRESS = 20  # an address is examined
_SAME = re.compile(r"[\w/.,:=?&~#-]*\Z", re.ASCII)


class TooManySteps(Exception):
    """Parsing this text takes more steps than allowed."""


class Meter:
    """The steps that are left."""

    __slots__ = ("left", "tokens")

    def __init__(self, steps: int) -> None:
        self.left = steps
        self.tokens = 0  # block tokens seen so far

    def spend(self, steps: int) -> None:
        """Subtract `steps`. Raises TooManySteps."""
        self.left -= steps
        if self.left < 0:
            raise TooManySteps


class Reader(MarkdownIt):
    """GitHub's Markdown. Several threads may call `read` at a time."""

    def __init__(self, options: dict[str, Any]) -> None:
        super().__init__("gfm-like2", options)
        self.meter = Meter(0)
        self.core.ruler.after("block", "steps", _settle)
        self.inline = _Inline(self.inline)
        self.block.ruler.before(
            "table", "steps", _count, {"alt": ["paragraph", "reference", "blockquote", "list"]}
        )

    def read(self, source: str, steps: int) -> tuple[list[Token], int]:
        """The tokens of `source`, and the number of used steps. Raises TooManySteps."""
        reader = copy(self)  # shares the rules, has its own meter
        reader.meter = Meter(steps)
        return reader.parse(source), steps - reader.meter.left

    def normalizeLink(self, url: str) -> str:  # noqa: N802  # markdown-it's name
        """`url` as in a document: percent-encoded. markdown-it's own way reassembles it."""
        self.meter.spend(_ADDRESS + len(url))
        return url if _SAME.match(url) else encode(url)


def _count(state: StateBlock, _start: int, _end: int, silent: bool) -> bool:
    """A block rule that matches nothing. It counts examined lines and the tokens made since."""
    meter, made = _meter(state), len(state.tokens)
    meter.spend((_LINE if silent else _BLOCK) + _TOKEN * (made - meter.tokens))
    meter.tokens = made
    return False


def _settle(state: StateCore) -> None:
    """Between blocks and inline texts: counts the tokens of the last block, such as a wide table."""
    meter = _meter(state)
    meter.spend(_TOKEN * (len(state.tokens) - meter.tokens))


def spend(state: StateCore | StateBlock | StateInline, steps: int) -> None:
    """Take `steps` off those that are left for this text. Raises TooManySteps."""
    _meter(state).spend(steps)


def _meter(state: StateCore | StateBlock | StateInline) -> Meter:
    meter: Meter = state.md.meter  # type: ignore[attr-defined]  # markdown-it's types do not know `Reader`
    return meter


class _Inline(ParserInline):
    """Parses inline texts as markdown-it does, but tries only the rules that can begin at each character."""

    def __init__(self, original: ParserInline) -> None:
        super().__init__()
        self.ruler, self.ruler2 = original.ruler, original.ruler2

    def rules_at(self) -> dict[str, list[RuleFuncInlineType]]:
        """The active rules, in order, by their first characters."""
        found: dict[str, list[RuleFuncInlineType]] = {}
        for name, rule in zip(self.ruler.get_active_rules(), self.ruler.getRules(""), strict=True):
            for character in _STARTS.get(name, ""):
                found.setdefault(character, []).append(rule)
        return found

    def skipToken(self, state: StateInline) -> None:  # noqa: N802  # markdown-it's name
        """Move past the token at `state.pos` without making it, to find the end of a bracket."""
        position, known = state.pos, state.cache.get(state.pos)
        meter = _meter(state)
        meter.spend(1)
        if known is not None:
            state.pos = known
            return
        found = False
        if state.level < state.md.options["maxNesting"]:
            rules = state.env["rules"].get(state.src[position])
            if rules is None:
                stop = _STOP.search(state.src, position)
                state.pos = stop.start() if stop else state.posMax
                found = state.pos > position
            for rule in rules or ():
                state.level += 1
                found = rule(state, True)
                state.level -= 1
                if found:
                    break
        else:
            state.pos = state.posMax
        state.pos += not found
        meter.spend((state.pos - position) // 8 + 2)
        state.cache[position] = state.pos

    def tokenize(self, state: StateInline) -> None:
        """Make the tokens of `state.src`, from `state.pos` to `state.posMax`."""
        end, source, all_rules = state.posMax, state.src, state.env["rules"]
        deepest, meter = state.md.options["maxNesting"], _meter(state)
        while state.pos < end:
            position, made = state.pos, len(state.tokens)
            rules = all_rules.get(source[position]) if state.level < deepest else ()
            if rules is None:
                stop = _STOP.search(source, position + 1, end)
                state.pos = stop.start() if stop else end
                state.append_pending(source[position : state.pos])
                continue
            if not any(rule(state, False) for rule in rules):
                state.append_pending(source[position])
                state.pos += 1
            meter.spend(2 + _TOKEN * (len(state.tokens) - made) + (state.pos - position) // 8)
        if state.pending:
            state.pushPending()

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """The inline tokens of `src`, appended to `tokens`."""
        if "rules" not in env:
            env["rules"] = self.rules_at()
        state = StateInline(src, md, env, tokens)
        _meter(state).spend(_TEXT)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens
