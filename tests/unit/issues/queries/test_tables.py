"""Cells, CSV, spreadsheets, Markdown and the raw answer, with whatever Jira and people put into them."""

import csv
import io
import json
import re
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from hashlib import sha256
from html import unescape
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from integrations.jira import Issue
from issues.queries.tables import cells, csv_lines, markdown_table, raw_answer, spreadsheet
from issues.queries.tables.cells import Cell, Column

BERLIN = ZoneInfo("Europe/Berlin")
USER = {"accountId": "1", "displayName": "Ann", "emailAddress": "ann@example.org"}
DOCUMENT = {
    "type": "doc",
    "version": 1,
    "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Some words"}]}],
}
ANY_TEXT = st.text(st.characters(), max_size=40)


def cell(value: Any, kind: str = "") -> Cell:
    """The cell of a field with this value."""
    issue = Issue("1", "AB-1", {"field": value}, {})
    return cells.cell(issue, Column("field", "Field", kind), BERLIN)


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (None, "", None),
        ("", "", None),
        ("text", "string", "text"),
        (3, "number", 3.0),
        (2.5, "number", 2.5),
        (True, "", "true"),
        ([], "array", None),
        (["a", "b"], "array", "a, b"),
        (USER, "user", "Ann"),
        ([USER, USER], "array", "Ann, Ann"),
        ({"name": "Done", "id": "3"}, "status", "Done"),
        ({"value": "A", "child": {"value": "B"}}, "option-with-child", "A / B"),
        ({"key": "AB-7", "fields": {"summary": "x"}}, "issuelink", "AB-7"),
        ([{"type": {"name": "Blocks"}, "inwardIssue": {"key": "A-1", "fields": {}}}], "", "A-1"),
        ({"watchCount": 0, "isWatching": False}, "watches", "0"),
        ({"comments": [], "total": 7}, "comments-page", "7"),
        ({"originalEstimate": "2h"}, "timetracking", "2h"),
        (DOCUMENT, "string", "Some words"),
        ({"unknown": 1}, "any", None),
        ("2026-11-30", "date", date(2026, 11, 30)),
        ("2026-11-30T23:30:00.000+0000", "datetime", datetime(2026, 12, 1, 0, 30, tzinfo=BERLIN)),
        ("yesterday", "date", "yesterday"),
        ("a\r\nb\x00c\ud800", "string", "a\nb c "),
    ],
)
def test_a_cell_of_each_kind(value: Any, kind: str, expected: Cell) -> None:
    """Times are in the reader's zone, objects are called by their names."""
    assert cell(value, kind) == expected


def test_a_key_and_an_absent_field() -> None:
    """The key is no field; a field that Jira left out is empty."""
    issue = Issue("1", "AB-1", {}, {})
    assert cells.cell(issue, Column(cells.KEY, "Key"), BERLIN) == "AB-1"
    assert cells.cell(issue, Column("summary", "Summary"), BERLIN) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(JSON, st.sampled_from(("", "date", "datetime", "number", "array")))
def test_no_value_of_jira_breaks_a_table(value: Any, kind: str) -> None:
    """Every JSON value fits into every format."""
    found = cell(value, kind)
    b"".join(csv_lines.lines(["a"], [[found]]))
    assert b"".join(spreadsheet.stream(["a"], [[found]]))
    markdown_table.table(["a"], [[found]])


@given(st.lists(ANY_TEXT, min_size=1, max_size=4))
def test_csv_is_read_back(texts: list[str]) -> None:
    """As it was, but for what a spreadsheet would compute, which has an apostrophe before it."""
    row = list(map(cells.clean, texts))
    data = b"".join(csv_lines.lines([], [row])).decode("utf-8-sig")
    (_, read) = list(csv.reader(io.StringIO(data, newline="")))
    assert read == list(map(csv_lines.defused, row))
    assert not [each for each in read if each.lstrip().startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "＝1", "=cmd|' /C calc'!A0", "|x"]
)
def test_a_formula_is_defused(text: str) -> None:
    """In CSV by an apostrophe; in a spreadsheet by its type."""
    assert csv_lines.defused(text) == f"'{text}"
    assert "<f>" not in sheet([[text]])


def test_numbers_and_times_in_csv() -> None:
    """A negative number is a number, not a formula."""
    at = datetime(2026, 12, 1, 0, 30, tzinfo=BERLIN)
    row: list[Cell] = [-5.0, 2.5, date(2026, 11, 30), at, None]
    data = b"".join(csv_lines.lines(["A,", "B"], [row])).decode("utf-8-sig")
    assert data == '"A,",B\r\n-5,2.5,2026-11-30,2026-12-01 00:30,\r\n'


