"""Whatever is written, what goes to Jira is valid and says all of it."""

import json
import re
from typing import Any

import pytest
from hypothesis import given

from integrations.jira.data_center.adf_to_wiki import wiki_of
from issues.richtext import problems, text_of, to_adf
from issues.richtext.html_tags import BLOCKS, INLINE
from tests.unit.issues.richtext import strategies
from tests.unit.issues.richtext.adf_shorthand import (
    examples,
    schema_check,
    schema_path,
    schema_refuses,
)

with_schema = pytest.mark.skipif(
    schema_path() is None, reason="Atlassian's ADF schema is not here (LODGE_ADF_SCHEMA names it)"
)


@examples
@given(strategies.noise())
def test_noise_becomes_valid_adf_and_keeps_every_word(noise: tuple[str, list[str]]) -> None:
    markdown, words = noise
    document = to_adf(markdown)
    assert problems(document) == []
    written = json.dumps(document)
    assert [word for word in words if word not in written and word not in _hidden(markdown)] == []


# What disappears on purpose: comments, and the attributes of the tags that are read.
_HIDDEN = re.compile(
    rf"<!--(?:-?>|.*?-->)|</?(?:{'|'.join(BLOCKS | INLINE)})\b[^>]*>", re.IGNORECASE | re.DOTALL
)


def _hidden(markdown: str) -> str:
    return " ".join(_HIDDEN.findall(markdown))


@examples
@given(strategies.documents | strategies.noise().map(lambda drawn: drawn[0]))
def test_nothing_is_written_that_jiras_editor_would_change(markdown: str) -> None:
    waiting: list[Any] = [to_adf(markdown)]
    while waiting:
        node = waiting.pop()
        if node["type"] != "codeBlock":
            assert not set(node.get("text", "")) & set("\n\r\u2028\u2029")
            marks = [mark["type"] for mark in node.get("marks", [])]
            assert "code" not in marks or marks == ["code"]
            waiting += node.get("content", [])


@examples
@given(strategies.documents)
def test_documents_become_valid_adf(markdown: str) -> None:
    assert problems(to_adf(markdown)) == []


@with_schema
@examples
@given(strategies.documents, strategies.noise())
def test_documents_and_noise_are_valid_by_atlassians_schema(
    markdown: str, noise: tuple[str, list[str]]
) -> None:
    schema_check()(to_adf(markdown))
    schema_check()(to_adf(noise[0]))


@with_schema
@examples
@given(strategies.near_misses() | strategies.hostile)
def test_what_our_checker_lets_pass_atlassians_schema_lets_pass(document: Any) -> None:
    assert problems(document) or not schema_refuses(document)


@examples
@given(strategies.documents)
def test_the_same_text_is_the_same_document(markdown: str) -> None:
    assert json.dumps(to_adf(markdown)) == json.dumps(to_adf(markdown))


@examples
@given(strategies.noise())
def test_wiki_markup_keeps_every_word_that_adf_shows(noise: tuple[str, list[str]]) -> None:
    markdown, words = noise
    document, wiki = to_adf(markdown), wiki_of(to_adf(markdown))
    shown = text_of(_without_mentions(document))  # wiki markup names them by their ids
    assert [word for word in words if word in shown and word not in wiki] == []


def _without_mentions(node: dict[str, Any]) -> dict[str, Any]:
    content = [
        _without_mentions(child) for child in node.get("content", []) if child["type"] != "mention"
    ]
    return node | ({"content": content} if "content" in node else {})
