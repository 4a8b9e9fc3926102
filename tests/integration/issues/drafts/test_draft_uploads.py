"""A file is kept with its draft as soon as it is chosen, once, and let go again at a word."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from issues import attachments
from issues.forms import drafts
from issues.models import Attachment, BugForm, State, Submission
from tests.conftest import PASSWORD
from tests.integration.issues.attachments.conftest import folder, in_jira, settle, sums, upload
from tests.integration.issues.bugforms.conftest import make_form
from tests.integration.issues.drafts.conftest import Tab
from tests.integration.issues.filing.conftest import Desk, report
from tests.integration.issues.filing.session_ended import in_a_strict_browser

__all__ = ["folder"]

pytestmark = pytest.mark.database
PLUMBING = ("csrfmiddlewaretoken", "submission", "tab", "writer")


def put(tab: Tab, file: Any = None, **more: Any) -> Any:
    """What the page's script does with a file that was chosen, or taken away."""
    values = {name: tab.values[name] for name in PLUMBING if name in tab.values}
    values |= {"upload": "1", **({"files": file} if file else {}), **more}
    return tab.desk.client.post(tab.form.action, values)


def begun(tab: Tab) -> Tab:
    """With a draft, which is there before the first file."""
    tab.write(wanted="1")
    del tab.values["wanted"]
    return tab


def names() -> list[str]:
    return [each.name for each in attachments.of(report())]


def test_a_file_that_is_chosen_first_makes_the_draft(tab: Tab) -> None:
    begun(tab)
    answer = put(tab, upload("app.log", b"boom"))
    assert answer.status_code == 200
    (row,) = attachments.of(report())
    page = answer.content.decode()
    assert f'value="{row.pk}"' in page
    assert "app.log" in page
    assert (row.state, row.size, row.deleted_at) == (State.DRAFT, 4, None)


def test_without_a_draft_a_file_waits_in_the_browser(tab: Tab) -> None:
    answer = put(tab, upload())
    assert (answer.status_code, answer.headers["Content-Type"]) == (
        404,
        "text/plain; charset=utf-8",
    )
    assert not Submission.objects.exists()


def test_it_is_there_on_any_device_and_arrives_once(desk: Desk, tab: Tab) -> None:
    put(begun(tab), upload("app.log", b"boom"))
    tab.write(summary="It broke")
    elsewhere = Tab(desk, desk.get(f"{desk.form_url()}?report={report().pk}"))
    assert "app.log" in elsewhere.page.text
    elsewhere.file()
    settle(3)
    assert in_jira(desk) == sums(("app.log", b"boom"))


def test_the_tab_that_brought_it_sends_it_too(desk: Desk, tab: Tab) -> None:
    put(begun(tab), upload("app.log", b"boom"))
    tab.file(summary="It broke")
    settle(3)
    assert (report().state, in_jira(desk)) == (State.FILED, sums(("app.log", b"boom")))


def test_the_same_file_again_is_the_same_line(tab: Tab) -> None:
    """An answer got lost; or it went along with the form besides."""
    first = put(begun(tab), upload("app.log", b"boom")).content
    assert put(tab, upload("app.log", b"boom")).content == first
    tab.file(summary="", files=upload("app.log", b"boom"))
    assert names() == ["app.log"]


def test_a_number_that_names_another_file_already_names_no_second(tab: Tab) -> None:
    own = str(uuid4())
    put(begun(tab), upload("a.txt", b"a"), **{"file-id": own})
    assert put(tab, upload("b.txt", b"b"), **{"file-id": own}).status_code == 200
    assert names() == ["a.txt"]


@pytest.mark.django_db(transaction=True)  # bytes go once that is committed
def test_it_is_let_go_at_once_by_either_of_its_names(tab: Tab, folder: Path) -> None:
    own = str(uuid4())
    put(begun(tab), upload("a.txt", b"a"), **{"file-id": own})
    put(tab, upload("b.txt", b"b"))
    row = Attachment.objects.get(name="b.txt")
    assert put(tab, **{"drop-file": own}).status_code == 200
    assert put(tab, **{"drop-file": str(row.pk)}).status_code == 200
    assert (names(), [each for each in folder.rglob("*") if each.is_file()]) == ([], [])


