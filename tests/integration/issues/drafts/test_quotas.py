"""What one person may keep: drafts, the text in them, files. Who reaches a bound gets back what they typed."""

import threading
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from accounts.models import User
from issues.forms import drafts
from issues.forms.drafts import Edit
from issues.limits import quotas
from issues.models import Attachment, State, Submission
from tests.integration.issues.filing.conftest import Desk

FULL = "You have 2 drafts, and that is the most."
pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def full(desk: Desk, settings: Any) -> Desk:
    """Alice, with as many drafts as she may have."""
    settings.DRAFTS_PER_PERSON = 2
    for number in range(2):
        page, form = desk.open_form()
        desk.client.post(
            form.action or page.url, {**form.values(), "summary": f"No. {number}", "autosave": "1"}
        )
    assert Submission.objects.filter(state=State.DRAFT).count() == 2
    return desk


def test_one_more_draft_is_told_and_all_that_was_typed_comes_back(full: Desk) -> None:
    page, form = full.open_form()
    saved = full.client.post(
        form.action or page.url, {**form.values(), "summary": "It br", "autosave": "1"}
    )
    assert (saved.status_code, FULL in saved.text) == (200, True)
    page = full.send(page, form, "preview=1", summary="It broke", description="a long\nstory")
    assert page.status == 409
    assert FULL in page.text
    assert "What you typed is on this page." in page.text
    again = page.form_with("summary")
    assert again.values()["description"] == ["a long\nstory"]
    assert Submission.objects.count() == 2
    Submission.objects.filter(state=State.DRAFT).first().delete()  # type: ignore[union-attr]
    page = full.send(page, again)
    assert Submission.objects.filter(values__description__0="a long\nstory").exists()


def test_reports_are_sent_and_drafts_changed_however_many_there_are(full: Desk) -> None:
    full.file("It broke")
    assert len(full.filed()) == 1
    row = Submission.objects.filter(state=State.DRAFT).first()
    assert row is not None
    drafts.save(row.owner, Edit(row.pk, {"summary": ["changed"]}, version=row.version), {})
    row.refresh_from_db()
    assert row.values == {"summary": ["changed"]}


def test_what_is_thrown_away_makes_room_within_bounds(full: Desk, alice: User) -> None:
    def throw_away_and_begin_anew() -> None:
        row = Submission.objects.filter(state=State.DRAFT).first()
        assert row is not None
        drafts.throw_away(row)
        drafts.save(alice, Edit(uuid4(), {"summary": ["again"]}), {})

    for _ in range(10):
        throw_away_and_begin_anew()
    with pytest.raises(quotas.FullError, match="threw away more drafts"):
        throw_away_and_begin_anew()


def test_the_text_of_all_drafts_is_bounded(desk: Desk, alice: User, settings: Any) -> None:
    settings.DRAFTS_MB_PER_PERSON = 1
    page, form = desk.open_form()
    first = desk.send(page, form, "preview=1", summary="one", description="x" * 700_000)
    assert first.status == 200
    page, form = desk.open_form()
    page = desk.send(page, form, "preview=1", summary="two", description="x" * 700_000)
    assert page.status == 409
    assert "Your drafts hold more text than Lodge keeps for one person." in page.text
    form = first.form_with("summary")
    page = desk.send(first, form, "preview=1", description="x" * 990_000, summary="y" * 9_000)
    assert page.status == 200, "a draft may grow to the bound"
    assert Submission.objects.count() == 1


def test_at_once_no_more_are_stored_than_one_after_the_other(alice: User, settings: Any) -> None:
    settings.DRAFTS_PER_PERSON = 4
    refused: list[str] = []
    together = threading.Barrier(10)

    def save(number: int) -> None:
        together.wait(30)
        try:
            drafts.save(alice, Edit(uuid4(), {"summary": [str(number)]}), {})
        except quotas.FullError as error:
            refused.append(error.title)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=[number]) for number in range(10)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert (Submission.objects.count(), len(refused)) == (4, 6)


def test_the_files_of_all_reports_are_bounded(
    desk: Desk, alice: User, bob: User, settings: Any
) -> None:
    settings.FILES_MB_PER_PERSON = 1

    def send(name: str, size: int) -> Any:
        page, form = desk.open_form()
        chosen = SimpleUploadedFile(name, b"x" * size, "text/plain")
        return desk.send(page, form, "preview=1", summary="It broke", files=[chosen])

    assert send("first.log", 700_000).status == 200
    page = send("second.log", 700_000)
    assert page.status == 422
    assert "second.log" in page.text
    assert "Your files here have 1 MB together, which is the most." in page.text
    assert send("third.log", 100_000).status == 200
    assert sorted(Attachment.objects.values_list("name", flat=True)) == ["first.log", "third.log"]
    Attachment.objects.update(deleted_at=Submission.objects.first().created_at)  # type: ignore[union-attr]
    assert send("fourth.log", 700_000).status == 200
