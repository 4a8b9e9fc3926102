"""Boxes to tick: what stands behind them is text, and none of them is lost to its neighbours."""

from typing import Any

import pytest

from issues.richtext import problems, text_of, to_adf
from tests.unit.issues.richtext.adf_shorthand import content
from tests.unit.issues.richtext.github_reference import github_runs, our_runs


def _said(block: dict[str, Any]) -> tuple[str, str]:
    return block["type"], text_of(block)


@pytest.mark.parametrize(
    "words",
    [
        "> 200 ms",
        "# of users",
        "- a",
        "1. a",
        "    a",
        "--- a",
        "``` a",
        "<div>",
        "| a |",
        "[x] a",
        "a",
    ],
)
def test_signs_behind_a_box_are_text(words: str) -> None:
    markdown = f"- [ ] before\n- [x] {words}\n- [ ] after"
    (tasks,) = content(markdown)
    assert _said(tasks) == ("taskList", f"before\n{words.strip()}\nafter")
    assert [item["attrs"]["state"] for item in tasks["content"]] == ["TODO", "DONE", "TODO"]


@pytest.mark.parametrize(
    "markdown", ["- [ ] > x", "* [x] # x", "- [X]\ta", "- [ ]a", "- a\n\n  [ ] b", "[x] a"]
)
def test_boxes_are_where_github_sees_them(markdown: str) -> None:
    assert our_runs(markdown) == github_runs(markdown)


@pytest.mark.parametrize(
    ("markdown", "blocks"),
    [
        ("- [ ]\n- [ ] ", [("taskList", "")]),
        ("- [x] a\n- b\n- c\n- [ ] d", [("taskList", "a"), ("bulletList", "b\nc"), ("taskList", "d")]),
        ("- [ ] a\n  ```\n  b\n  ```\n- [x] c", [("taskList", "a"), ("codeBlock", "b"), ("taskList", "c")]),
        ("- [ ] a\n  - b\n- [ ] c", [("taskList", "a"), ("bulletList", "b"), ("taskList", "c")]),
        ("- [ ] a\n\n  > b\n\n  c", [("taskList", "a"), ("blockquote", "b"), ("paragraph", "c")]),
        ("- [ ] a\n  - [ ] b\n    - [ ] c\n- [ ] d", [("taskList", "a\nb\nc\nd")]),
        ("- [ ] a\n  - [ ] b\n    - c\n- [ ] d", [
            ("taskList", "a"), ("taskList", "b"), ("bulletList", "c"), ("taskList", "d"),
        ]),
        ("1. [x] a", [("orderedList", "[x] a")]),
        ("> - [x] a", [("blockquote", "[x] a")]),
        ("- [x]\n\n[x]: https://e.x", [("bulletList", "x")]),
    ],
    ids=repr,
)  # fmt: skip
def test_tasks_among_others_stay_tasks(markdown: str, blocks: list[tuple[str, str]]) -> None:
    assert [_said(block) for block in content(markdown)] == blocks
    assert problems(to_adf(markdown)) == []


def test_tasks_in_an_item_stay_tasks() -> None:
    (outer,) = content("- a\n  - [ ] b\n  - c")
    assert [node["type"] for node in outer["content"][0]["content"]] == [
        "paragraph",
        "taskList",
        "bulletList",
    ]
