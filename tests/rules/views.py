"""Every view asks who is there, and every row that an address names is looked up as theirs."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.rules.checking import Rule, Source, functions

_ASKS = re.compile(r"\b(login_required|guarded|permission_required|staff_member_required)\b")
_MIXIN = re.compile(r"\b(LoginRequiredMixin|PermissionRequiredMixin|PasswordChangeView)\b")
_ROW = re.compile(r"<uuid:(\w+)>|<int:(\w+)>")
_WHOSE = re.compile(r"\b(request|user|owner)\b")


def look(source: Source) -> Iterator[tuple[int, str]]:
    """The addresses of an application: each `path` of its `urls.py`, with the view it names."""
    if source.path.name != "urls.py":
        return
    for node in ast.walk(source.tree):
        if (
            isinstance(node, ast.Call)
            and ast.unparse(node.func) in {"path", "re_path"}
            and len(node.args) > 1
        ):
            yield from _address(source, node)


def _address(source: Source, node: ast.Call) -> Iterator[tuple[int, str]]:
    view = _view(source, node.args[1])
    if view is None:
        return
    decorators = " ".join(ast.unparse(each) for each in view.decorator_list)
    bases = " ".join(map(ast.unparse, view.bases)) if isinstance(view, ast.ClassDef) else ""
    asks_inside = "request.user.is_authenticated" in ast.unparse(view)
    if not (_ASKS.search(decorators) or _MIXIN.search(bases) or asks_inside):
        yield node.lineno, f"{view.name} asks nobody to sign in"
    if isinstance(view, ast.FunctionDef) and isinstance(node.args[0], ast.Constant):
        for names in _ROW.findall(str(node.args[0].value)):
            name = next(filter(None, names))
            first = min(_uses(view, name), key=lambda each: each.lineno, default=None)
            if first is not None and not _says_whose(view, first):
                yield node.lineno, f"{view.name} looks up {name} without saying whose it must be"


def _says_whose(view: ast.FunctionDef, statement: ast.stmt) -> bool:
    """Whether it names the person, or what was made of them."""
    words = set(re.findall(r"\w+", ast.unparse(statement)))
    made = {
        ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)
        for node in ast.walk(view)
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and node.value
        and _WHOSE.search(ast.unparse(node.value))
    }
    return bool(words & ({"request", "user", "owner"} | made))


def _uses(view: ast.FunctionDef, name: str) -> Iterator[ast.stmt]:
    """The innermost statements that say *name*."""
    for statement in ast.walk(view):
        if isinstance(statement, ast.stmt) and not isinstance(statement, ast.FunctionDef):
            inner = [
                each
                for each in ast.walk(statement)
                if isinstance(each, ast.stmt) and each is not statement
            ]
            said = any(
                isinstance(each, ast.Name) and each.id == name for each in ast.walk(statement)
            )
            if said and not any(
                isinstance(each, ast.Name) and each.id == name
                for part in inner
                for each in ast.walk(part)
            ):
                yield statement


def _view(source: Source, expression: ast.expr) -> ast.FunctionDef | ast.ClassDef | None:
    """The function or class of ours that *expression* names, `module.view` or `module.View.as_view()`."""
    named = ast.unparse(expression).partition(".as_view(")[0].split(".")
    if len(named) != 2:
        return None
    for node in ast.walk(source.tree):
        if (
            isinstance(node, ast.ImportFrom)
            and node.module
            and any(each.name == named[0] for each in node.names)
        ):
            file = Path(*node.module.split("."), f"{named[0]}.py")
            if not file.exists():
                return None
            tree = ast.parse(file.read_text(encoding="utf-8"))
            classes = [each for each in tree.body if isinstance(each, ast.ClassDef)]
            return next(
                (each for each in classes if each.name == named[1]), functions(tree).get(named[1])
            )
    return None


RULE = Rule("view-open", look)
