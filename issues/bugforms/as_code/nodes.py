"""YAML read with care: every value with its line, nothing made but texts, flags and lists. Pure.

PyYAML's safe loader resolves tags but builds nothing here: a plain `NO` stays the text "NO" where a text is meant,
and 10004 the id "10004". Anchors and aliases are refused, so that a short file can not mean a long one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml
from django.utils.translation import gettext as _

LARGEST = 200_000  # bytes of a file
DEEPEST = 8
TAG = "tag:yaml.org,2002:"
TEXTS = {f"{TAG}{name}" for name in ("str", "int", "float", "bool", "timestamp", "value", "merge")}
NULL, FLAG = f"{TAG}null", f"{TAG}bool"
YES = {"true", "yes", "on"}


@dataclass(frozen=True)
class Problem:
    """Something wrong in a file: its line (0: the file as a whole), where that is in the format, plain words."""

    line: int
    where: str
    text: str

    def __str__(self) -> str:
        place = _("Line %(line)d") % {"line": self.line} if self.line else _("The file")
        return f"{place}, {self.where}: {self.text}" if self.where else f"{place}: {self.text}"


class Refused(Exception):
    """The file is not taken, for all of these *problems*; nothing of it was stored."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: problem.line)
        super().__init__("\n".join(map(str, self.problems)))


def root_of(content: bytes) -> yaml.Node:
    """The one document of a file. Raises Refused for what is too large, no YAML, or too clever."""
    if len(content) > LARGEST:
        said = _("It is larger than %(kb)d KB. Split it")
        raise Refused([Problem(0, "", said % {"kb": LARGEST // 1000})])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused([Problem(0, "", _("It is not a text in UTF-8"))]) from None
    try:
        _refuse_cleverness(text)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = _("This is not YAML: %(why)s") % {"why": error.problem or error.context or ""}
        raise Refused([Problem(mark.line + 1 if mark else 0, "", said)]) from None
    except yaml.YAMLError as error:
        said = _("This is not YAML: %(why)s") % {"why": str(error).partition("\n")[0]}
        raise Refused([Problem(0, "", said)]) from None
    if root is None:
        raise Refused([Problem(0, "", _("It is empty"))])
    return root


def _refuse_cleverness(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = _line(event)
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            raise Refused([Problem(line, "", _("Anchors and aliases (& and *) are not taken. Write it out"))])
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise Refused([Problem(line, "", _("Too many levels inside each other"))])


def _line(node: yaml.Node | yaml.Event) -> int:
    mark = node.start_mark
    return mark.line + 1 if mark is not None else 0


class Part:
    """One mapping of the file. What is wrong in it is added to *problems*; reading goes on with something empty."""

    def __init__(self, node: yaml.Node, where: str, keys: tuple[str, ...], problems: list[Problem]) -> None:
        self.line, self.where, self.problems = _line(node), where, problems
        self.values: dict[str, yaml.Node] = {}
        if not isinstance(node, yaml.MappingNode):
            self.refuse(_("This has to be a list of “key: value”, with %(keys)s") % {"keys": ", ".join(keys)})
            return
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
            line = _line(key)
            if name not in keys:
                said = _("There is no key “%(key)s” here. There are: %(keys)s")
                self.refuse(said % {"key": name[:60], "keys": ", ".join(keys)}, line=line)
            elif name in self.values:
                self.refuse(_("“%(key)s” stands here twice") % {"key": name}, line=line)
            else:
                self.values[name] = value

    def refuse(self, text: str, key: str = "", *, line: int = 0) -> None:
        """Note a problem, at *key* where one is named."""
        node = self.values.get(key)
        found = line or (_line(node) if node is not None else self.line)
        where = f"{self.where} › {key}" if self.where and key else self.where or key
        self.problems.append(Problem(found, where, text))

    def text(self, key: str, longest: int | None = None, *, required: bool = False) -> str:
        """The text at *key*; "" where there is none."""
        node = self.values.get(key)
        found = "" if node is None else self._scalar(node, key)
        if required and not found.strip():
            self.refuse(_("Fill this in"), key)
        if longest is not None and len(found) > longest:
            self.refuse(_("This is longer than %(most)d characters") % {"most": longest}, key)
        return found

    def flag(self, key: str, *, default: bool) -> bool:
        """true or false at *key*."""
        node = self.values.get(key)
        if node is None:
            return default
        if node.tag != FLAG:
            self.refuse(_("Write true or false"), key)
            return default
        return str(node.value).lower() in YES

    def texts(self, key: str) -> tuple[str, ...]:
        """The list of texts at *key*."""
        return tuple(self._scalar(node, key) for node in self._items(key))

    def text_or_texts(self, key: str) -> str | list[str] | None:
        """A text, a list of texts, or None where there is nothing."""
        if isinstance(self.values.get(key), yaml.SequenceNode):
            return list(self.texts(key)) or None
        return self.text(key) or None

    def parts(self, key: str, keys: tuple[str, ...], most: int) -> Iterator["Part"]:
        """The mappings in the list at *key*."""
        nodes = self._items(key)
        if len(nodes) > most:
            self.refuse(_("There are more than %(most)d of them") % {"most": most}, key)
            return
        for number, node in enumerate(nodes, start=1):
            yield Part(
                node,
                f"{self.where} › {key} {number}" if self.where else f"{key} {number}",
                keys,
                self.problems,
            )

    def part(self, key: str, keys: tuple[str, ...]) -> "Part":
        """The mapping at *key*; an empty one where there is none."""
        node = self.values.get(key)
        if node is None:
            self.refuse(_("“%(key)s” is missing") % {"key": key})
            nothing = yaml.MappingNode(f"{TAG}map", [])
            return Part(nothing, f"{self.where} › {key}", keys, [])
        return Part(node, f"{self.where} › {key}", keys, self.problems)

    def _items(self, key: str) -> list[yaml.Node]:
        node = self.values.get(key)
        if node is None or node.tag == NULL:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.refuse(_("This has to be a list"), key)
            return []
        return list(node.value)

    def _scalar(self, node: yaml.Node, key: str) -> str:
        if node.tag == NULL:
            return ""
        if not isinstance(node, yaml.ScalarNode) or node.tag not in TEXTS:
            self.refuse(_("This has to be a text"), key)
            return ""
        found = str(node.value)
        if "\0" in found or any("\ud800" <= c <= "\udfff" for c in found):
            self.refuse(_("This holds characters that are no text"), key)
            return ""
        return found