def test_what_was_taken_away_while_it_was_under_way_is_not_sent(desk: Desk, tab: Tab) -> None:
    """It arrived after all; the form says by what name it is unwanted."""
    own = str(uuid4())
    put(begun(tab), upload("a.txt", b"a"), **{"file-id": own})
    tab.file(summary="It broke", **{"drop-file": own})
    settle(3)
    assert (report().state, in_jira(desk)) == (State.FILED, [])


@pytest.mark.django_db(transaction=True)  # bytes go once that is committed
def test_a_marked_picture_takes_the_place_of_the_one_before_in_one_act(
    tab: Tab, folder: Path, settings: Any
) -> None:
    settings.FILES_PER_REPORT = 1
    put(begun(tab), upload("a.txt", b"secret"))
    (before,) = attachments.of(report())
    assert put(tab, upload("a.txt", b"black"), **{"drop-file": str(before.pk)}).status_code == 200
    (row,) = attachments.of(report())
    assert row.pk != before.pk
    assert [each.read_bytes() for each in folder.rglob("*") if each.is_file()] == [b"black"]


def test_what_is_refused_leaves_what_it_would_have_replaced(tab: Tab) -> None:
    put(begun(tab), upload("a.txt", b"a"))
    (before,) = attachments.of(report())
    answer = put(tab, upload("a.txt", b""), **{"drop-file": str(before.pk)})
    assert (answer.status_code, answer.content) == (422, b"It is empty")
    assert attachments.of(report()) == [before]


@pytest.mark.parametrize(
    ("setting", "value", "why"),
    [
        ("FILE_MAX_BYTES", 3, "It has 4\xa0bytes, and the most is 3\xa0bytes"),
        ("FILES_PER_REPORT", 0, "There can be 0 files at most"),
    ],
)
def test_what_cannot_go_is_told_and_not_kept(
    tab: Tab, folder: Path, settings: Any, setting: str, value: int, why: str
) -> None:
    setattr(settings, setting, value)
    answer = put(begun(tab), upload("app.log", b"boom"))
    assert (answer.status_code, answer.content.decode()) == (422, why)
    assert (names(), [each for each in folder.rglob("*") if each.is_file()]) == ([], [])


def test_the_limit_of_the_site_is_kept_too(desk: Desk, tab: Tab) -> None:
    facts = {"cloud_id": desk.site["cloud_id"], "upload_limit": 3}
    desk.sandbox.control("POST", "/seed", {"jira": [facts]})
    assert put(begun(tab), upload("app.log", b"boom")).status_code == 422
    page = desk.get(f"{desk.form_url()}?report={report().pk}")
    assert 'data-max="3"' in page.html


def test_what_was_sent_gets_no_file_more_and_its_writer_is_asked(desk: Desk, tab: Tab) -> None:
    put(begun(tab), upload("a.txt", b"a"))
    tab.file(summary="It broke")
    answer = put(tab, upload("b.txt", b"b"))
    assert answer.status_code == 409
    page = tab.file(files=upload("b.txt", b"b"))
    assert page.status == 409
    desk.send(page, page.form_with("submission"))
    assert [
        [each.name for each in row.attachments.all()]
        for row in Submission.objects.order_by("created_at")
    ] == [
        ["a.txt"],
        ["b.txt", "a.txt"],
    ]


def test_a_draft_that_was_thrown_away_is_there_again(tab: Tab) -> None:
    drafts.throw_away(report_of(begun(tab)))
    assert put(tab, upload("a.txt", b"a")).status_code == 200
    assert (report().state, names()) == (State.DRAFT, ["a.txt"])


def report_of(tab: Tab) -> Submission:
    return Submission.objects.get(pk=tab.values["submission"][0])


def test_two_tabs_of_one_draft_bring_their_files_to_it_and_either_sends_all(
    desk: Desk, tab: Tab
) -> None:
    begun(tab)
    tab.write(summary="It broke")
    other = Tab(desk, desk.get(f"{desk.form_url()}?report={report().pk}"))
    put(tab, upload("a.txt", b"a"))
    put(other, upload("b.txt", b"b"))
    other.file()
    assert put(tab, upload("c.txt", b"c")).status_code == 409
    settle(4)
    assert in_jira(desk) == sums(("a.txt", b"a"), ("b.txt", b"b"))


