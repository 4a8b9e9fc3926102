"""Texts made to be slow are not: four times the text takes about four times as long, never sixteen."""

import gc
import time
from collections.abc import Callable

import pytest

from integrations.jira.data_center.adf_to_wiki import wiki_of
from issues.richtext import problems, size, text_of, to_html
from issues.richtext.markdown_to_adf import RICH_LIMIT, convert

BOMBS: dict[str, Callable[[int], str]] = {
    "quotes": lambda n: ">" * n + "a",
    "quotes of many lines": lambda n: "> " * 15 + "a\n" + "a\n" * (n // 2),
    "lists": lambda n: "- " * (n // 2) + "a",
    "items": lambda n: "- a\n" * (n // 4),
    "tasks": lambda n: "- [ ] a\n" * (n // 8),
    "emphasis": lambda n: "*" * (n // 2) + "a" + "*" * (n // 2),
    "emphasis across": lambda n: "*a_ " * (n // 4),
    "emphasis unclosed": lambda n: "a**b" * (n // 8) + "c* " * (n // 6),
    "tildes": lambda n: "~a ~~b" * (n // 6),
    "brackets": lambda n: "[" * n,
    "brackets around": lambda n: "[" * (n // 2) + "a" + "]" * (n // 2),
    "images": lambda n: "![[]()" * (n // 6),
    "images in images": lambda n: "![" * (n // 6) + "a" + "](b)" * (n // 6),
    "links unclosed": lambda n: "[a](" * (n // 4),
    "links elsewhere": lambda n: "[a](x)" * (n // 6),
    "definitions": lambda n: "".join(f"[a{i}]: b\n" for i in range(n // 9)),
    "definitions unclosed": lambda n: "[a\n" * (n // 3),
    "definitions with open titles": lambda n: "[a]: b 'c\n" + "d\n" * (n // 2),
    "uses": lambda n: "[a]: b\n\n" + "[a] " * (n // 4),
    "backticks": lambda n: "".join("`" * i + " " for i in range(int((2 * n) ** 0.5))),
    "addresses": lambda n: "http://a" * (n // 8),
    "schemes": lambda n: "a://" * (n // 4),
    "schemes without a host": lambda n: "http:///" * (n // 8),
    "brackets behind an address": lambda n: "http://a" + ")" * n,
    "mentions": lambda n: "[@a](accountid:1)" * (n // 17),
    "mentions unclosed": lambda n: "[@" * (n // 4) + "](accountid:1" * (n // 30),
    "mail": lambda n: "a@b" * (n // 3),
    "a long name": lambda n: "a" * n + "@e.x",
    "www": lambda n: "www.a." * (n // 6),
    "tags": lambda n: "<b>" * (n // 7) + "</b>" * (n // 7),
    "tags unclosed": lambda n: "<a " * (n // 3),
    "comments unclosed": lambda n: "a <!--" * (n // 6),
    "a block of tags": lambda n: "<div>" + "<b>" * (n // 3),
    "cdata unclosed": lambda n: "a <![CDATA[" * (n // 11),
    "comments": lambda n: "<!---->" * (n // 7),
    "comments never closed on lines": lambda n: "<!--\n" * (n // 5),
    "comments closed elsewhere": lambda n: "> <!--\n" * (n // 7) + "\n-->",
    "comments in items": lambda n: "- <!--\n" * (n // 7) + "\n-->",
    "details": lambda n: "<details>" * (n // 20) + "a" + "</details>" * (n // 20),
    "details side by side": lambda n: "<details><summary>a</summary>b</details>" * (n // 40),
    "details on lines": lambda n: (
        "<details>\n<summary>a\n" * (n // 20) + "</summary>\n</details>\n" * (n // 20)
    ),
    "details unclosed": lambda n: "<details>\n" * (n // 10),
    "details never opened": lambda n: "<p>\n" * (n // 8) + "</details>\n" * (n // 22),
    "links of HTML": lambda n: (
        "<a href='https://e.x'>" * (n // 40) + "b" * (n // 8) + "</a>" * (n // 8)
    ),
    "pictures": lambda n: "<img src=a>" * (n // 11),
    "attributes": lambda n: "<img" + " a" * (n // 2) + ">",
    "blanks in a tag": lambda n: "<img a" + " " * n + "b>",
    "HTML up to details": lambda n: "<div>\n<details>\n" * (n // 16),
    "a block of comments": lambda n: "<div>" + "<!--" * (n // 4),
    "square brackets behind addresses": lambda n: "http://a]" * (n // 9),
    "square brackets within an address": lambda n: "http://a" + "[" * (n // 2) + "]" * (n // 2),
    "entities behind an address": lambda n: "http://a" + "&b;" * (n // 3),
    "hosts that are none": lambda n: "http://a_b" * (n // 10),
    "at signs": lambda n: "a@" * (n // 2),
    "names of a long host": lambda n: "a@b" + ".c" * (n // 2) + "1",
    "rows": lambda n: "a|b\n-|-\n" + "c|d\n" * (n // 4),
    "columns": lambda n: "|a" * (n // 4) + "|\n" + "|-" * (n // 4) + "|",
    "entities": lambda n: "&#" * (n // 2),
    "backslashes": lambda n: "\\" * n,
    "lines": lambda n: "a\n" * (n // 2),
    "blank lines": lambda n: " \n" * (n // 2),
    "spaces": lambda n: "a" + " " * n + "b",
}


def _seconds(work: Callable[[str], object], text: str) -> float:
    """Processor seconds of `work(text)`, the best of two: other work on the machine is not counted."""
    best = float("inf")
    gc.disable()  # its cost follows the size of the whole test run
    try:
        for _ in range(2):
            start = time.process_time()
            work(text)
            best = min(best, time.process_time() - start)
    finally:
        gc.enable()
    return best


def _everything(markdown: str) -> None:
    document = convert(markdown)
    problems(document)
    size(document)
    text_of(document)
    to_html(document)


def _is_linear(work: Callable[[str], object], bomb: Callable[[int], str], length: int) -> bool:
    """Whether 4n takes at most 8 times as long as n; a busy machine gets three tries, a square fails them all."""
    return any(
        _seconds(work, bomb(4 * length)) <= 8 * _seconds(work, bomb(length)) + 0.01
        for _ in range(3)
    )


@pytest.mark.parametrize("name", BOMBS)
def test_reading_and_showing_is_linear(name: str) -> None:
    assert _is_linear(_everything, BOMBS[name], 1500)


@pytest.mark.parametrize(
    "name", ["lines", "tasks", "rows", "emphasis across", "backslashes", "lists"]
)
def test_writing_wiki_markup_is_linear(name: str) -> None:
    assert _is_linear(lambda markdown: wiki_of(convert(markdown)), BOMBS[name], 2000)


@pytest.mark.parametrize(
    "bomb",
    [lambda n: "word\n\n" * (n // 6), lambda n: "[" * n, lambda n: " \n" * (n // 2)],
    ids=["paragraphs", "brackets", "blank lines"],
)
def test_beyond_the_limit_reading_is_linear(bomb: Callable[[int], str]) -> None:
    assert _is_linear(convert, bomb, 2 * RICH_LIMIT)


def test_no_bomb_costs_much_more_than_what_people_write() -> None:
    """`lines` is what people write; no bomb of that length may cost thirty times its time."""
    usual = _seconds(convert, BOMBS["lines"](2000))
    assert [
        name for name, bomb in BOMBS.items() if _seconds(convert, bomb(2000)) > 30 * usual
    ] == []
