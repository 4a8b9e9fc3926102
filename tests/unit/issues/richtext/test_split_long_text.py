"""A text that is too long for Jira: cut where it hurts least, and not a character of it lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.richtext import LIMIT, problems, size, split, text_of, to_adf
from issues.richtext.plain_text import clean
from tests.unit.issues.richtext import strategies
from tests.unit.issues.richtext.adf_shorthand import examples

POINTER = "It goes on in the file “description-rest.md”."


def _holds(whole: str, text: str) -> bool:
    """Whether every character of `text` stands in `whole`, in its order."""
    characters = iter(whole)
    return all(character in characters for character in text)


def test_what_fits_stays_whole() -> None:
    assert split("a\r\nb", "description-rest.md") == split("a\nb", "description-rest.md")
    assert split("a\nb", "x.md").rest == ""


def test_a_long_text_is_cut_between_its_paragraphs() -> None:
    markdown = "\n\n".join(f"## Part {n}\n\n{'words and more words ' * 20}" for n in range(200))
    halves = split(markdown, "description-rest.md")
    head = halves.kept.removesuffix(POINTER)
    assert head + halves.rest == markdown
    assert head.endswith("\n\n")
    assert LIMIT * 0.85 < size(to_adf(halves.kept)) <= LIMIT
    assert text_of(to_adf(halves.kept)).endswith(POINTER)


def test_a_short_table_or_code_at_the_end_goes_over_as_a_whole() -> None:
    code = "```python\n" + "print(1)\n" * 300 + "```\n"
    table = "\n|a|b|\n|-|-|\n" + "|c|d|\n" * 100
    for block in (code, table):
        halves = split("words " * 5000 + "\n\n" + block, "description-rest.md")
        assert halves.rest.strip() == block.strip()


def test_long_code_is_closed_and_opened_again() -> None:
    line = "2026-11-22 ERROR something went wrong\n"
    halves = split(
        "What I saw:\n\n~~~text\n" + line * 2000 + "~~~\n\nThe end", "description-rest.md"
    )
    assert halves.kept.endswith(f"{line}~~~\n\n{POINTER}")
    assert halves.rest.startswith(f"~~~text\n{line}")
    assert halves.kept.count(line) + halves.rest.count(line) == 2000
    assert [block["type"] for block in to_adf(halves.kept)["content"]] == [
        "paragraph",
        "codeBlock",
        "paragraph",
    ]


def test_a_long_table_gets_its_header_again() -> None:
    header, row = "| name | value |\n|---|---|\n", "| elk | large |\n"
    halves = split(header + row * 700, "description-rest.md")
    assert halves.kept.startswith(header + row)
    assert halves.rest.startswith(header + row)
    assert halves.kept.count(row) + halves.rest.count(row) == 700


def test_code_within_a_list_is_not_cut() -> None:
    item = "- item\n\n  ```\n" + "  code\n" * 40 + "  ```\n"
    halves = split(item * 200, "description-rest.md")
    assert halves.kept.count("```") % 2 == 0
    assert halves.rest.startswith("- item\n")
    assert len(halves.rest) % len(item) == 0


@pytest.mark.parametrize("mark", ["- a\n", "> a\n", "a\n", "1. a *b*\n"])
def test_one_endless_block_is_cut_between_lines(mark: str) -> None:
    halves = split(mark * 20_000, "description-rest.md")
    head = halves.kept.removesuffix(POINTER)
    assert LIMIT * 0.85 < size(to_adf(halves.kept)) <= LIMIT
    assert head.rstrip("\n").endswith(mark.strip())
    assert halves.rest.startswith(mark)


def test_one_endless_line_is_cut_between_words_or_characters() -> None:
    halves = split("word " * 20_000, "description-rest.md")
    assert halves.rest.startswith("word ")
    halves = split("ß" * 50_000, "description-rest.md")
    assert halves.kept.count("ß") + halves.rest.count("ß") == 50_000
    assert size(to_adf(halves.kept)) > LIMIT * 0.85


@pytest.mark.parametrize(
    "markdown", ["- " * 20_000 + "a", ">" * 50_000, "\x00\U0001f600" * 20_000, "[" * 40_000]
)
def test_odd_texts_are_cut_too(markdown: str) -> None:
    halves = split(markdown, "description-rest.md")
    assert size(to_adf(halves.kept)) <= LIMIT
    assert _holds(halves.kept + halves.rest, clean(markdown))


def test_ten_megabytes_are_cut() -> None:
    halves = split("All of it.\n\n" * 900_000, "description-rest.md")
    assert size(to_adf(halves.kept)) <= LIMIT


def test_a_file_may_be_called_anything() -> None:
    halves = split("a " * 40_000, "*rest* [1].md")
    assert text_of(to_adf(halves.kept)).endswith("“*rest* [1].md”.")


@examples
@given(
    strategies.documents | strategies.noise().map(lambda drawn: drawn[0]), st.integers(250, 2000)
)
def test_wherever_it_is_cut_it_fits_is_sound_and_holds_every_character(
    markdown: str, limit: int
) -> None:
    halves = split(markdown, "description-rest.md", limit=limit)
    document = to_adf(halves.kept)
    assert size(document) <= limit
    assert problems(document) == []
    assert _holds(halves.kept.removesuffix(POINTER) + halves.rest, clean(markdown))
    assert halves.kept.endswith(POINTER) or not halves.rest
