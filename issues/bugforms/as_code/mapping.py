"""Reads one mapping of a file: allowed keys, texts, booleans and lists. Pure."""

from collections.abc import Iterator

import yaml
from django.utils.translation import gettext as _

from issues.bugforms.as_code.yaml_tree import Problem, line_of

TAG = "tag:yaml.org,2002:"
NULL, FLAG = f"{TAG}null", f"{TAG}bool"
YES = {"true", "yes", "on"}


class Part:
    """One mapping of the file. Errors are added to *problems*, and reading continues with an empty value."""

    def __init__(
        self, node: yaml.Node, where: str, keys: tuple[str, ...], problems: list[Problem]
    ) -> None:
        self.line, self.where, self.problems = line_of(node), where, problems
        self.values: dict[str, yaml.Node] = {}
        if not isinstance(node, yaml.MappingNode):
            self.refuse(
                _("This has to be a list of “key: value”, with %(keys)s")
                % {"keys": ", ".join(keys)}
            )
            return
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
            line = line_of(key)
            if name not in keys:
                said = _("There is no key “%(key)s” here. There are: %(keys)s")
                self.refuse(said % {"key": name[:60], "keys": ", ".join(keys)}, line=line)
            elif name in self.values:
                self.refuse(_("“%(key)s” stands here twice") % {"key": name}, line=line)
            else:
                self.values[name] = value

    def refuse(self, text: str, key: str = "", *, line: int = 0) -> None:
        """Add a problem, at *key* where one is named."""
        node = self.values.get(key)
        found = line or (line_of(node) if node is not None else self.line)
        where = f"{self.where} › {key}" if self.where and key else self.where or key
        self.problems.append(Problem(found, where, text))

    def text(self, key: str, longest: int | None = None, *, required: bool = False) -> str:
        """The text at *key*, or ""."""
        node = self.values.get(key)
        found = "" if node is None else self._scalar(node, key)
        if required and not found.strip():
            self.refuse(_("Fill this in"), key)
        if longest is not None and len(found) > longest:
            self.refuse(_("This is longer than %(most)d characters") % {"most": longest}, key)
        return found

    def flag(self, key: str, *, default: bool) -> bool:
        """The boolean at *key*."""
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
        """A text, a list of texts, or None."""
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
        """The mapping at *key*, or an empty one."""
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
        if not isinstance(node, yaml.ScalarNode):
            self.refuse(_("This has to be a text"), key)
            return ""
        return str(node.value)
