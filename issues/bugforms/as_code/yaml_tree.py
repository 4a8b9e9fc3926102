"""Parses YAML safely into a tree in which every value knows its line. It builds no objects. Pure.

A plain `NO` stays the text "NO" where a text is meant, and 10004 the id "10004". Anchors, aliases and tags are
refused, so that a short file cannot expand to a long one. Too much depth and too many values are refused before any
are built: libyaml's own composer recurses once a level, which can crash the process.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import yaml
from django.utils.translation import gettext as _
from yaml.composer import Composer
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.resolver import Resolver
from yaml.scanner import Scanner

LARGEST = 1_000_000  # bytes of a file
MOST_VALUES = 50_000  # keys, texts and lists in it
MOST_PROBLEMS = 100  # that are reported
DEEPEST = 8
# what an escape can name, but neither a page nor a database can hold
NO_TEXT = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True)
class Problem:
    """An error in a file: its line (0: the whole file), its place in the format, and plain words.

    `column` is set for syntax errors only.
    """

    line: int
    where: str
    text: str
    column: int = 0

    def __str__(self) -> str:
        place = _("Line %(line)d") % {"line": self.line} if self.line else _("The file")
        if self.column:
            place = _("%(line)s, column %(column)d") % {"line": place, "column": self.column}
        return f"{place}, {self.where}: {self.text}" if self.where else f"{place}: {self.text}"


class Refused(Exception):
    """The file is refused because of all these *problems*, by line. Nothing of it was stored."""

    def __init__(self, problems: list[Problem]) -> None:
        found = sorted(problems, key=lambda problem: problem.line)
        self.problems = found[:MOST_PROBLEMS]
        if (more := len(found) - MOST_PROBLEMS) > 0:
            self.problems.append(
                Problem(0, "", _("%(n)d more things are wrong in it") % {"n": more})
            )
        super().__init__("\n".join(map(str, self.problems)))


def line_of(node: yaml.Node) -> int:
    """The line at which *node* begins, from 1."""
    return node.start_mark.line + 1 if node.start_mark is not None else 0


def root_of(content: bytes, *, native: bool = yaml.__with_libyaml__) -> yaml.Node:
    """The one document of a file. Raises Refused where it is too large, not YAML, or uses refused features.

    *native*: use libyaml, which is about eight times as fast, instead of PyYAML's own reader for machines without it.
    """
    text = _text_of(content)
    try:
        root: yaml.Node | None = _LOADERS[native](text).get_single_node()
    except yaml.MarkedYAMLError as error:
        said = _("This is not YAML: %(why)s") % {"why": error.problem or error.context or ""}
        raise Refused([_at(error.problem_mark or error.context_mark, said)]) from None
    except (
        yaml.YAMLError,
        ValueError,
        OverflowError,
    ):  # PyYAML's own reader fails so on huge numbers in escapes and directives
        said = _("This is not YAML: it holds a number or a character that there is not")
        raise Refused([Problem(0, "", said)]) from None
    if root is None:
        raise Refused([Problem(0, "", _("It is empty"))])
    return root


def _text_of(content: bytes) -> str:
    if len(content) > LARGEST:
        said = _("It is larger than %(kb)d KB. Split it")
        raise Refused([Problem(0, "", said % {"kb": LARGEST // 1000})])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused([Problem(0, "", _("It is not a text in UTF-8"))]) from None
    if found := Reader.NON_PRINTABLE.search(text):
        before = text[: found.start()]
        said = _("A character stands here that is no text (U+%(code)04X)") % {"code": ord(found[0])}
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise Refused([Problem(line, "", said, column)])
    return text


def _at(mark: Any, said: str) -> Problem:
    return Problem(mark.line + 1, "", said, mark.column + 1) if mark else Problem(0, "", said)


class _Careful(Composer, Resolver):
    """Composes the tree and checks each part first."""

    def __init__(self, text: str) -> None:
        Composer.__init__(self)
        Resolver.__init__(self)
        self.depth = self.values = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        """The next value with its content. Raises Refused."""
        event = self.peek_event()  # type: ignore[attr-defined]  # of the parser below
        self.values += 1
        if said := self._wrong(event):
            raise Refused([_at(event.start_mark, said)])
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def _wrong(self, event: Any) -> str:
        if event.anchor is not None:
            return _("Anchors and aliases (& and *) are not taken. Write it out")
        if event.tag is not None:
            return _("Tags (!) are not taken. Leave it out")
        if self.depth >= DEEPEST:
            return _("Too many levels inside each other")
        if self.values > MOST_VALUES:
            return _("The file holds more than %(most)d values. Split it") % {"most": MOST_VALUES}
        if NO_TEXT.search(getattr(event, "value", "")):
            return _("This holds characters that are no text")
        return ""


class _Plain(_Careful, Reader, Scanner, Parser):
    """Uses PyYAML's own reader."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)
        super().__init__(text)


_LOADERS: dict[bool, Callable[[str], Any]] = {False: _Plain}
if yaml.__with_libyaml__:
    from yaml.cyaml import CParser  # type: ignore[attr-defined]

    class _Native(_Careful, CParser):
        """Uses libyaml."""

        def __init__(self, text: str) -> None:
            CParser.__init__(self, text)
            super().__init__(text)

    _LOADERS[True] = _Native
