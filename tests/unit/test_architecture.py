"""docs/architecture.md draws the code, and a module in the wrong room fails the contracts."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from itertools import permutations
from pathlib import Path

import grimp
import pytest

from tests.support.paths import ROOT

PACKAGES = (
    "config",
    "accounts",
    "background",
    "installation",
    "integrations",
    "issues",
    "single_sign_on",
)
DRAWN = ("issues", "integrations")
Arrow = tuple[str, str]


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    """Who imports whom."""
    return grimp.build_graph(*PACKAGES, cache_dir=None)


@pytest.fixture(scope="module")
def picture() -> str:
    """The Mermaid block of the document."""
    document = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    found = re.search(r"```mermaid\n(.*?)```", document, re.DOTALL)
    assert found
    return found[1]


def imports(graph: grimp.ImportGraph, rooms: Iterable[str]) -> set[Arrow]:
    """Which of *rooms* imports which other one directly."""
    return {
        (importer, imported)
        for importer, imported in permutations(rooms, 2)
        if graph.direct_import_exists(importer=importer, imported=imported, as_packages=True)
    }


def rooms_of(graph: grimp.ImportGraph, package: str) -> set[str]:
    """All but the migrations."""
    return graph.find_children(package) - {f"{package}.migrations"}


def reached(arrows: set[Arrow], start: str) -> set[str]:
    """All that *arrows* lead to."""
    found: set[str] = set()
    waiting = {start}
    while waiting:
        here = waiting.pop()
        new = {imported for importer, imported in arrows if importer == here} - found
        found |= new
        waiting |= new
    return found


def test_each_room_is_drawn_and_each_arrow_is_an_import(
    graph: grimp.ImportGraph, picture: str
) -> None:
    """Every import follows drawn arrows, and every drawn arrow is an import."""
    drawn = set(re.findall(r"^ +([\w.]+) --> ([\w.]+)$", picture, re.MULTILINE))
    nodes = set(re.findall(r"^ +([\w.]+)\[\w+\]$", picture, re.MULTILINE))
    groups = [rooms_of(graph, package) for package in DRAWN]
    assert nodes == set().union(*groups)
    real = set().union(*(imports(graph, rooms) for rooms in [*groups, set(PACKAGES)]))
    assert drawn <= real
    followed = {
        (importer, imported) for importer, _ in real for imported in reached(drawn, importer)
    }
    assert real <= followed


def lint(copy: Path) -> subprocess.CompletedProcess[str]:
    """The contracts, held against a copy of the product."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    return subprocess.run(
        [*command, "--no-cache"], cwd=copy, capture_output=True, text=True, check=False
    )


WRONG = {
    "a loose module at the root": ("issues/leftovers.py", ""),
    "an arrow up": ("issues/outbox/pages.py", "from issues.views import home\n"),
    "a way around integrations.jira": (
        "issues/filing/shortcut.py",
        "from integrations.jira import client\n",
    ),
    "a token outside": ("issues/filing/tokens.py", "from integrations import connections\n"),
    "requests outside the transport": ("issues/outbox/http.py", "import requests\n"),
    "a ring between files": (
        "issues/limits/quotas.py",
        "from issues.limits import posted_text_cap\n",
        "issues/limits/posted_text_cap.py",
        "from issues.limits import quotas\n",
    ),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The product's code, which a test may spoil and has to mend."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for package in (*PACKAGES, "sandbox"):
        ignored = shutil.ignore_patterns("__pycache__", "*.html")
        shutil.copytree(ROOT / package, folder / package, ignore=ignored)
    assert lint(folder).returncode == 0
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("files", WRONG.values(), ids=WRONG.keys())
def test_a_module_in_the_wrong_room_fails_the_check(copy: Path, files: tuple[str, ...]) -> None:
    """Each way of leaving the picture is refused, and named."""
    before: dict[Path, str | None] = {}
    for name, line in zip(files[::2], files[1::2], strict=True):
        path = copy / name
        text = path.read_text(encoding="utf-8") if path.exists() else None
        before[path] = text
        path.write_text((text or "") + line, encoding="utf-8")
    try:
        said = lint(copy)
    finally:
        for path, text in before.items():
            if text is None:
                path.unlink()
            else:
                path.write_text(text, encoding="utf-8")
    assert said.returncode == 1
    assert "BROKEN" in said.stdout
