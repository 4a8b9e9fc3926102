"""What a rule is, and how a line is excused from one.

A line that a rule stops at may stand where a comment behind it, or alone on the line before, says why:
`# rule NAME: the reason`. An excuse without a reason, for a rule that does not exist, or for a line that nothing stops
at, is a violation itself.
"""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

PRODUCT = (
    "accounts",
    "background",
    "config",
    "installation",
    "integrations",
    "issues",
    "single_sign_on",
)
_EXCUSE = re.compile(r"#\s*rule\s+(?P<rule>[\w-]+)\s*(?::\s*(?P<reason>.*\S))?\s*$")
_SHORTEST_REASON = 12  # characters, below which nothing is explained


@dataclass(frozen=True)
class Source:
    """A file of the product, parsed. *path* is relative to the repository."""

    path: Path
    text: str
    tree: ast.Module

    @classmethod
    def of(cls, path: str, text: str) -> "Source":
        """Raises SyntaxError."""
        return cls(Path(path), text, ast.parse(text))


@dataclass(frozen=True, order=True)
class Violation:
    """Where a rule is broken, and what to do instead."""

    path: Path
    line: int
    rule: str
    said: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.said}"


@dataclass(frozen=True)
class Rule:
    """A named check; `look` yields a line number and a sentence for each place that breaks it."""

    name: str
    look: Callable[[Source], Iterable[tuple[int, str]]]


def sources(root: Path) -> Iterator[Source]:
    """All the product's files below *root*, migrations apart: those are history."""
    for folder in PRODUCT:
        for path in sorted((root / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield Source.of(str(path.relative_to(root)), path.read_text(encoding="utf-8"))


def check(files: Iterable[Source], rules: Iterable[Rule]) -> list[Violation]:
    """Every violation of *rules* in *files*, excuses taken into account."""
    known = list(rules)
    return sorted({found for source in files for found in _in_one(source, known)})


def _in_one(source: Source, rules: list[Rule]) -> Iterator[Violation]:
    excuses = dict(_excuses(source))
    used = set()
    for rule in rules:
        for line, said in rule.look(source):
            excuse = excuses.get(line)
            if excuse is not None and excuse[0] == rule.name:
                used.add(line)
            else:
                yield Violation(source.path, line, rule.name, said)
    names = {rule.name for rule in rules}
    for line, (name, reason) in excuses.items():
        if name not in names:
            yield Violation(source.path, line, "excuse", f"there is no rule {name}")
        elif line not in used:
            yield Violation(
                source.path, line, "excuse", f"nothing here breaks {name}: remove the excuse"
            )
        elif len(reason) < _SHORTEST_REASON:
            yield Violation(source.path, line, "excuse", f"say why {name} may be broken here")


def _excuses(source: Source) -> Iterator[tuple[int, tuple[str, str]]]:
    for number, line in enumerate(source.text.splitlines(), 1):
        if found := _EXCUSE.search(line):
            stands_alone = line.lstrip().startswith("#")
            yield number + stands_alone, (found["rule"], found["reason"] or "")


def functions(tree: ast.AST) -> dict[str, ast.FunctionDef]:
    """The functions at the root of a module, by name."""
    return {
        each.name: each for each in ast.iter_child_nodes(tree) if isinstance(each, ast.FunctionDef)
    }


def called(node: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Each call below *node*, with what is called, as it is written."""
    for each in ast.walk(node):
        if isinstance(each, ast.Call):
            yield each, ast.unparse(each.func)
