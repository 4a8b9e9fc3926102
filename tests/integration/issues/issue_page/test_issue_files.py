"""Files of an issue through Lodge: pictures are shown, everything else is a download, and nothing runs."""

import tracemalloc
from collections.abc import Iterable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from integrations import connections, jira
from issues.views.issue import download_slots
from tests.integration.issues.issue_page.conftest import PNG, Reader, text

pytestmark = pytest.mark.django_db
SANDBOX = "default-src 'none'; sandbox"


@pytest.fixture(autouse=True)
def own_slots() -> None:
    """Slots for this test alone: a file of an earlier one that nobody closed holds its slot until it is collected."""
    download_slots._slots_of.cache_clear()


def address(reader: Reader, key: str, number: str, name: str = "file") -> str:
    return reverse(f"issues:{name}", args=[reader.cloud_id, key, number])


def got(reader: Reader, key: str, number: str, name: str = "file", **headers: str) -> Any:
    return reader.client.get(address(reader, key, number, name), headers=headers)


def content(answer: Any) -> bytes:
    pieces: Iterable[bytes] = answer.streaming_content if answer.streaming else [answer.content]
    return b"".join(pieces)


def test_a_picture_is_shown_and_its_address_is_lodges(own: Reader) -> None:
    made = own.file(description=text("x"))
    number = own.upload(made.id, "screen shot.png", PNG)
    body = own.body(made.key)
    assert address(own, made.key, number) in body
    assert f'src="{address(own, made.key, number, "thumbnail")}"' in body
    for secret in ("token=", "/attachment/content", "localhost"):
        assert secret not in body
    for name in ("file", "thumbnail"):
        answer = got(own, made.key, number, name)
        assert (answer.status_code, content(answer)) == (200, PNG)
        assert answer["Content-Type"] == "image/png"
        assert answer["Content-Disposition"].startswith("inline")
        assert answer["Content-Security-Policy"] == SANDBOX
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Length"] == str(len(PNG))
        assert "token" not in str(answer.headers)