def sheet(rows: list[list[Cell]]) -> str:
    """The XML of a spreadsheet's rows."""
    book = zipfile.ZipFile(io.BytesIO(b"".join(spreadsheet.stream(["Name"], rows))))
    assert book.testzip() is None
    xml = book.read("xl/worksheets/sheet1.xml").decode()
    ElementTree.fromstring(xml)
    return xml


def test_a_spreadsheet_has_texts_numbers_and_days() -> None:
    """Nothing is taken for a link, a number or a formula."""
    xml = sheet([["https://example.org", "007", -5.0, date(2026, 11, 30), "a_x0041_b"]])
    assert re.findall(r"<t[^>]*>([^<]*)</t>", xml)[:2] == ["https://example.org", "007"]
    assert "<v>-5</v>" in xml
    assert "<v>46356</v>" in xml
    assert "_x005F_x0041_" in xml


def test_a_cell_longer_than_excel_takes_is_cut_with_a_mark() -> None:
    """By UTF-16 units, never in the middle of a character."""
    assert spreadsheet.fitting("a" * 32_767) == "a" * 32_767
    assert spreadsheet.fitting("a" * 40_000) == "a" * 32_766 + "…"
    cut = spreadsheet.fitting("😀" * 20_000)
    assert cut == "😀" * 16_383 + "…"


def test_a_spreadsheet_is_sent_while_it_is_read() -> None:
    """The first bytes leave before the last row is asked for."""
    read: list[int] = []

    def rows() -> Iterator[list[Cell]]:
        for place in range(2000):
            read.append(place)
            yield [sha256(bytes([place % 256, place // 256])).hexdigest()]

    parts = spreadsheet.stream(["a"], rows())
    assert next(parts)
    assert len(read) < 100
    assert len([each for each in parts if each]) >= 4


def test_moments_in_a_spreadsheet_are_the_readers_clock() -> None:
    """As a number of days, with a format."""
    xml = sheet([[datetime(2026, 12, 1, 12, 0, tzinfo=BERLIN)]])
    assert "<v>46357.5</v>" in xml


def test_days_before_excel_are_texts() -> None:
    """Excel begins in 1900."""
    assert "1899-12-31" in sheet([[date(1899, 12, 31)]])


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_memory_does_not_grow_with_the_rows(kind: str) -> None:
    """10,000 rows take less than 10 MB more than 100."""

    def rows(count: int) -> Iterator[list[Cell]]:
        return ([f"AB-{number}", "x" * 500, float(number)] for number in range(count))

    def peak(count: int) -> int:
        tracemalloc.start()
        if kind == "csv":
            for _ in csv_lines.lines(["a", "b", "c"], rows(count)):
                pass
        else:
            for _ in spreadsheet.stream(["a", "b", "c"], rows(count)):
                pass
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(100)  # imports
    assert peak(10_000) - peak(100) < 10_000_000


@given(st.text("ab 1*_`\\|<>[](){}~#-\n", max_size=30))
def test_markdown_shows_every_text_as_it_is(text: str) -> None:
    """One row, one cell, the same words."""
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    page = reader.render(markdown_table.table(["A", "B"], [["first", text]]))
    (shown,) = re.findall(r"<td>first</td>\s*<td>(.*?)</td>", page, re.DOTALL)
    assert unescape(shown).split() == text.split()


def test_markdown_links_the_keys() -> None:
    """The first cell leads to the issue."""
    said = markdown_table.table(["Key", "S|um"], [["AB-1", "x|y\nz"]], ["https://e.org/AB-1"])
    assert said == "| Key | S\\|um |\n| --- | --- |\n| [AB-1](https://e.org/AB-1) | x\\|y z |\n"


def test_the_raw_answer_hides_what_is_private() -> None:
    """Mail addresses, tokens and pictures; all else is there."""
    answer = {
        "issues": [{"fields": {"assignee": {**USER, "avatarUrls": {"48x48": "https://x"}}}}],
        "nextPageToken": "secret",
    }
    shown = json.loads(raw_answer.readable(answer))
    assert shown["nextPageToken"] == raw_answer.MARK
    assert shown["issues"][0]["fields"]["assignee"] == {
        "accountId": "1",
        "displayName": "Ann",
        "emailAddress": raw_answer.MARK,
    }
