"""Documents name modules and files of this repository: each of them exists."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.support.paths import ROOT

ROOMS = (
    "accounts|background|config|docs|installation|integrations|issues|sandbox|single_sign_on|static"
    "|templates|tests"
)
GLOSSARY = ROOT / "docs" / "glossary.md"
HISTORY = {"names.md"}  # names modules of the past beside those of today
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted(path for path in (ROOT / "docs").glob("*.md") if path.name not in HISTORY),
]


def rows() -> list[list[str]]:
    """The cells of each row of the glossary's tables."""
    lines = [line for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if line[:1] == "|"]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if row[0] != "Word" and set(row[0]) != {"-"}]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_each_word_of_the_glossary_names_a_module_that_exists(row: list[str]) -> None:
    word, meaning, module = row
    assert word
    assert meaning
    assert find_spec(module.strip("`")) is not None


def test_no_word_of_the_glossary_is_there_twice() -> None:
    words = [word.strip().lower() for row in rows() for word in row[0].split(",")]
    assert sorted(set(words)) == sorted(words)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_each_file_that_a_document_names_exists(document: Path) -> None:
    text = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    named = re.findall(rf"`((?:{ROOMS})/[\w./-]*)`", text)
    missing = [
        name for name in named if not (ROOT / name).exists() and not list(ROOT.glob(f"{name}.*"))
    ]
    assert not missing


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_each_link_of_a_document_to_another_leads_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:|mailto:|accountid:|#)([^)\s#]+)", text)
    assert not [link for link in links if not (document.parent / link).exists()]
