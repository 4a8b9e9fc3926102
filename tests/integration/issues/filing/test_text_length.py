"""Texts far longer than anybody types: cut where they are read, told beside the field, and never carried back whole."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from issues.limits.posted_text_cap import LINE, TEXT
from issues.models import State, Submission
from tests.integration.issues.filing.conftest import Desk

HUGE = 7_000_000
CUT = "characters long, and Lodge takes"


@pytest.mark.parametrize(
    ("name", "kept", "more"),
    [
        ("summary", LINE, {}),
        ("assignee-search", LINE, {"summary": "It broke"}),
        ("description", TEXT, {"summary": "It broke"}),
    ],
)
def test_a_text_without_end_is_cut_told_and_not_filed(
    desk: Desk, name: str, kept: int, more: dict[str, str]
) -> None:
    page, form = desk.open_form()
    page = desk.send(page, form, **{**more, name: "x" * HUGE})
    assert page.status == 422
    assert f"This was 7,000,000 {CUT} {kept:,}" in page.text
    assert len(page.html) < 3 * kept + 300_000
    row = Submission.objects.get()
    assert row.state == State.DRAFT
    assert sum(len(each) for each in row.values[name]) == kept
    assert page.form_with("summary").values()[name] == ["x" * kept]
    assert desk.filed() == []


@pytest.mark.parametrize("name", ["summary", "description"])
def test_what_is_within_the_bound_comes_back_whole(desk: Desk, name: str) -> None:
    text = "x" * (LINE if name == "summary" else TEXT)
    page, form = desk.open_form()
    page = desk.send(page, form, **{"summary": "", name: text})
    assert page.status == 422
    assert CUT not in page.text
    assert page.form_with("summary").values()[name] == [text]


def test_looking_again_says_what_was_cut(desk: Desk) -> None:
    page, form = desk.open_form()
    page = desk.send(page, form, "preview=1", summary="It broke", description="x" * HUGE)
    assert CUT in page.text


def test_saving_while_somebody_types_keeps_a_bounded_text(desk: Desk) -> None:
    page, form = desk.open_form()
    values = {**form.values(), "summary": "s" * HUGE, "autosave": "1"}
    assert desk.client.post(form.action or page.url, values).status_code == 200
    assert len(Submission.objects.get().values["summary"][0]) == LINE


@pytest.mark.parametrize("encoded", [True, False])
def test_a_description_of_17_megabytes_gets_a_page(
    desk: Desk, mailoutbox: list[Any], encoded: bool
) -> None:
    page, form = desk.open_form()
    values = {**form.values(), "summary": "It broke", "description": "x" * 17_000_000}
    how: dict[str, Any] = {"content_type": "application/x-www-form-urlencoded"} if encoded else {}
    body: Any = "&".join(
        f"{name}={value if isinstance(value, str) else value[0]}" for name, value in values.items()
    )
    answer = desk.client.post(form.action or page.url, body if encoded else values, **how)
    assert answer.status_code == 413
    text = answer.text
    assert "That is more than Lodge takes at once." in text
    assert "Go back with your browser: what you typed is still there." in text
    assert len(answer.content) < 50_000
    assert mailoutbox == []


def test_too_many_files_and_fields_get_it_too_and_nonsense_gets_its_own(
    desk: Desk, stranger: Client
) -> None:
    page, form = desk.open_form()
    url = form.action or page.url
    files = [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(201)]
    answer = desk.client.post(url, {**form.values(), "files": files})
    assert (answer.status_code, "too many files" in answer.text) == (413, True)
    answer = desk.client.post(url, {f"f{number}": "x" for number in range(6_000)})
    assert answer.status_code == 413
    answer = stranger.get("/", headers={"host": "nonsense host!"})
    assert (answer.status_code, "makes no sense" in answer.text) == (400, True)
