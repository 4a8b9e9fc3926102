"""JQL is put together from clauses whose operands are quoted; no text is formatted into it."""

import ast
import re
from collections.abc import Iterator

from tests.rules.checking import Rule, Source

_LOOKS_LIKE_JQL = re.compile(
    r"\b(AND|OR|NOT|ORDER BY)\b|\b[a-z]\w*\s*(!?=|!?~|[<>]=?|\bin\b|\bnot in\b)\s*([\"'({%]|$)"
)
_BUILDS = re.compile(r"(^|\.)(clause|quoted)$")
_WHERE = ("integrations/jira", "issues/queries")


def look(source: Source) -> Iterator[tuple[int, str]]:
    """f-strings, `%`, `.format` and `+` that look like JQL and hold more than clauses. Only where JQL is written."""
    if not source.path.as_posix().startswith(_WHERE):
        return
    for function in ast.walk(source.tree):
        if isinstance(function, ast.FunctionDef):
            known = dict(_assigned(function))
            for node in ast.walk(function):
                if isinstance(node, ast.expr) and _is_jql(node) and not _is_built(node, known):
                    yield node.lineno, "put it together from search.clause, which quotes"


def _is_jql(node: ast.expr) -> bool:
    formats = isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.Add)
    )
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        formats = node.func.attr == "format"
    return formats and any(_LOOKS_LIKE_JQL.search(text) for text in _words(node))


def _words(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.JoinedStr):
        parts = node.values
    else:
        parts = [node.left, node.right] if isinstance(node, ast.BinOp) else []
        parts += (
            [node.func.value]
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            else []
        )
    yield from (
        part.value
        for part in parts
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    )


def _is_built(node: ast.AST, known: dict[str, ast.expr]) -> bool:
    """Whether it holds constants, clauses and what is put together from them alone."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Name):
        return node.id in known and _is_built(known[node.id], {**known, node.id: ast.Name("")})
    if isinstance(node, ast.JoinedStr):
        return all(_is_built(part, known) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return _is_built(node.value, known)
    if isinstance(node, ast.Tuple | ast.List):
        return all(_is_built(each, known) for each in node.elts)
    if isinstance(node, ast.GeneratorExp | ast.ListComp):
        return _is_built(node.elt, known)
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func)
        joins = name.endswith(".join") and all(_is_built(each, known) for each in node.args)
        return joins or _BUILDS.search(name) is not None
    return False


def _assigned(function: ast.FunctionDef) -> Iterator[tuple[str, ast.expr]]:
    for node in ast.walk(function):
        if (
            isinstance(node, ast.Assign)
            and len(node.targets) == 1
            and isinstance(node.targets[0], ast.Name)
        ):
            yield node.targets[0].id, node.value
        elif isinstance(node, ast.comprehension) and isinstance(node.target, ast.Name):
            yield node.target.id, node.iter


RULE = Rule("jql-formatted", look)