@pytest.mark.parametrize(
    ("name", "kind", "data"),
    [
        ("../../x.html", "text/html", b"<script>alert(1)</script>"),
        ("x.png", "image/png", b"<svg onload=alert(1)>"),
        ("x.svg", "image/svg+xml", b"<svg onload=alert(1)>"),
        ("x.pdf", "application/pdf", b"%PDF-1.7"),
        ('"; filename=evil.exe', "text/plain", b"a"),
        ("\u202egnp.exe", "text/plain", b"a"),
    ],
)
def test_everything_else_is_a_download_under_a_harmless_name(
    own: Reader, name: str, kind: str, data: bytes
) -> None:
    made = own.file()
    facts = {"issue": made.key, "account_id": own.connection.account_id, "filename": name}
    facts |= {"cloud_id": own.cloud_id, "mime_type": kind, "text": data.decode()}
    own.sandbox.control("POST", "/seed", {"files": [facts]})
    (file,) = jira.attachments_of(*own.at, made.key)
    own.body(made.key)
    answer = got(own, made.key, file.id)
    assert answer.status_code == 200, answer.content
    assert content(answer) == data
    assert answer["Content-Type"] == "application/octet-stream"
    disposition = answer["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert "/" not in disposition
    assert not set("\r\n\u202e") & set(disposition)
    assert answer["Content-Security-Policy"] == SANDBOX


def test_a_part_is_passed_on(own: Reader) -> None:
    made = own.file()
    number = own.upload(made.id, "a.txt", b"0123456789", "text/plain")
    part = got(own, made.key, number, Range="bytes=2-4")
    assert (part.status_code, content(part)) == (206, b"234")
    assert part["Content-Range"] == "bytes 2-4/10"
    assert got(own, made.key, number, Range="bytes=99-").status_code == 416
    assert content(got(own, made.key, number, Range="bytes=x")) == b"0123456789"


def test_a_file_in_the_text_is_shown_where_its_name_says_which(own: Reader) -> None:
    def media(name: str) -> dict[str, Any]:
        about = {"type": "file", "id": "c3a1", "collection": "", "alt": name}
        return {"type": "mediaSingle", "content": [{"type": "media", "attrs": about}]}

    parts = [media("shot.png"), media("twice.png")]
    made = own.file(description={"type": "doc", "version": 1, "content": parts})
    number = own.upload(made.id, "shot.png", PNG)
    for _ in range(2):
        own.upload(made.id, "twice.png", PNG)
    description = own.body(made.key).partition('id="files-h"')[0]
    assert f'href="{address(own, made.key, number)}"' in description
    assert description.count("<img") == 1
    assert "📎 twice.png" in description


def test_a_file_of_another_issue_is_not_there(own: Reader) -> None:
    first, second = own.file(), own.file()
    number = own.upload(first.id, "a.png", PNG)
    assert got(own, second.key, number).status_code == 404
    assert got(own, first.key, "999999").status_code == 404
    assert got(own, first.key, "..").status_code == 404


def test_who_may_not_see_the_issue_gets_no_file(own: Reader, other: Reader) -> None:
    made = own.file("SHOP", "Task")
    number = own.upload(made.id, "a.png", PNG)
    assert content(got(own, made.key, number)) == PNG
    for name in ("file", "thumbnail"):
        assert got(other, made.key, number, name).status_code == 404


def test_rights_that_are_lost_end_the_files_at_once(own: Reader, other: Reader) -> None:
    made = own.file()
    number = own.upload(made.id, "a.png", PNG)
    other.body(made.key)
    assert content(got(other, made.key, number)) == PNG
    own.change(made.key, move="SHOP")
    assert got(other, made.key, number).status_code == 404


def test_signed_out_dead_link_and_jira_down(own: Reader, stranger: Client) -> None:
    made = own.file()
    number = own.upload(made.id, "a.png", PNG)
    assert stranger.get(address(own, made.key, number)).status_code == 302
    own.sandbox.fault("status", path="/attachment/content/", status=503)
    assert got(own, made.key, number).status_code == 503
    connections.block(own.connection.pk, "refused")
    assert got(own, made.key, number).status_code == 403


def test_a_media_host_that_hangs_up_is_said_and_holds_nothing(own: Reader) -> None:
    made = own.file()
    number = own.upload(made.id, "a.png", PNG)
    own.body(made.key)
    own.sandbox.fault("drop_before", path="/file/", times=4)
    for _ in range(2):
        assert got(own, made.key, number).status_code == 503
    assert download_slots.slots()._under_way[own.user.pk] == 0


def test_a_picture_that_drips_is_a_picture(own: Reader) -> None:
    made = own.file()
    number = own.upload(made.id, "a.png", PNG)
    own.body(made.key)
    own.sandbox.fault("drip", path="/file/", seconds_per_byte=0.05)
    answer = got(own, made.key, number)
    assert (answer["Content-Type"], content(answer)) == ("image/png", PNG)


def test_a_declared_gigabyte_costs_no_memory(own: Reader) -> None:
    made = own.file()
    facts = {"issue": made.key, "account_id": own.connection.account_id, "filename": "a.bin"}
    facts |= {"cloud_id": own.cloud_id, "mime_type": "image/png", "text": "tiny"}
    own.sandbox.control("POST", "/seed", {"files": [facts | {"declared_size": 2**30}]})
    (file,) = jira.attachments_of(*own.at, made.key)
    assert "1.0\xa0GB" in own.body(made.key)
    assert content(got(own, made.key, file.id)) == b"tiny"


def test_a_large_file_is_streamed(own: Reader) -> None:
    made = own.file()
    own.sandbox.control(
        "POST", "/seed", {"jira": [{"cloud_id": own.cloud_id, "upload_limit": 10**9}]}
    )
    size = 40 * 1024 * 1024
    number = own.upload(made.id, "a.bin", b"\0" * size, "application/octet-stream")
    own.body(made.key)
    answer = got(own, made.key, number)
    tracemalloc.start()
    received = sum(len(piece) for piece in answer.streaming_content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert received == size
    assert peak < 1024 * 1024


def test_a_person_receives_a_few_files_at_once_and_one_more_when_one_is_over(own: Reader) -> None:
    made = own.file()
    number = own.upload(made.id, "a.png", PNG)
    own.body(made.key)
    most = download_slots.slots()._each
    open_ones = [got(own, made.key, number) for _ in range(most)]
    refused = got(own, made.key, number)
    assert (refused.status_code, refused["Retry-After"]) == (429, "5")
    assert content(open_ones.pop()) == PNG
    assert content(got(own, made.key, number)) == PNG
    for each in open_ones:
        each.close()
    assert download_slots.slots()._under_way[own.user.pk] == 0


def test_head_reads_nothing_on(own: Reader) -> None:
    made = own.file()
    number = own.upload(made.id, "a.png", PNG)
    answer = own.client.head(address(own, made.key, number))
    assert (answer.status_code, answer["Content-Length"]) == (200, str(len(PNG)))
    assert download_slots.slots()._under_way[own.user.pk] == 0
