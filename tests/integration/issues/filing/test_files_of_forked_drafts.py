"""Files go where the text goes that they were chosen with; to what was sent already nothing is added unasked."""

import threading
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from issues.attachments import prepare_uploads
from issues.models import Attachment, State, Submission
from tests.integration.issues.attachments.conftest import folder, settle
from tests.integration.issues.drafts.conftest import Tab, tab
from tests.integration.issues.filing.conftest import Desk, report

__all__ = ["folder", "tab"]


def log(name: str = "app.log", content: bytes = b"boom") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content, "text/plain")


def in_jira(desk: Desk) -> list[list[str]]:
    """Of every issue with this summary the names of its files."""
    settle(2)
    return sorted(sorted(each["name"] for each in issue["attachments"]) for issue in desk.filed())


def test_asking_twice_adds_nothing_to_what_was_filed_after_the_first_time(
    desk: Desk, tab: Tab
) -> None:
    tab.file(summary="It broke")
    page = desk.post(tab.form.action, {**tab.values, "files": log("one.txt")})
    desk.send(page, page.form_with("submission", "summary"))
    page = desk.post(tab.form.action, {**tab.values, "files": log("two.txt", b"22")})
    assert page.status == 409
    assert in_jira(desk) == [[], ["one.txt"]]
    desk.send(page, page.form_with("submission", "summary"))
    assert in_jira(desk) == [[], ["one.txt"], ["two.txt"]]


@pytest.mark.parametrize(("path", "button"), [("similar/", "similar"), ("", "preview")])
def test_a_button_pressed_after_filing_keeps_the_file_as_a_draft(
    desk: Desk, tab: Tab, path: str, button: str
) -> None:
    tab.file(summary="It broke")
    page = desk.post(desk.form_url() + path, {**tab.values, button: "1", "files": log()})
    assert page.status == 200
    draft = Submission.objects.get(state=State.DRAFT)
    assert [each.name for each in draft.attachments.all()] == ["app.log"]
    assert in_jira(desk) == [[]]


def test_a_text_that_becomes_a_draft_of_its_own_has_the_files_that_its_tab_showed(
    desk: Desk, tab: Tab
) -> None:
    tab.write(summary="Begun")
    desk.post(tab.form.action, {**tab.values, "preview": "1", "files": [log(), log("not.txt")]})
    url = f"{desk.form_url()}?report={report().pk}"
    one, two = Tab(desk, desk.get(url)), Tab(desk, desk.get(url))
    two.write(summary="Of the other tab")
    one.values["drop-file"] = [str(Attachment.objects.get(name="not.txt").pk)]
    one.file(summary="It broke")
    assert in_jira(desk) == [["app.log"]]
    other = Submission.objects.get(state=State.DRAFT)
    assert sorted(each.name for each in other.attachments.all()) == ["app.log", "not.txt"]


def test_other_bytes_of_the_same_size_are_asked_about(desk: Desk, tab: Tab) -> None:
    desk.post(tab.form.action, {**tab.values, "summary": "It broke", "files": log(content=b"AAAA")})
    page = desk.post(
        tab.form.action, {**tab.values, "summary": "It broke", "files": log(content=b"BBBB")}
    )
    assert page.status == 409


def test_files_that_can_not_go_take_no_other_with_them(desk: Desk, tab: Tab) -> None:
    heic = b"\0\0\0\x18ftypheic" + b"\0" * 40
    chosen = [
        log("no  thing.txt", b""),
        log("a.txt", b""),
        log("p.heic", heic),
        log("a.txt"),
        log("good.txt"),
    ]
    tab.values["files"] = chosen
    page = tab.file(summary="It broke")
    assert page.status == 422
    for name in ("no thing.txt", "p.heic"):
        assert f"{name} :" in page.text or f"{name}:" in page.text
    assert sorted(Attachment.objects.values_list("name", flat=True)) == ["a.txt", "good.txt"]


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_bring_a_file_once(
    desk: Desk, tab: Tab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have looked which files there are before either stores its own."""
    real, both, answers = prepare_uploads._measure, threading.Barrier(2, timeout=20), []

    def together(file: Any) -> tuple[str, int]:
        both.wait()
        return real(file)

    def click() -> None:
        client = Client(headers={"host": "lodge.test"})
        client.cookies = desk.client.cookies
        try:
            values = {**tab.values, "summary": "It broke", "files": log()}
            answers.append(client.post(tab.form.action, values).status_code)
        finally:
            connection.close()

    monkeypatch.setattr(prepare_uploads, "_measure", together)
    clicks = [threading.Thread(target=click) for _ in range(2)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()
    assert answers == [302, 302]
    assert in_jira(desk) == [["app.log"]]


@pytest.mark.parametrize(
    "names",
    ["[" * 3000, '{"a":' * 3000, '{"summary":"\\ud800 \\u0000"}', '{"\\ud800":"\\\\u00\\u000000"}'],
)
def test_whatever_stands_where_the_names_of_the_fields_belong_is_no_error(
    desk: Desk, tab: Tab, names: str
) -> None:
    tab.values["field-names"] = [names]
    tab.write(summary="It broke")
    tab.file()
    assert report().state == State.FILED
