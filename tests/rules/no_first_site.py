"""Never the first of somebody's sites: which one is meant is said by its cloud id."""

import ast
from collections.abc import Iterator

from tests.rules.checking import Rule, Source, called


def look(source: Source) -> Iterator[tuple[int, str]]:
    """`.first()`, `.last()`, `[0]` and `next(iter(...))` of sites that no cloud id names."""
    said = "name the site by its cloud id: the first one may be anybody's"
    for call, name in called(source.tree):
        taken = name.rpartition(".")[0] if name.endswith((".first", ".last")) else ""
        if name == "next" and call.args:
            taken = ast.unparse(call.args[0])
        if _are_sites(taken):
            yield call.lineno, said
    for node in ast.walk(source.tree):
        if (
            isinstance(node, ast.Subscript)
            and _is_end(node.slice)
            and _are_sites(ast.unparse(node.value))
        ):
            yield node.lineno, said


def _is_end(index: ast.expr) -> bool:
    return ast.unparse(index) in {"0", "-1"}


def _are_sites(expression: str) -> bool:
    return "site" in expression.lower() and "cloud_id" not in expression


RULE = Rule("first-of-sites", look)
