"""No HTTP call, and no task handed to the queue, while a transaction is open."""

import ast
import re
from collections.abc import Iterator

from tests.rules.checking import Rule, Source, called, functions

# What sends: the transport, OAuth's calls, the client of the door, a function of the door, a task handed over.
_SENDS = re.compile(
    r"^(send|oauth\.[a-z_]+|client\.call|jira\.[a-z_]+|requests\.\w+|urllib3\.\w+)$|\.(delay|apply_async)$"
)
# Functions of the door that ask nobody.
_PURE = {"jira.words_to_look_for"}


def look(source: Source) -> Iterator[tuple[int, str]]:
    """Inside `with transaction.atomic()` and functions of that decorator, also through functions of the same file."""
    local = functions(source.tree)
    for node in ast.walk(source.tree):
        for statement in _inside(node):
            yield from _sent(statement, local, frozenset())


def _inside(node: ast.AST) -> list[ast.stmt]:
    if isinstance(node, ast.With) and any(_opens(item.context_expr) for item in node.items):
        return node.body
    if isinstance(node, ast.FunctionDef) and any(_opens(each) for each in node.decorator_list):
        return node.body
    return []


def _opens(expression: ast.expr) -> bool:
    return re.search(r"(^|\.)atomic(\(|$)", ast.unparse(expression)) is not None


def _sent(
    node: ast.AST, local: dict[str, ast.FunctionDef], seen: frozenset[str]
) -> Iterator[tuple[int, str]]:
    for call, name in called(node):
        if _SENDS.search(name) and name not in _PURE and name not in local:
            yield (
                call.lineno,
                f"{name} may be called once the transaction is over: transaction.on_commit",
            )
        elif name in local and name not in seen:
            for _line, said in _sent(local[name], local, seen | {name}):
                yield call.lineno, said


RULE = Rule("http-in-transaction", look)
