"""Reading a file as it arrives: from the media host alone, without our token, its address nowhere."""

import io
import logging

import pytest

from integrations import jira
from integrations.jira import attachment_content
from integrations.jira.json_readers import MalformedError
from integrations.vault import Secret
from tests.integration.integrations.conftest import Seat

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0123456789"


def upload(seat: Seat, data: bytes, name: str = "a.png", kind: str = "image/png") -> str:
    made = seat.file()
    return jira.upload_attachment(*seat.at, made.id, name, kind, io.BytesIO(data), len(data)).id


def test_a_file_comes_whole_from_the_media_host_without_our_token(
    alices: Seat, caplog: pytest.LogCaptureFixture
) -> None:
    number = upload(alices, data := PNG * 50_000)
    with caplog.at_level(logging.DEBUG):
        stream = jira.open_attachment(*alices.at, number)
        pieces = list(stream)
    assert (stream.status, stream.length, b"".join(pieces)) == (200, len(data), data)
    assert max(map(len, pieces)) <= 64 * 1024
    calls = [each for each in alices.sandbox.calls() if "/file/" in each["path"]]
    assert len(calls) == 1
    events = alices.sandbox.control("GET", "/events", params={"name": "credentials_leaked"})
    assert events["events"] == []
    assert "token=" not in caplog.text
    assert "token" not in repr(stream)


def test_a_part_of_a_file_and_a_part_that_is_not_there(alices: Seat) -> None:
    number = upload(alices, b"0123456789")
    part = jira.open_attachment(*alices.at, number, "bytes=2-4")
    assert (part.status, part.content_range, b"".join(part)) == (206, "bytes 2-4/10", b"234")
    assert jira.open_attachment(*alices.at, number, "bytes=99-").status == 416
    whole = jira.open_attachment(*alices.at, number, "bytes=0-1, 3-4")
    assert (whole.status, b"".join(whole)) == (200, b"0123456789")


def test_a_connection_is_used_again_after_a_file_and_not_after_half_of_one(alices: Seat) -> None:
    number = upload(alices, PNG * 50_000)
    half = jira.open_attachment(*alices.at, number)
    next(iter(half))
    half.close()
    assert b"".join(jira.open_attachment(*alices.at, number)) == PNG * 50_000
    assert jira.myself(*alices.at).account_id == alices.account_id


def test_a_thumbnail_of_a_picture_and_of_none(alices: Seat) -> None:
    assert b"".join(jira.open_thumbnail(*alices.at, upload(alices, PNG))) == PNG
    number = upload(alices, b"a", "a.txt", "text/plain")
    with pytest.raises(jira.Denied):
        jira.open_thumbnail(*alices.at, number)


def test_who_may_not_see_the_issue_does_not_get_the_file(alices: Seat, bobs: Seat) -> None:
    made = alices.file("SHOP", name="Task")
    number = jira.upload_attachment(*alices.at, made.id, "a", "text/plain", io.BytesIO(b"a"), 1).id
    with pytest.raises(jira.Denied):
        jira.open_attachment(*bobs.at, number)


def test_a_file_that_breaks_off_is_an_error(alices: Seat) -> None:
    number = upload(alices, PNG * 50_000)
    alices.sandbox.fault("truncate", method="GET", path="/file/")
    stream = jira.open_attachment(*alices.at, number)
    with pytest.raises(jira.Unavailable):
        b"".join(stream)


@pytest.mark.parametrize(("status", "error"), [(403, jira.Denied), (500, jira.Unavailable)])
def test_what_the_media_host_refuses(
    alices: Seat, status: int, error: type[jira.IntegrationError]
) -> None:
    number = upload(alices, PNG)
    alices.sandbox.fault("status", method="GET", path="/file/", status=status)
    with pytest.raises(error):
        jira.open_attachment(*alices.at, number)


def test_no_other_host_is_asked(alices: Seat) -> None:
    number = upload(alices, PNG)
    evil = "http://127.0.0.1:9/file/a/binary?token=a-secret-token"
    alices.sandbox.fault(
        "redirect", method="GET", path="/attachment/content/", location=evil, status=303
    )
    with pytest.raises(jira.Misconfigured) as caught:
        jira.open_attachment(*alices.at, number)
    assert "a-secret-token" not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        "https://api.media.atlassian.com.evil.test/file",
        "https://evil.test/https://api.media.atlassian.com/",
        "https://user@api.media.atlassian.com/file",
        "http://api.media.atlassian.com/file",
        "//api.media.atlassian.com/file",
        "https://api.media.atlassian.com:444/file",
        "/file/a",
        "",
    ],
)
def test_only_the_very_host_is_accepted(address: str) -> None:
    with pytest.raises(jira.Misconfigured):
        attachment_content.media_address(address, "https://api.media.atlassian.com")


def test_the_address_is_a_secret() -> None:
    media = "https://api.media.atlassian.com"
    assert isinstance(attachment_content.media_address(f"{media}/file?token=a", media), Secret)
    with pytest.raises(MalformedError):
        attachment_content.media_address("https://[", media)
