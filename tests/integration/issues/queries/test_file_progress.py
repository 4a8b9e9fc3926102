"""The page beside a long file: how far it is, whether it is whole, and its end on demand."""

import re
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from integrations.models import Connection, ConnectionState
from issues.models import SavedQuery
from issues.queries import export_progress
from tests.integration.issues.queries.conftest import QueryDesk, finish

pytestmark = pytest.mark.django_db


class File:
    """A file under way: the page that started it, and the lines as they come."""

    def __init__(self, desk: QueryDesk, saved: SavedQuery, kind: str = "csv") -> None:
        self.client = desk.client
        page = self.client.get(f"/queries/{saved.pk}/{kind}/progress/")
        assert page.status_code == 200, page
        starts = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.content.decode())
        polls = re.search(r'hx-get="([^"]+)"', page.content.decode())
        assert starts is not None
        assert polls is not None
        self.address, self.page = unescape(starts.group(1)), polls.group(1)
        self.answer: Any = None

    def read(self, lines: int) -> list[str]:
        """The next *lines*."""
        self.answer = self.answer or self.client.get(self.address)
        found = (next(self.answer.streaming_content) for _ in range(lines))
        return [each.decode("utf-8-sig").strip() for each in found]

    def rest(self) -> list[str]:
        """All that comes then."""
        self.answer = self.answer or self.client.get(self.address)
        found = [each.decode("utf-8-sig").strip() for each in self.answer.streaming_content]
        finish(self.answer)
        return found

    def says(self) -> str:
        """The words of its page."""
        html = self.client.get(self.page).content.decode()
        main = html.partition("<main")[2].partition("</main")[0]
        return " ".join(unescape(re.sub("<[^>]*>", " ", main)).split())

    def moves(self) -> bool:
        """Whether its page asks again."""
        return "hx-get" in self.client.get(self.page).content.decode()


def test_the_page_counts_and_ends_by_itself(desk: QueryDesk) -> None:
    """With a script and without; and it makes no call to Jira."""
    desk.issues("Crash", count=250)
    file = File(desk, desk.saved())
    assert "The download begins" in file.says()
    file.read(150)
    before = len(desk.sandbox.calls())
    assert "100 rows are written, of about 250." in file.says()
    assert 'http-equiv="refresh" content="5"' in desk.client.get(file.page).content.decode()
    assert file.moves()
    assert len(desk.sandbox.calls()) == before
    file.rest()
    assert "The file is whole: 250 rows." in file.says()
    assert not file.moves()
    assert "http-equiv" not in desk.client.get(file.page).content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_that_jira_ends_is_not_whole(desk: QueryDesk, kind: str) -> None:
    """Its page says so, and why, and offers to begin again."""
    desk.issues("Crash", count=150)
    desk.sandbox.fault("status", path="/search/jql$", status=500, times=None, skip=1)
    saved = desk.saved()
    file = File(desk, saved, kind)
    answer: Any = desk.client.get(file.address)
    b"".join(answer.streaming_content)
    finish(answer)
    said = file.says()
    assert "The file is not whole." in said
    assert "Jira stopped answering after 100 of them. The last row of the file says so" in said
    assert f"/queries/{saved.pk}/{kind}/progress/" in desk.client.get(file.page).content.decode()


def test_its_reader_stops_it(desk: QueryDesk) -> None:
    """After the rows that are under way; the last one says so, and another file may begin."""
    desk.issues("Crash", count=450)
    file = File(desk, desk.saved())
    file.read(50)
    answer = desk.client.post(f"{file.page}stop/")
    assert answer["Location"] == file.page
    lines = file.rest()
    assert lines[-1] == "Not all rows: you stopped it after 100 of them."
    assert len(lines) == 52
    assert "you stopped it after 100 of them" in file.says()
    assert len(desk.searches()) == 1
    assert len(File(desk, desk.saved()).rest()) == 451


def test_a_download_that_breaks_off_is_said(desk: QueryDesk) -> None:
    """The browser was closed, or the way broke: nothing in the file says so."""
    desk.issues("Crash", count=150)
    file = File(desk, desk.saved())
    file.read(30)
    finish(file.answer)
    said = file.says()
    assert "The file is not whole." in said
    assert "It broke off after 29 rows" in said


def test_nobody_else_sees_or_stops_it(
    desk: QueryDesk, bobs: QueryDesk, client: Client, team: Any
) -> None:
    """Not even those who may use the query; who is signed out is led to the door."""
    saved = desk.saved()
    saved.groups.add(team)
    desk.issues("Crash", count=250)
    file = File(desk, saved)
    file.read(20)
    assert bobs.client.get(file.page).status_code == 404
    assert bobs.client.post(f"{file.page}stop/").status_code == 404
    for answer in (client.get(file.page), client.post(f"{file.page}stop/")):
        assert answer["Location"].startswith("/account/sign-in/")
    assert file.rest()[-1].startswith("DEMO-250")


def test_the_page_of_a_file_that_is_under_way_leads_to_it(desk: QueryDesk) -> None:
    """From where another one was asked for."""
    desk.issues("Crash", count=150)
    saved = desk.saved()
    file = File(desk, saved)
    file.read(10)
    busy = desk.client.get(f"/queries/{saved.pk}/xlsx/")
    assert busy.status_code == 429
    assert file.page in busy.content.decode()
    file.rest()


def test_only_a_long_table_has_a_page_beside_its_file(desk: QueryDesk) -> None:
    """A short one is there at once. Neither saves a page about a failure as if it were the file."""
    desk.issues("Crash", count=150)
    long, short = desk.saved(), desk.saved("key = DEMO-1")
    body = desk.client.get(f"/queries/{long.pk}/").content.decode()
    assert f'href="/queries/{long.pk}/csv/progress/"' in body
    body = desk.client.get(f"/queries/{short.pk}/").content.decode()
    assert f'href="/queries/{short.pk}/csv/"' in body
    assert not re.search(r"<a[^>]*\sdownload", body)


def test_a_dead_link_and_a_query_that_cannot_run_begin_nothing(desk: QueryDesk) -> None:
    wrong = desk.saved("labels = {x}")
    answer = desk.client.get(f"/queries/{wrong.pk}/csv/progress/")
    assert answer["Location"].split("?")[0] == f"/queries/{wrong.pk}/"
    saved = desk.saved()
    Connection.objects.update(state=ConnectionState.RECONNECT)
    cache.clear()
    answer = desk.client.get(f"/queries/{saved.pk}/csv/progress/")
    assert "http-equiv" not in answer.content.decode()
    assert "Link again" in answer.content.decode()


def test_answers_go_along(desk: QueryDesk) -> None:
    """To the file, and back to the table."""
    parameters = {"p": {"kind": "project", "label": "Project", "default": ""}}
    saved = desk.saved("project = {p} ORDER BY key", parameters=parameters)
    desk.issues("Crash", count=3)
    page = desk.client.get(f"/queries/{saved.pk}/csv/progress/?p-p=DEMO").content.decode()
    assert f"/queries/{saved.pk}/csv/?p-p=DEMO&amp;export=" in page
    assert f'href="/queries/{saved.pk}/?p-p=DEMO"' in page


def test_a_writer_that_is_silent_is_said(desk: QueryDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its process may have ended without a word."""
    file = File(desk, desk.saved())
    assert "No row came" not in file.says()
    monkeypatch.setattr(export_progress, "SILENT", -1)
    assert "No row came for a minute" in file.says()
