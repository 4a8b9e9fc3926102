"""Production installs what it runs, and nothing else; the lists agree with each other and with the code."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from itertools import pairwise
from pathlib import Path

import pytest

LISTS = ("requirements", "requirements-sandbox", "requirements-dev")
OURS = ("accounts", "background", "config", "integrations", "issues", "single_sign_on")
# Used by name, in a way that no import shows.
BY_NAME = {
    "argon2-cffi": "Django's Argon2PasswordHasher imports it",
    "whitenoise": "a middleware and an application in config/fixed_settings.py, a storage in config/settings.py",
    "django-htmx": "a middleware and an application in config/fixed_settings.py",
    "django-template-partials": "an application in config/fixed_settings.py",
}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(root: Path, name: str) -> dict[str, str]:
    """The packages of a list, with their versions."""
    text = (root / f"{name}.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9.-]+)==([^ ;\\]+)", text, re.MULTILINE))


def named(root: Path, name: str) -> set[str]:
    """The packages that a list names itself, not by what they need."""
    text = (root / f"{name}.in").read_text(encoding="utf-8")
    return {
        canonical(each)
        for each in re.findall(
            r"^([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?\s*(?:[~=#]|$)", text, re.MULTILINE
        )
    }


def imported(root: Path, rooms: tuple[str, ...]) -> set[str]:
    """The packages from which the Python files of these folders import something."""
    modules = set()
    for file in (file for room in rooms for file in (root / room).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {each.name.partition(".")[0] for each in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                modules.add(str(node.module).partition(".")[0])
    homes = packages_distributions()
    outside = modules - set(sys.stdlib_module_names) - {*OURS, "sandbox"}
    return {canonical(homes[each][0]) for each in outside if each in homes}


def test_production_names_what_it_imports_and_nothing_else(repository: Path) -> None:
    assert named(repository, "requirements") == imported(repository, OURS) | set(BY_NAME)


def test_the_sandbox_names_what_it_imports(repository: Path) -> None:
    """What production names already, it need not name again."""
    named_by_it = named(repository, "requirements-sandbox")
    by_production = named(repository, "requirements")
    assert named_by_it == imported(repository, ("sandbox",)) - set(by_production)
    assert named_by_it.isdisjoint(pinned(repository, "requirements"))


def test_nothing_is_pinned_that_nobody_needs(repository: Path) -> None:
    """`make lock` notes with each package who brings it."""
    text = (repository / "requirements.txt").read_text(encoding="utf-8")
    asked_for = named(repository, "requirements")
    for name, notes in re.findall(
        r"^([a-z0-9.-]+)==(?:.*\n)(?:    --hash.*\n)*((?:    #.*\n)+)", text, re.MULTILINE
    ):
        by = set(
            re.findall(
                r"#\s+(?:via )?(?!via$)(-r requirements\.in|[a-z0-9-]+)$", notes, re.MULTILINE
            )
        )
        assert by, name
        assert by <= {"-r requirements.in", *pinned(repository, "requirements")}, name
        assert ("-r requirements.in" in by) == (name in asked_for), name


@pytest.mark.parametrize(("less", "more"), list(pairwise(LISTS)))
def test_each_list_is_the_one_before_and_more(repository: Path, less: str, more: str) -> None:
    assert pinned(repository, less).items() < pinned(repository, more).items()
