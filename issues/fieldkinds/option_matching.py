"""Finds options of a closed list by the names that people, other systems and forms give them. Pure.

An option is found by its id, its name and its posted value. A child of a cascading field is found together with its
parent ("Europe › Berlin", "1:11"), or alone where its name is unique.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Protocol, runtime_checkable

from integrations.jira import FieldMeta

_BETWEEN = " › "  # a parent and its child, as Lodge shows them
# Other systems' separators: exports, JQL helpers, links, mails.
_JOINTS = re.compile(r"\s*(?:›|»|→|->|>|::|:|/|\\|-|–)\s*")


@runtime_checkable
class HasOptions(Protocol):
    """A field kind with a closed list."""

    def values(self, meta: FieldMeta) -> Iterator[tuple[str, str]]:
        """The (posted value, label) of every choice."""


class Options:
    """The options of one field, looked up by text."""

    def __init__(self, kind: HasOptions, meta: FieldMeta) -> None:
        offered = list(kind.values(meta))
        self._exact = {value: value for value, _label in offered}
        self._named: dict[str, str] = {}
        self._joined: dict[str, str] = {}
        for name, value in self._names(offered, meta):
            self._named.setdefault(_folded(name), value)
        self._commas = max((name.count(",") for name in self._named), default=0)

    def _names(self, offered: list[tuple[str, str]], meta: FieldMeta) -> Iterator[tuple[str, str]]:
        """Every (name, value), most specific first."""
        labels = dict(offered)
        yield from ((label, value) for value, label in offered)
        keys = {str(each.get("id")): each.get("key") for each in meta.allowed_values or ()}
        yield from ((str(keys[value]), value) for value in labels if keys.get(value))
        children = list(_children(labels))
        for value, parent, child in children:
            for outer in (parent, value.partition(":")[0]):
                self._joined.setdefault(_JOINTS.sub(":", _folded(f"{outer}:{child}")), value)
        names = [(child, value) for value, _parent, child in children]
        ids = [(value.partition(":")[2], value) for value, _parent, _child in children]
        for alone in (ids, names):
            often = Counter(_folded(name) for name, _value in alone)
            yield from ((name, value) for name, value in alone if often[_folded(name)] == 1)

    def find(self, text: str) -> str:
        """The posted value of the option called *text*, or ""."""
        wanted = _folded(text)
        if found := self._exact.get(text.strip()) or self._named.get(wanted):
            return found
        if found := self._joined.get(_JOINTS.sub(":", wanted)):
            return found
        posted, bar, _label = text.strip().partition("|")
        return self._exact.get(posted, "") if bar else ""

    def find_all(self, text: str) -> list[str]:
        """The posted values of all options named in *text*, separated by commas. Names may contain commas.

        The longer name wins where there are two readings. Unknown names are left out.
        """
        parts = text.split(",")
        found: list[str] = []
        start = 0
        while start < len(parts):
            most = min(start + self._commas + 1, len(parts))
            ends = range(most, start, -1)
            here = ((end, self._one(",".join(parts[start:end]))) for end in ends)
            start, value = next(((end, each) for end, each in here if each), (start + 1, ""))
            found += [value] if value else []
        return found

    def _one(self, text: str) -> str:
        return self.find(text) or self.find(_unquoted(text))


def _children(labels: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """(value, name of its parent, its own name) of each child."""
    for value, label in labels.items():
        parent_id, colon, _child_id = value.partition(":")
        before = f"{labels.get(parent_id, '')}{_BETWEEN}"
        if colon and parent_id in labels and label.startswith(before):
            yield value, labels[parent_id], label.removeprefix(before)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _unquoted(text: str) -> str:
    text = text.strip()
    return text[1:-1].replace('""', '"') if len(text) > 1 and text[0] == text[-1] == '"' else text
