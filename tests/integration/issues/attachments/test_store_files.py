"""What people attach is kept wholly or refused in words, under a name that fools nobody."""

import errno
import os
import stat
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from issues import attachments
from issues.attachments import file_names, store_files
from issues.forms.drafts import OPEN
from issues.models import Attachment, State, Submission
from issues.outbox.states import move
from tests.integration.issues.attachments.conftest import (
    in_jira,
    keep,
    opened,
    settle,
    sums,
    upload,
)
from tests.integration.issues.filing.conftest import Desk
from tests.integration.issues.filing.test_report_pages import stored

NAMES = [
    ("shot.png", "shot.png"),
    ("../../etc/passwd", "passwd"),
    ("C:\\Users\\me\\log.txt", "log.txt"),
    ("invoice\u202egnp.exe", "invoicegnp.exe"),
    ("a\x00b\r\nc.txt", "ab c.txt"),
    ("Screenshot 7.31.00\u202fAM.png", "Screenshot 7.31.00 AM.png"),
    *(
        (f"a{space}b.txt", "a b.txt")
        for space in "\t\n\x0b\x0c\x85\xa0\u1680\u2003\u2007\u2028\u2029\u205f\u3000\u2800\u3164"
    ),
    *(
        (f"a{unseen}b.txt", "ab.txt")
        for unseen in "\x1b\xad\u061c\u180e\u200b\u200d\u200e\u2060\u2066\ufeff\ue000"
    ),
    ("می\u200cخواهم.txt", "می\u200cخواهم.txt"),
    ("\U0001f469\u200d\U0001f467.png", "\U0001f469\u200d\U0001f467.png"),
    ("nul", "_nul"),
    ("Con.tar.gz", "_Con.tar.gz"),
    ("console.log", "console.log"),
    (".env", "env"),
    ("  many   blanks .txt ", "many blanks .txt"),
    ("a\u0308rger.txt", "ärger.txt"),
    ("日志.log", "日志.log"),
    ("...", "file"),
    ("", "file"),
    ("x" * 300 + ".txt", "x" * 146 + ".txt"),
    ("x" * 300, "x" * 150),
    ("half\ud800.txt", "half.txt"),
]


@pytest.mark.parametrize(("given_name", "kept"), NAMES)
def test_a_name_is_what_it_seems(given_name: str, kept: str) -> None:
    assert file_names.clean_name(given_name) == kept


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_can_be_sent_and_shown(name: str) -> None:
    kept = file_names.clean_name(name)
    assert 1 <= len(kept) <= file_names.LONGEST
    assert kept.replace("\u200c", "").replace("\u200d", "").isprintable()
    assert not set(kept) & set("/\\\0")
    assert file_names.clean_name(kept) == kept


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("log.txt", "text/plain"),
        ("page.html", "text/html"),
        (
            "a.png",
            "application/octet-stream",
        ),  # not looked into: no picture is believed by its name
        ("x.tar.gz", "application/octet-stream"),
        ("no-ending", "application/octet-stream"),
    ],
)
def test_the_type_is_not_what_the_browser_says(report: Submission, name: str, kind: str) -> None:
    (row,) = keep(report, [upload(name, b"no picture", "image/svg+xml\r\nX-Evil: 1")])
    assert row.content_type == kind


def test_what_is_kept_is_on_the_disk_for_its_owner_alone(report: Submission, folder: Path) -> None:
    rows = keep(report, [upload("a.txt", b"a"), upload("b.txt", b"bb")])
    assert [(row.name, row.size, row.position, row.state) for row in rows] == [
        ("a.txt", 1, 0, State.DRAFT),
        ("b.txt", 2, 1, State.DRAFT),
    ]
    stored = [each for each in folder.rglob("*") if each.is_file()]
    assert sorted(each.name for each in stored) == sorted(str(row.pk) for row in rows)
    assert {stat.S_IMODE(each.stat().st_mode) for each in stored} == {0o600}
    assert attachments.of(report) == rows


def test_the_same_file_posted_again_is_one_and_two_alike_chosen_at_once_are_two(
    report: Submission,
) -> None:
    assert len(keep(report, [upload(), upload()])) == 2
    assert keep(report, [upload()]) == []
    assert len(keep(report, [upload("other.txt")])) == 1


def test_an_empty_file_and_one_that_is_too_large_are_refused_and_take_no_other_with_them(
    report: Submission, settings: Any
) -> None:
    settings.FILE_MAX_BYTES = 10
    chosen = [
        upload("no  thing.txt", b""),
        upload("good.txt"),
        upload("big.txt", b"x" * 11),
        upload("big.txt"),
    ]
    with opened(report):
        stored, refused = attachments.keep(report, chosen)
    assert refused == {
        "no thing.txt": "It is empty",
        "big.txt": "It has 11\xa0bytes, and the most is 10\xa0bytes",
    }
    assert [each.name for each in stored] == ["good.txt", "big.txt"]