def test_a_text_that_becomes_a_draft_of_its_own_takes_its_files_along(desk: Desk, tab: Tab) -> None:
    put(begun(tab), upload("a.txt", b"a"))
    behind = Tab(desk, desk.get(f"{desk.form_url()}?report={report().pk}"))
    tab.write(summary="From the first tab")
    behind.write(summary="From the second tab")
    assert behind.values["submission"] != tab.values["submission"]
    assert put(behind, **{"drop-file": behind.values["shows-file"][0]}).status_code == 200
    own = {
        row.summary: [each.name for each in row.attachments.all()]
        for row in Submission.objects.all()
    }
    assert own == {"From the first tab": ["a.txt"], "From the second tab": []}


def test_the_session_ends_meanwhile_and_the_file_goes_along_with_the_form(
    desk: Desk, tab: Tab
) -> None:
    begun(tab)
    desk.client.logout()
    answer = put(tab, upload("a.txt", b"a"))
    assert (answer.status_code, answer.content) == (
        401,
        b"You are signed out. Press the button: what you typed is kept.",
    )
    assert names() == []
    page = tab.file(summary="It broke", files=upload("a.txt", b"a"))
    page = desk.send(
        page, page.form_with("username", "password"), username="alice", password=PASSWORD
    )
    assert "a.txt" in page.text
    assert names() == ["a.txt"]


def test_a_page_from_before_another_sign_in_keeps_its_file(desk: Desk, alice: User) -> None:
    strict = in_a_strict_browser(desk, alice)
    tab = begun(Tab(strict, strict.open_form()[0]))
    strict.client.force_login(alice, backend="accounts.authentication.NameOrEmailBackend")
    strict.client.cookies["csrftoken"] = "x" * 32
    answer = put(tab, upload("a.txt", b"a"))
    assert (answer.status_code, answer.headers["Content-Type"]) == (
        403,
        "text/plain; charset=utf-8",
    )
    assert b"what you typed is kept" in answer.content


def test_nobody_else_brings_a_file_or_takes_one_away(
    desk: Desk, tab: Tab, carol: User, sign_in: Callable[[User], Client], stranger: Client
) -> None:
    put(begun(tab), upload("a.txt", b"a"))
    (row,) = attachments.of(report())
    for client, status in ((sign_in(carol), 404), (stranger, 401)):
        intruder = Tab(Desk(client, desk.sandbox), tab.page)
        intruder.values = dict(tab.values)
        assert put(intruder, upload("b.txt", b"b")).status_code == status
        assert put(intruder, **{"drop-file": str(row.pk)}).status_code == status
    assert names() == ["a.txt"]


def test_a_prepared_form_that_is_gone_keeps_files_all_the_same(desk: Desk) -> None:
    kind = desk.form_url().rstrip("/").rpartition("/")[2]
    make_form("summary", "attachment", cloud_id=desk.site["cloud_id"], issue_type_id=kind)
    tab = begun(Tab(desk, desk.get("/f/app-bug/")))
    BugForm.objects.update(is_active=False)
    assert put(tab, upload("a.txt", b"a")).status_code == 200
    assert names() == ["a.txt"]


@pytest.mark.parametrize(
    "spoilt", [{"file-id": "nonsense"}, {"drop-file": "nonsense"}, {"submission": "nonsense"}]
)
def test_what_is_spoilt_in_it_is_no_error(tab: Tab, spoilt: dict[str, str]) -> None:
    assert put(begun(tab), upload("a.txt", b"a"), **spoilt).status_code in (200, 404)


def test_saving_the_text_meanwhile_is_no_conflict(desk: Desk, tab: Tab) -> None:
    begun(tab)
    tab.write(summary="It")
    put(tab, upload("a.txt", b"a"))
    tab.write(summary="It broke")
    assert (Submission.objects.count(), report().summary, names()) == (1, "It broke", ["a.txt"])
