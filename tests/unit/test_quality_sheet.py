"""docs/quality.md holds every way in against every rule, by tests that exist."""

import ast
import re
from functools import cache

import pytest

from tests.support.paths import ROOT

WAYS = [
    *("user", "service_account", "api_token", "scoped_api_token"),
    *("data_center", "data_center_oauth", "webhooks", "single sign-on"),
]
RULES = 15
_NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
_SHORTEST_REASON = 40  # characters, below which nothing is explained


@cache
def names_of_tests(path: str) -> frozenset[str]:
    """The names of the tests of a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def sheet() -> dict[str, list[tuple[str, str]]]:
    """The rows (way in, cell) below the heading of each rule."""
    text = (ROOT / "docs" / "quality.md").read_text(encoding="utf-8")
    found = {}
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        heading, _, rest = part.partition("\n")
        rows = re.findall(r"^\| ([\w -]+) \| (.+) \|$", rest, re.MULTILINE)
        found[heading] = [row for row in rows if row[0] != "Way in"]
    return found


CELLS = [(rule, way, cell) for rule, rows in sheet().items() for way, cell in rows]


def test_every_way_in_is_held_against_every_rule() -> None:
    rules = sheet()
    assert [heading.partition(".")[0] for heading in rules] == [
        str(number) for number in range(1, RULES + 1)
    ]
    assert {rule: [way for way, _cell in rows] for rule, rows in rules.items()} == dict.fromkeys(
        rules, WAYS
    )


@pytest.mark.parametrize(("rule", "way", "cell"), CELLS)
def test_each_cell_names_a_test_that_exists_or_a_reason(rule: str, way: str, cell: str) -> None:
    named = _NAMED.findall(cell)
    missing = [f"{path}::{test}" for path, test in named if test not in names_of_tests(path)]
    assert not missing
    assert named or cell.startswith("— ")
    assert not cell.startswith("— ") or len(_NAMED.sub("", cell)) >= _SHORTEST_REASON