@pytest.mark.parametrize("state", [each for each in State if each not in OPEN])
def test_nothing_is_added_to_what_was_sent(report: Submission, folder: Path, state: State) -> None:
    (kept,) = keep(report, [upload()])
    Submission.objects.filter(pk=report.pk).update(state=state)
    with pytest.raises(attachments.ClosedError):
        attachments.keep(report, [upload("late.txt")])
    with pytest.raises(attachments.ClosedError):
        attachments.keep_text(report, "late.md", "late")
    assert not attachments.discard(kept)
    assert attachments.of(report) == [kept]
    assert len([each for each in folder.rglob("*") if each.is_file()]) == 1


def test_of_two_posts_at_once_with_one_file_one_stores_it(
    report: Submission, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second finds out only when its bytes are on the disk already."""
    real = store_files._insert

    def meanwhile(submission: Submission, rows: list[Attachment], *more: Any) -> list[Attachment]:
        monkeypatch.setattr(store_files, "_insert", real)
        assert len(attachments.keep(submission, [upload()])[0]) == 1
        return real(submission, rows, *more)

    monkeypatch.setattr(store_files, "_insert", meanwhile)
    assert keep(report, [upload()]) == []
    assert len(attachments.of(report)) == 1
    assert len([each for each in folder.rglob("*") if each.is_file()]) == 1


def test_files_go_along_with_a_text_that_becomes_a_draft_of_its_own(
    desk: Desk, alice: User, report: Submission, folder: Path
) -> None:
    first, second = keep(report, [upload("a.txt", b"a"), upload("b.txt", b"b")])
    own = stored(desk, alice, State.DRAFT, pk=uuid4())
    ids = [str(second.pk), str(first.pk)[:-1], "nonsense"]
    assert attachments.carry(own, ids) == attachments.carry(own, ids) == {}
    (copy,) = attachments.of(own)
    assert (copy.name, copy.sha256, copy.pk != second.pk) == ("b.txt", second.sha256, True)
    with copy.file.open("rb") as file:
        assert file.read() == b"b"
    first.file.storage.delete(str(first.file.name))
    assert attachments.carry(own, [str(first.pk)]) == {}
    here = {each.name: each.deleted_at is None for each in attachments.of(own)}
    assert here == {"a.txt": False, "b.txt": True}


def test_the_limit_of_the_site_counts(desk: Desk, report: Submission) -> None:
    facts = {"cloud_id": report.cloud_id, "upload_limit": 4}
    desk.sandbox.control("POST", "/seed", {"jira": [facts]})
    with opened(report):
        assert list(attachments.keep(report, [upload()])[1]) == ["log.txt"]


def test_a_site_without_files_says_so(desk: Desk, report: Submission) -> None:
    facts = {"cloud_id": report.cloud_id, "attachments_enabled": False}
    desk.sandbox.control("POST", "/seed", {"jira": [facts]})
    with opened(report):
        assert attachments.keep(report, [upload()]) == (
            [],
            {"log.txt": "This Jira site takes no files"},
        )


def test_a_jira_that_does_not_answer_does_not_keep_files_out(
    report: Submission, settings: Any
) -> None:
    settings.ATLASSIAN_API_URL = "http://127.0.0.1:9"
    assert len(keep(report, [upload()])) == 1


def test_files_that_are_too_many_are_refused_and_the_first_kept(
    report: Submission, settings: Any
) -> None:
    settings.FILES_PER_REPORT = 2
    keep(report, [upload("a.txt")])
    with opened(report):
        _stored, refused = attachments.keep(report, [upload("b.txt"), upload("c.txt")])
    assert refused == {"c.txt": "There can be 2 files at most"}
    assert [each.name for each in attachments.of(report)] == ["a.txt", "b.txt"]


def test_a_full_disk_keeps_nothing_half(report: Submission, folder: Path, monkeypatch: Any) -> None:
    real, calls = os.fsync, []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) > 4:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with opened(report):
        _stored, refused = attachments.keep(
            report, [upload(f"{n}.txt", bytes([65 + n])) for n in range(5)]
        )
    assert [("no room" in said) for said in refused.values()] == [True] * 5
    assert not [each for each in folder.rglob("*") if each.is_file()]
    assert not Attachment.objects.exists()


def test_a_file_is_let_go_only_while_nothing_was_sent_of_it(
    report: Submission, folder: Path
) -> None:
    kept, other = keep(report, [upload("a.txt", b"a"), upload("b.txt", b"b")])
    with opened(report):
        assert attachments.discard(kept)
    assert attachments.of(report) == [other]
    assert move(other.pk, State.DRAFT, State.QUEUED, model=Attachment)
    assert move(other.pk, State.QUEUED, State.SENDING, model=Attachment)
    other.refresh_from_db()
    assert not attachments.discard(other)


def test_the_end_of_a_long_text_goes_along_as_a_file(desk: Desk, report: Submission) -> None:
    with opened(report):
        attachments.keep_text(report, "description-rest.md", "… and so on")
        attachments.keep_text(report, "description-rest.md", "… and so on ☃")
    settle(3)
    assert in_jira(desk) == sums(("description-rest.md", "… and so on ☃".encode()))


def test_the_end_of_a_long_text_replaces_no_file_of_its_writers(report: Submission) -> None:
    (own,) = keep(report, [upload("description-rest.md", b"my notes")])
    with opened(report):
        attachments.keep_text(report, "description-rest.md", "… and so on")
    assert [each.size for each in attachments.of(report)] == [own.size, 13]
