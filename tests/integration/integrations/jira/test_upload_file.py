"""Files: sent in one stream, found again, and what each failure of an upload is called."""

import io
import tracemalloc
from typing import Any

import pytest

from integrations import jira
from tests.integration.integrations.conftest import Seat

pytestmark = pytest.mark.django_db

UPLOAD: dict[str, Any] = {"method": "POST", "path": "/attachments$"}


def attach(seat: Seat, key: str, data: bytes = b"hello", name: str = "log.txt") -> jira.RemoteFile:
    return jira.upload_attachment(*seat.at, key, name, "text/plain", io.BytesIO(data), len(data))


def limit(seat: Seat, **facts: Any) -> None:
    seat.sandbox.control("POST", "/seed", {"jira": [{"cloud_id": seat.cloud_id, **facts}]})


@pytest.mark.parametrize(
    "name", ["log.txt", "ärgerlich 100%.txt", 'a "quoted" name.txt', "日志.log", "x; filename=y"]
)
def test_a_file_arrives_byte_by_byte_under_its_name(alices: Seat, name: str) -> None:
    issue = alices.file()

    made = attach(alices, issue.id, b"one\r\n--two\x00", name)

    assert (made.filename, made.size, made.author_id) == (name, 11, alices.account_id)
    assert jira.attachments_of(*alices.at, issue.key) == (made,)
    assert jira.attachment_bytes(*alices.at, made.id, 11) == b"one\r\n--two\x00"


def test_a_name_can_not_break_out_of_its_header(alices: Seat) -> None:
    issue = alices.file()

    attach(alices, issue.id, name='x"\r\nContent-Type: text/html\r\n\r\n<script>')

    (there,) = jira.attachments_of(*alices.at, issue.id)
    assert there.size == 5
    assert "\r" not in there.filename
    assert "\n" not in there.filename


@pytest.mark.parametrize("kind", ["", "text/plain\r\nX-Evil: 1", "no type", "image/png; charset=x"])
def test_a_type_that_is_none_is_sent_as_unknown(alices: Seat, kind: str) -> None:
    issue = alices.file()

    jira.upload_attachment(*alices.at, issue.id, "a.bin", kind, io.BytesIO(b"a"), 1)

    assert len(jira.attachments_of(*alices.at, issue.id)) == 1


def test_an_empty_file_is_a_file(alices: Seat) -> None:
    issue = alices.file()

    assert attach(alices, issue.id, b"").size == 0


def test_a_large_file_is_never_in_memory_as_a_whole(alices: Seat, tmp_path: Any) -> None:
    issue = alices.file()
    size = 9 * 1024 * 1024
    stored = tmp_path / "large"
    stored.write_bytes(b"x" * size)

    with stored.open("rb") as file:
        tracemalloc.start()
        jira.upload_attachment(
            *alices.at, issue.id, "large.bin", "application/octet-stream", file, size
        )
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert jira.attachments_of(*alices.at, issue.id)[0].size == size
    assert peak < size / 3


def test_a_file_is_sent_again_from_its_beginning_after_a_token_was_not_taken(alices: Seat) -> None:
    issue = alices.file()
    alices.sandbox.control("POST", f"/accounts/{alices.account_id}/expire")

    attach(alices, issue.id, b"all of it")

    answers = [call["status"] for call in alices.sandbox.calls(**UPLOAD)]
    assert answers == [401, 200]
    assert (
        jira.attachment_bytes(*alices.at, jira.attachments_of(*alices.at, issue.id)[0].id, 9)
        == b"all of it"
    )


def test_a_file_that_shrank_is_not_sent(alices: Seat) -> None:
    issue = alices.file()

    with pytest.raises(jira.Misconfigured):
        jira.upload_attachment(*alices.at, issue.id, "a.txt", "text/plain", io.BytesIO(b"short"), 9)

    assert alices.sandbox.calls(**UPLOAD) == []


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("drop_after_commit", {}),
        ("drop_before", {}),
        ("truncate", {}),
        ("malformed", {}),
        ("html", {"status": 200}),
        ("html", {"status": 502}),
        ("status", {"status": 503, "headers": {"Retry-After": "1"}}),
        ("status", {"status": 200, "body": []}),
        ("status", {"status": 200, "body": [{"id": "1"}]}),
        ("status", {"status": 408}),
        ("redirect", {"location": "https://elsewhere.example/"}),
    ],
)
def test_whatever_leaves_a_doubt_is_unknown_and_never_repeated(
    alices: Seat, kind: str, options: dict[str, Any]
) -> None:
    issue = alices.file()
    alices.sandbox.fault(kind, **options, **UPLOAD)

    with pytest.raises(jira.OutcomeUnknown):
        attach(alices, issue.id)

    assert len(alices.sandbox.calls(**UPLOAD)) == 1


def test_a_file_that_is_too_large_is_rejected(alices: Seat) -> None:
    limit(alices, upload_limit=10)
    issue = alices.file()

    assert jira.attachment_limits(*alices.at) == jira.AttachmentLimits(
        enabled=True, upload_limit=10
    )
    with pytest.raises(jira.Rejected) as caught:
        attach(alices, issue.id, b"x" * 11)

    assert len(caught.value.messages) == 1


@pytest.mark.parametrize("key", ["DEMO-999", "../myself"])
def test_a_file_for_an_issue_that_is_not_there_is_denied(alices: Seat, key: str) -> None:
    with pytest.raises(jira.Denied):
        attach(alices, key)


def test_files_may_be_switched_off(alices: Seat) -> None:
    limit(alices, attachments_enabled=False)
    issue = alices.file()

    assert not jira.attachment_limits(*alices.at).enabled
    with pytest.raises(jira.Denied):
        attach(alices, issue.id)


def test_the_limits_are_asked_for_once_for_a_whole_site(alices: Seat, bobs: Seat) -> None:
    assert jira.known_attachment_limits(alices.cloud_id) is None

    for seat in (alices, alices, bobs):
        jira.attachment_limits(*seat.at)

    assert jira.known_attachment_limits(bobs.cloud_id) == jira.attachment_limits(*bobs.at)
    assert len(alices.sandbox.calls(path="/attachment/meta$")) == 1


def test_a_429_on_an_upload_is_certain_and_pauses_uploads_alone(alices: Seat) -> None:
    issue = alices.file()
    alices.sandbox.fault("rate_limit", retry_after=9, **UPLOAD)

    for _again in range(2):
        with pytest.raises(jira.RateLimited):
            attach(alices, issue.id)

    assert len(alices.sandbox.calls(**UPLOAD)) == 1
    assert alices.file().key


def test_more_than_was_asked_for_is_not_read(alices: Seat) -> None:
    issue = alices.file()
    made = attach(alices, issue.id, b"x" * 200_000)

    with pytest.raises(jira.Unavailable):
        jira.attachment_bytes(*alices.at, made.id, 1000)


def test_a_download_is_never_redirected_with_our_token(alices: Seat) -> None:
    issue = alices.file()
    made = attach(alices, issue.id)
    alices.sandbox.fault(
        "redirect", location="https://elsewhere.example/", status=303, path="/content/"
    )

    with pytest.raises(jira.Unavailable):
        jira.attachment_bytes(*alices.at, made.id, 100)


def test_an_upload_has_the_more_time_the_larger_it_is() -> None:
    small, large = jira.upload_seconds(1), jira.upload_seconds(100 * 1024 * 1024)

    assert small < large < jira.upload_seconds(10**12) == jira.upload_seconds(10**15)
