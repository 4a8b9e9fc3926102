"""No text makes much work, however it is made: what is done to it is counted in calls of functions, not in seconds."""

import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from mdurl import encode

from integrations.jira.data_center.adf_to_wiki import wiki_of
from issues.richtext import LIMIT, problems, size, text_of, to_html
from issues.richtext.bounded_markdown_it import Meter, TooManySteps
from issues.richtext.html_blocks import markup
from issues.richtext.markdown_to_adf import RICH_LIMIT, convert
from issues.richtext.parse_markdown import MAX_STEPS, _escape, _reader, _url, _www
from issues.richtext.plain_text import MAX_LINES, clean
from issues.richtext.split_long_text import _Splitter
from issues.richtext.task_lists import find_tasks
from tests.unit.issues.richtext import strategies
from tests.unit.issues.richtext.adf_shorthand import examples
from tests.unit.issues.richtext.test_linear_time import BOMBS

# What made the most work of a few hundred shapes.
_WORST = [
    *(
        "emphasis across",
        "columns",
        "definitions with open titles",
        "definitions unclosed",
        "lines",
    ),
    *(
        "brackets",
        "links unclosed",
        "mentions unclosed",
        "uses",
        "details",
        "details on lines",
        "pictures",
    ),
    *(
        "comments closed elsewhere",
        "comments in items",
        "HTML up to details",
        "details unclosed",
        "at signs",
    ),
]
SHAPES: dict[str, Callable[[int], str]] = {name: BOMBS[name] for name in _WORST} | {
    "alerts whose text is outdented": lambda n: "> [!TIP]\na\n" * (n // 11),
    "lists of one item": lambda n: "- a\n+ b\n* c\n" * (n // 12),
    "emphasis of a letter": lambda n: "*a*" * (n // 3),
    "strong and not": lambda n: "**a_b__c*" * (n // 9),
    "links to elsewhere": lambda n: "[a](é:b) " * (n // 9),
    "pictures around pictures around words": lambda n: (
        ("![" * 18 + "*a* " * 20 + "](b)" * 18) * (n // 188)
    ),
    "a picture deep in pictures with a long address": lambda n: (
        "![" * 18 + "a](" + "é" * n + ")" * 18
    ),
    "names of hosts": lambda n: "<http://" + "éa." * (n // 3) + ">",
    "short rows": lambda n: "|a" * 200 + "|\n" + "|-" * 200 + "|\n" + "|b\n" * (n // 3),
    "quotes of code": lambda n: (">" * 12 + "```\n") * (n // 16),
    "quotes of lists": lambda n: ("> - " * 6 + "a\n") * (n // 26),
    "lists at the bottom of lists": lambda n: (
        "".join("  " * i + "- a\n" for i in range(8)) + ("  " * 8 + "- a\n") * (n // 20)
    ),
    "references in brackets": lambda n: (
        "[a]: b\n\n" + ("[" * 18 + "b" * 300 + "]" * 18) * (n // 336)
    ),
    "definitions": lambda n: "[a]: b\n" * (n // 7),
    "paragraphs": lambda n: "a\n\n" * (n // 3),
    "headings": lambda n: "a\n=\n" * (n // 4),
    "details in quotes": lambda n: "> <details>\n> a\n" * (n // 16),
    "details around details": lambda n: "<details>\n" * 18 + "a</details>" * (n // 11),
    "paragraphs of HTML": lambda n: "<p>a</p>" * (n // 8),
    "titles": lambda n: "[a](b 'c') " * (n // 11),
    "tasks with code": lambda n: "- [ ] a\n\n      b\n" * (n // 17),
}
_CALLS = 25 * MAX_STEPS  # a step is ten calls or so; the rest is for what is made of the tokens
_SIZES = (RICH_LIMIT // 8, RICH_LIMIT)
# Of a text that is cut: five that look for the best place, the others of an eighth, a sixty-fourth …
_CONVERSIONS = 12


def _calls(work: Callable[[], object]) -> int:
    """How many functions `work` calls, those written in C among them."""
    count = 0

    def counted(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before: Any = sys.getprofile()
    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("name", SHAPES)
def test_reading_makes_little_work(name: str) -> None:
    for length in _SIZES:
        text = SHAPES[name](length)[:length]
        assert _calls(partial(convert, text)) <= _CALLS


@pytest.mark.parametrize(
    "name", ["emphasis across", "lines", "uses", "strong and not", "paragraphs", "headings"]
)
def test_cutting_reads_a_text_only_a_few_times(name: str) -> None:
    splitter = _Splitter(SHAPES[name](2 * RICH_LIMIT)[: 2 * RICH_LIMIT], "rest.md", LIMIT)
    assert size(convert(splitter.split().kept)) <= LIMIT
    assert len(splitter.sizes) <= _CONVERSIONS


def test_a_text_beyond_the_limit_makes_few_nodes_and_keeps_every_line() -> None:
    text = "".join(f"{number}\n" for number in range(200_000))
    document = convert(text)
    assert problems(document) == []
    assert len(document["content"][0]["content"]) == 2 * MAX_LINES - 1
    assert text_of(document).split() == text.split()
    assert _calls(lambda: (size(document), to_html(document), wiki_of(document))) <= _CALLS
    words = [line for line in text_of(convert("\n\n".join(text.split()))).split("\n") if line]
    assert words == text.split()


def test_what_takes_too_many_steps_is_shown_as_typed() -> None:
    text = SHAPES["alerts whose text is outdented"](RICH_LIMIT)
    assert {block["type"] for block in convert(text)["content"]} <= {"paragraph", "codeBlock"}
    assert text_of(convert(text)) == text.rstrip("\n")


def test_the_same_text_takes_the_same_steps_and_not_one_less() -> None:
    reader = _reader()
    _, steps = reader.read("- *a* [b](c) `d`\n\n|e|\n|-|\n|f|\n", 10_000)
    assert reader.read("- *a* [b](c) `d`\n\n|e|\n|-|\n|f|\n", steps)[1] == steps
    with pytest.raises(TooManySteps):
        reader.read("- *a* [b](c) `d`\n\n|e|\n|-|\n|f|\n", steps - 1)


class _Stock(MarkdownIt):
    meter: Meter

    def normalizeLink(self, url: str) -> str:  # noqa: N802  # markdown-it's name
        return encode(url)


def _stock() -> MarkdownIt:
    """markdown-it as it comes, with our link finder and spelling of links."""
    stock = _Stock("gfm-like2", {**_reader().options, "linkify": False})
    stock.core.ruler.disable("linkify")
    stock.core.ruler.before("inline", "tasks", find_tasks)
    stock.block.ruler.at("html_block", markup, {"alt": ["paragraph", "reference", "blockquote"]})
    stock.meter = Meter(10**7)
    stock.inline.ruler.at("escape", _escape)
    stock.inline.ruler.at("linkify", _url)
    stock.inline.ruler.after("linkify", "www", _www)
    stock.inline.add_terminator_char("w")
    return stock


@examples
@given(strategies.documents | strategies.noise().map(lambda drawn: drawn[0]))
def test_counting_changes_nothing_that_is_read(markdown: str) -> None:
    source = clean(markdown)
    read = [token.as_dict() for token in _reader().read(source, 10**7)[0]]
    assert read == [token.as_dict() for token in _stock().parse(source)]
