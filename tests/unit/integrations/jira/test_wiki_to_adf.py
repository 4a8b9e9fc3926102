"""Wiki markup as documents: every construct, what is not known, and what Lodge itself wrote."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.jira.data_center import Speaker
from integrations.jira.data_center.adf_to_wiki import wiki_of
from integrations.jira.data_center.wiki_to_adf import document
from issues.richtext import from_adf, problems, text_of, to_adf, to_html
from tests.unit.issues.richtext.adf_shorthand import examples

SPEAKER = Speaker("dc:0123456789ab:JIRAUSER1", "bob")


def read(wiki: str) -> dict[str, Any]:
    """The document, as Bob reads it."""
    return document(wiki, SPEAKER)


def html(wiki: str) -> str:
    """What a page shows of it."""
    return to_html(read(wiki))


@pytest.mark.parametrize(
    ("wiki", "shown"),
    [
        ("a *b* _c_ -d- +e+ {{f}}", "<p>a <strong>b</strong> <em>c</em> <s>d</s> <u>e</u>"),
        ("H{~}2{~}O x^2^", "<p>H<sub>2</sub>O x^2^</p>"),
        ("x ^2^", "<sup>2</sup>"),
        ("*_a_*", "<em><strong>a</strong></em>"),
        ("*a b*c d-e 2 * 3 * 4", "<p>*a b*c d-e 2 * 3 * 4</p>"),
        ("\\*a\\* \\{b\\}", "<p>*a* {b}</p>"),
        ("C:&#92;temp &amp; co", "<p>C:\\temp &amp; co</p>"),
        ("h2. Steps\nDo it", "Steps</h"),
        ("one\ntwo\n\nthree", "<p>one<br>two</p><p>three</p>"),
        ("one\\\\two", "<p>one<br>two</p>"),
        ("{code:java}\nint *x*;\n{code}", "int *x*;"),
        ("{noformat}\n*a*\n\n{b}\n{noformat}", "*a*\n\n{b}"),
        ("{quote}\n*a*\n{quote}", "<blockquote><p><strong>a</strong></p></blockquote>"),
        ("bq. said", "<blockquote><p>said</p></blockquote>"),
        ("----", "<hr>"),
        ("* a\n* b\n** c\n# d", "<li><p>b</p><ul><li><p>c</p>"),
        ("# a\n#* b", "<ol><li><p>a</p><ul><li><p>b</p>"),
        ("|| a || b ||\n| c | [d|http://e.x/] |", "<th><p>a</p></th>"),
        ("[words|https://e.x/?a=1&b=2]", 'href="https://e.x/?a=1&amp;b=2"'),
        ("[https://e.x/]", 'href="https://e.x/"'),
        ("see https://e.x/a_b_c.", "https://e.x/a_b_c"),
        ("ask [~carol.b] now", "@carol.b"),
    ],
)
def test_constructs(wiki: str, shown: str) -> None:
    assert shown in html(wiki)
    assert problems(read(wiki)) == []


def test_a_mention_names_the_account() -> None:
    said = read("[~bob] and [~carol]")["content"][0]["content"]
    ids = [each["attrs"]["id"] for each in said if each["type"] == "mention"]
    assert ids == ["dc:0123456789ab:JIRAUSER1", "dc:0123456789ab:~carol"]


@pytest.mark.parametrize("wiki", ["{color:red}a{color}", "!shot.png|thumbnail!", "{toc}"])
def test_what_is_not_known_is_shown_and_not_offered_for_editing(wiki: str) -> None:
    assert text_of(read(f"before {wiki} after")).count("before") == 1
    assert wiki.partition("}")[0][1:6] in html(wiki)
    assert from_adf(read(wiki)) is None


@pytest.mark.parametrize(
    "wiki", ["[x|javascript:alert(1)]", "<script>alert(1)</script>", "[a|data:x]"]
)
def test_nothing_that_runs_comes_through(wiki: str) -> None:
    shown = html(wiki)
    assert "<script" not in shown
    assert "href" not in shown


@pytest.mark.parametrize(
    "markdown",
    [
        "plain",
        "a **b** *c* ~~d~~ `e`",
        "# Title\n\ntext",
        "- a\n- b\n  - c",
        "1. a\n2. b",
        "```java\nint x;\n```",
        "> quoted",
        "[words](https://e.x/)",
        "C:\\\\temp and 2 * 3",
        "one\\\ntwo",
    ],
)
def test_what_lodge_wrote_may_be_edited_again(markdown: str) -> None:
    written = wiki_of(to_adf(markdown))
    again = from_adf(read(written))
    assert again is not None
    assert wiki_of(to_adf(again)) == written


@examples
@given(st.text("ab \n*_-+^~{}[]|\\!?#h1.&;:/", max_size=200))
def test_any_text_is_a_document_with_its_words(wiki: str) -> None:
    found = read(wiki)
    assert to_html(found) is not None
    assert wiki.count("a") >= text_of(found).count("a")


BOMBS: dict[str, Callable[[int], str]] = {
    "brackets": lambda n: "[" * n,
    "links unclosed": lambda n: "[a|" * (n // 3),
    "signs": lambda n: "*a_ " * (n // 4),
    "signs unclosed": lambda n: " *a" * (n // 3),
    "braces": lambda n: "{" * n,
    "code unclosed": lambda n: "{{a" * (n // 3),
    "macros": lambda n: "{code}\n" * (n // 7),
    "pictures": lambda n: "!a" * (n // 2),
    "entities": lambda n: "&#" * (n // 2),
    "lists": lambda n: "* a\n" * (n // 4),
    "bars": lambda n: "|a" * (n // 2),
    "quotes": lambda n: "{quote}\n" * (n // 8),
    "backslashes": lambda n: "\\" * n,
}


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_reading_is_linear(name: str) -> None:
    def seconds(size: int) -> float:
        wiki = BOMBS[name](size)
        started = time.process_time()
        read(wiki)
        return time.process_time() - started

    seconds(1000)
    short, long = min(seconds(4000) for _ in range(3)), min(seconds(16_000) for _ in range(3))
    assert long < max(short * 10, 0.05)
