"""What counts as an Atlassian document, and what it says as text."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.jira import adf


def text(words: str = "x", *marks: Any) -> dict[str, Any]:
    node: dict[str, Any] = {"type": "text", "text": words}
    return (
        node | {"marks": [{"type": one} if isinstance(one, str) else one for one in marks]}
        if marks
        else node
    )


def node(kind: str, *content: Any, **attrs: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"type": kind}
    if attrs:
        made["attrs"] = attrs
    if content:
        made["content"] = list(content)
    return made


def doc(*content: Any) -> dict[str, Any]:
    return {"type": "doc", "version": 1, "content": list(content)}


def paragraph(*content: Any) -> dict[str, Any]:
    return node("paragraph", *content)


LINK = {"type": "link", "attrs": {"href": "https://example.com"}}
ITEM = node("listItem", paragraph(text()))
TASK = node("taskItem", text(), localId="1", state="TODO")
GOOD = [
    doc(),
    doc(
        paragraph(),
        paragraph(text("a", "strong", "em", LINK), node("hardBreak"), text("b", "code")),
    ),
    doc(
        node("heading", text(), level=6), node("rule"), node("codeBlock", text(), language="python")
    ),
    doc(
        node("bulletList", node("listItem", paragraph(text()), node("orderedList", ITEM, order=3)))
    ),
    doc(node("blockquote", paragraph(text()), node("bulletList", ITEM))),
    doc(
        node("panel", node("heading", level=1), panelType="info"),
        node("taskList", TASK, localId="2"),
    ),
    doc(
        node(
            "table",
            node("tableRow", node("tableHeader", paragraph()), node("tableCell", paragraph())),
        )
    ),
    doc(
        paragraph(
            node("mention", id="1", text="@bob"),
            node("emoji", shortName=":x:"),
            node("date", timestamp="1"),
        )
    ),
    doc(
        node("expand", paragraph(), title="More"),
        paragraph(node("inlineCard", url="https://example.com")),
    ),
    doc(
        node(
            "mediaSingle",
            node("media", type="external", url="https://example.com/a.png"),
            layout="center",
        )
    ),
]
BAD: list[Any] = [
    "text",
    None,
    [],
    {"type": "doc", "content": []},
    {"type": "doc", "version": 2, "content": []},
    {"type": "doc", "version": True, "content": []},
    {**doc(), "more": 1},
    doc(text()),
    doc(node("listItem", paragraph())),
    doc(paragraph(text(""))),
    doc(paragraph(paragraph())),
    doc(paragraph(text("a", "code", "strong"))),
    doc(paragraph(text("a", "bold"))),
    doc(paragraph(text("a", {"type": "link"}))),
    doc(paragraph({**text(), "more": 1})),
    doc(node("heading", text())),
    doc(node("heading", text(), level=7)),
    doc(node("heading", text(), level=True)),
    doc(node("codeBlock", text("a", "strong"))),
    doc(node("bulletList")),
    doc(node("bulletList", paragraph())),
    doc(node("blockquote", node("heading", level=1))),
    doc(node("table", node("tableRow", node("tableCell")))),
    doc(node("panel", paragraph(), panelType="loud")),
    doc({"type": "rule", "marks": []}),
    doc({"type": ["paragraph"]}),
    doc(None),
    doc(node("mediaSingle", "media", layout="center")),
    doc(node("mediaSingle", node("caption", text()), layout="center")),
]


@pytest.mark.parametrize("document", GOOD)
def test_a_document_by_the_published_schema_is_one(document: Any) -> None:
    assert adf.is_document(document)


@pytest.mark.parametrize("document", BAD)
def test_anything_else_is_not(document: Any) -> None:
    assert not adf.is_document(document)


def test_a_document_without_end_is_refused_rather_than_followed() -> None:
    inner: dict[str, Any] = node("bulletList", ITEM)
    for _ in range(5_000):
        inner = node("bulletList", node("listItem", inner))
    assert not adf.is_document(doc(inner))


def test_a_document_says_its_text_line_by_line() -> None:
    table = node("table", node("tableRow", node("tableCell", paragraph(text("cell")))))
    document = doc(
        node("heading", text("H"), level=1),
        paragraph(text("a"), node("hardBreak"), text("b")),
        table,
    )
    assert adf.to_text(document) == "H\na\nb\ncell"


def test_text_becomes_a_document_of_its_lines() -> None:
    assert adf.to_text(adf.from_text("a\n\nb")) == "a\n\nb"
    assert adf.is_document(adf.from_text("a\n\nb"))
