"""All rows as a file: streamed, complete or marked as incomplete, one at a time for each person."""

import csv
import io
import tracemalloc
import zipfile
from typing import Any

import pytest
from django.core.cache import cache

from issues.models import SavedQuery
from issues.queries import export_rows
from tests.integration.issues.queries.conftest import QueryDesk, finish

pytestmark = pytest.mark.django_db


def path(saved: SavedQuery, kind: str = "csv", query: str = "") -> str:
    """The address of a file."""
    return f"/queries/{saved.pk}/{kind}/{query}"


def rows_of(answer: Any) -> list[list[str]]:
    """The rows of a CSV answer."""
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    finish(answer)
    return list(csv.reader(io.StringIO(text, newline="")))


def test_csv_has_all_pages(desk: QueryDesk) -> None:
    """With the zone of the times in its header, and its name as a file."""
    keys = desk.issues("Crash", count=230)
    answer = desk.client.get(path(desk.saved(name="Ärger & mehr")))
    header, *rows = rows_of(answer)
    assert header == ["Key", "Summary", "Status", "Created (Etc/UTC)"]
    assert [row[0] for row in rows] == keys
    assert rows[0][1:3] == ["Crash", "To Do"]
    assert answer["Content-Disposition"] == 'attachment; filename="arger-mehr.csv"'
    assert answer["Cache-Control"] == "no-store"


def test_formulas_are_defused(desk: QueryDesk) -> None:
    """Whoever files an issue must not run programs at whoever exports it."""
    desk.issues("=cmd|' /C calc'!A0", "+1", "@SUM(1)", "- a list")
    _, *rows = rows_of(desk.client.get(path(desk.saved())))
    assert [row[1][:2] for row in rows] == ["'=", "'+", "'@", "'-"]


def test_a_spreadsheet_has_all_pages(desk: QueryDesk) -> None:
    """Its texts are texts."""
    desk.issues("=1+1", count=120)
    answer: Any = desk.client.get(path(desk.saved(), "xlsx"))
    book = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    finish(answer)
    xml = book.read("xl/worksheets/sheet1.xml").decode()
    assert xml.count("<row ") == 121
    assert "=1+1</t>" in xml
    assert "<f>" not in xml
    assert cache.get(f"query-export:{desk.user.pk}") is None
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_cannot_run_leads_back_to_its_page(desk: QueryDesk, kind: str) -> None:
    """Which says why; and another file may be asked for at once."""
    for saved in (desk.saved("universe = 1"), desk.saved("labels = {x}")):
        answer = desk.client.get(path(saved, kind))
        assert (answer.status_code, answer["Location"].split("?")[0]) == (
            302,
            f"/queries/{saved.pk}/",
        )
    assert cache.get(f"query-export:{desk.user.pk}") is None


def test_jira_that_is_down_at_once_has_its_page(desk: QueryDesk) -> None:
    """No empty file is sent."""
    desk.sandbox.fault("status", path="/search/jql$", status=503, times=None)
    answer = desk.client.get(path(desk.saved()))
    assert answer.status_code == 503
    assert cache.get(f"query-export:{desk.user.pk}") is None


def test_jira_that_stops_in_the_middle_is_told_in_the_last_line(desk: QueryDesk) -> None:
    """A list that is not complete says so."""
    desk.issues("Crash", count=150)
    desk.sandbox.fault("status", path="/search/jql$", status=500, times=None, skip=1)
    *rows, last = rows_of(desk.client.get(path(desk.saved())))
    assert len(rows) == 101
    assert last == ["Not all rows: Jira stopped answering after 100 of them."]


@pytest.mark.wrong_on_purpose
def test_a_repeated_token_ends_the_file(desk: QueryDesk) -> None:
    """It is not followed for ever."""
    desk.issues("Crash", count=250)
    desk.sandbox.config(page_token_repeats=True)
    assert len(rows_of(desk.client.get(path(desk.saved())))) == 201


def test_a_file_has_an_end(desk: QueryDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its last line says that there is more."""
    monkeypatch.setattr(export_rows, "MOST_ROWS", 120)
    desk.issues("Crash", count=150)
    *rows, last = rows_of(desk.client.get(path(desk.saved())))
    assert len(rows) == 121
    assert last == ["Not all rows: a file holds at most 120 of them."]


def test_one_file_at_a_time(desk: QueryDesk) -> None:
    """The next one once the first is read, or given up."""
    desk.issues("Crash", count=150)
    saved = desk.saved()
    first: Any = desk.client.get(path(saved))
    busy = desk.client.get(path(saved))
    assert busy.status_code == 429
    assert b"One file at a time" in busy.content
    finish(first)
    assert len(rows_of(desk.client.get(path(saved)))) == 151


def test_twenty_files_an_hour(desk: QueryDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every row costs a point of a quota that all share."""
    monkeypatch.setattr(export_rows, "EXPORTS_PER_HOUR", 1)
    saved = desk.saved()
    assert len(rows_of(desk.client.get(path(saved)))) == 1
    assert desk.client.get(path(saved)).status_code == 429


def test_rows_are_a_share_of_what_all_may_read(desk: QueryDesk, settings: Any) -> None:
    """Beyond it the file says that it is not complete."""
    settings.QUERY_ROWS_PER_HOUR = 150
    desk.issues("Crash", count=250)
    *rows, last = rows_of(desk.client.get(path(desk.saved())))
    assert len(rows) == 101
    assert last == ["Not all rows: your share of this hour is used up."]


@pytest.mark.slow
def test_memory_is_flat_over_ten_thousand_rows(desk: QueryDesk) -> None:
    """10,000 rows take less than 10 MB more than 100, from Jira's answer to the line that is sent."""

    def peak(saved: SavedQuery) -> tuple[int, int]:
        tracemalloc.start()
        answer: Any = desk.client.get(path(saved))
        lines = sum(1 for _ in answer.streaming_content)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        finish(answer)
        return found, lines

    desk.issues("Few", count=100)
    desk.issues("Crash", count=10_000)
    peak(desk.saved("summary ~ few"))
    small, _ = peak(desk.saved("summary ~ few"))
    large, lines = peak(desk.saved("summary ~ crash"))
    assert lines == 10_001
    assert large - small < 10_000_000
