"""No file has more than 400 lines and no function more than 45: both still fit into a reader's head."""

import ast
from collections.abc import Iterator
from pathlib import Path

FILE, FUNCTION = 400, 45  # lines
FOLDERS = (
    "accounts",
    "background",
    "config",
    "installation",
    "integrations",
    "issues",
    "sandbox",
    "tests",
)


def files(repository: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        yield from (repository / folder).rglob("*.py")


def test_no_file_is_longer_than_it_may_be(repository: Path) -> None:
    lines = {path: path.read_text(encoding="utf-8").count("\n") for path in files(repository)}
    assert len(lines) > 1000
    assert {str(path): count for path, count in lines.items() if count > FILE} == {}


def test_no_function_is_longer_than_it_may_be(repository: Path) -> None:
    functions = {
        f"{path}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in files(repository)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: count for name, count in functions.items() if count > FUNCTION} == {}
