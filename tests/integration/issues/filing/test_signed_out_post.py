"""What is sent after the session ended is a draft at once, with its files: of nothing twice, and of nobody else's."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import F

from accounts.models import User
from issues.models import BugForm, State, Submission
from tests.conftest import PASSWORD
from tests.integration.issues.attachments.conftest import folder, upload
from tests.integration.issues.bugforms.conftest import make_form
from tests.integration.issues.filing.conftest import Desk, report
from tests.integration.issues.filing.session_ended import (
    come_back_with,
    files_of,
    in_a_strict_browser,
    signed_out_again,
)

__all__ = ["folder"]


def test_files_chosen_before_are_there_after_signing_in_again(desk: Desk) -> None:
    page = come_back_with(desk, summary="It broke", files=[upload("proof.txt"), upload("log.txt")])
    assert "All that you typed is still here." in page.text
    assert "Choose them again" not in page.text
    assert "proof.txt" in page.text
    assert (report().state, files_of(report())) == (State.DRAFT, ["proof.txt", "log.txt"])
    desk.send(page, page.form_with("summary", "submission"))
    assert (report().state, files_of(report())) == (State.FILED, ["proof.txt", "log.txt"])


def test_files_of_a_prepared_form_are_kept_too(desk: Desk, alice: User) -> None:
    kind = desk.form_url().rstrip("/").rpartition("/")[2]
    made = make_form("summary", cloud_id=desk.site["cloud_id"], issue_type_id=kind)
    form = desk.get("/f/app-bug/").form_with("summary", "submission")
    desk.client.logout()
    page = desk.post(
        form.action, {**form.values(), "summary": "It broke", "files": upload("proof.txt")}
    )
    page = desk.send(
        page, page.form_with("username", "password"), username="alice", password=PASSWORD
    )
    assert page.url.startswith("/f/app-bug/")
    assert (report().bug_form, files_of(report())) == (made, ["proof.txt"])


def test_files_go_with_the_text_where_another_one_was_sent_meanwhile(
    desk: Desk, alice: User
) -> None:
    _page, form = desk.open_form()
    desk.post(form.action, {**form.values(), "summary": "First words"})
    desk.client.logout()
    typed = {**form.values(), "summary": "Second words", "files": upload("proof.txt")}
    page = desk.post(form.action, typed)
    desk.send(page, page.form_with("username", "password"), username="alice", password=PASSWORD)
    found = {
        row.summary: (row.state, files_of(row)) for row in Submission.objects.filter(owner=alice)
    }
    assert found == {"First words": (State.FILED, []), "Second words": (State.DRAFT, ["proof.txt"])}


def test_a_file_that_can_not_be_kept_says_why_once_its_writer_is_back(
    desk: Desk, settings: Any
) -> None:
    settings.FILE_MAX_BYTES = 10
    page = come_back_with(
        desk, summary="It broke", files=[upload("a.txt", b"x" * 11), upload("b.txt", b"y")]
    )
    assert "a.txt:" in page.text
    assert files_of(report()) == ["b.txt"]


def test_files_of_a_report_are_nobody_elses_whoever_signs_in_next(
    desk: Desk, alice: User, bob: User
) -> None:
    _page, form = desk.open_form()
    desk.client.logout()
    typed = {**form.values(), "summary": "Alice's secret", "files": upload("secret.txt")}
    page = desk.post(form.action, typed)
    page = desk.send(
        page, page.form_with("username", "password"), username="bob", password=PASSWORD
    )
    assert "secret" not in page.html
    assert "secret" not in desk.get("/reports/").html
    assert (report().owner, files_of(report())) == (alice, ["secret.txt"])


def test_nobody_puts_files_into_anybodys_drafts_but_by_a_form_of_theirs(
    desk: Desk, alice: User, bob: User, time_machine: Any
) -> None:
    _page, form = desk.open_form()
    desk.client.logout()
    his = Submission.objects.create(owner=bob, summary="Bob's own", state=State.DRAFT)
    typed = {**form.values(), "summary": "Planted"}
    for writer in ("", "nonsense", str(alice.pk), f"{alice.pk}:x:y"):
        desk.post(form.action, {**typed, "writer": writer, "files": upload("planted.txt")})
    User.objects.filter(pk=alice.pk).update(is_active=False)
    desk.post(form.action, {**typed, "files": upload("planted.txt")})
    User.objects.filter(pk=alice.pk).update(is_active=True)
    assert list(Submission.objects.all()) == [his]
    desk.post(form.action, {**typed, "submission": str(his.pk), "files": upload("hers.txt")})
    assert files_of(his) == []
    assert files_of(Submission.objects.get(owner=alice)) == ["hers.txt"]
    Submission.objects.filter(owner=alice).delete()
    time_machine.move_to(datetime.now(UTC) + timedelta(days=15))
    page = desk.post(form.action, {**typed, "files": upload("proof.txt")})
    page = desk.send(
        page, page.form_with("username", "password"), username="alice", password=PASSWORD
    )
    assert "Choose them again: proof.txt" in page.text


def test_a_form_from_before_signing_in_again_brings_its_files(desk: Desk, alice: User) -> None:
    strict = in_a_strict_browser(desk, alice)
    _page, form = strict.open_form()
    strict.client.cookies["csrftoken"] = "x" * 32
    typed = {**form.values(), "summary": "It broke", "files": upload("proof.txt")}
    page = strict.post(form.action, typed)
    assert "proof.txt" in page.text
    assert (report().state, files_of(report())) == (State.DRAFT, ["proof.txt"])


def test_a_text_without_end_is_cut_and_said_so(desk: Desk) -> None:
    page = come_back_with(desk, summary="x" * 30_000)
    assert "This was 30,000 characters long, and Lodge takes 10,000." in page.text
    assert len(report().values["summary"][0]) == 10_000


def test_a_long_text_and_its_file_are_a_draft_and_nothing_says_otherwise(desk: Desk) -> None:
    page = come_back_with(
        desk, summary="It broke", description="x" * 2_000_001, files=upload("proof.txt")
    )
    assert "All that you typed is still here." in page.text
    assert (len(report().values["description"][0]), files_of(report())) == (
        2_000_001,
        ["proof.txt"],
    )


@pytest.mark.parametrize("fault", ["", "drop_after_commit"])
def test_the_very_same_is_not_made_a_second_one_by_signing_in(desk: Desk, fault: str) -> None:
    _page, form = desk.open_form()
    if fault:
        desk.sandbox.fault(fault, method="POST", path=r"/issue$")
    desk.post(form.action, {**form.values(), "summary": "It broke", "files": upload("proof.txt")})
    page = signed_out_again(desk, form, summary="It broke", files=upload("proof.txt"))
    assert page.url == f"/reports/{report().pk}/"
    assert "is not sent again" in page.text
    assert len(desk.creates()) == 1


def test_a_form_from_before_signing_in_again_files_nothing_twice(desk: Desk, alice: User) -> None:
    strict = in_a_strict_browser(desk, alice)
    _page, form = strict.open_form()
    sent = {**form.values(), "summary": "It broke"}
    strict.post(form.action, sent)
    strict.client.cookies["csrftoken"] = "x" * 32
    page = strict.post(form.action, sent)
    assert page.url == f"/reports/{report().pk}/"
    assert "is not sent again" in page.text


def test_a_prepared_form_closed_while_its_writer_is_signed_out_costs_neither_words_nor_files(
    desk: Desk, alice: User
) -> None:
    kind = desk.form_url().rstrip("/").rpartition("/")[2]
    make_form("summary", cloud_id=desk.site["cloud_id"], issue_type_id=kind)
    form = desk.get("/f/app-bug/").form_with("summary", "submission")
    desk.post(form.action, {**form.values(), "summary": "Begun", "autosave": "1"})
    BugForm.objects.update(is_active=False)
    page = signed_out_again(desk, form, summary="It broke", files=upload("proof.txt"))
    assert "All that you typed is still here." in page.text
    assert (page.status, report().summary, files_of(report())) == (200, "It broke", ["proof.txt"])
    desk.send(page, page.form_with("summary", "submission"))
    assert report().state == State.FILED


def test_a_prepared_form_that_is_gone_and_left_no_draft_costs_nothing_either(
    desk: Desk, alice: User
) -> None:
    kind = desk.form_url().rstrip("/").rpartition("/")[2]
    make_form("summary", cloud_id=desk.site["cloud_id"], issue_type_id=kind)
    form = desk.get("/f/app-bug/").form_with("summary", "submission")
    BugForm.objects.all().delete()
    page = signed_out_again(desk, form, summary="It broke", files=upload("proof.txt"))
    assert page.status == 200
    assert (report().summary, report().owner, files_of(report())) == (
        "It broke",
        alice,
        ["proof.txt"],
    )


def test_the_page_that_asks_is_one_of_the_writers_too(desk: Desk) -> None:
    _page, form = desk.open_form()
    desk.post(form.action, {**form.values(), "summary": "First"})
    asked = desk.post(form.action, {**form.values(), "summary": "Second"})
    assert asked.status == 409
    signed_out_again(desk, asked.form_with("summary", "submission"))
    assert set(Submission.objects.values_list("summary", flat=True)) == {"First", "Second"}


def test_a_file_is_not_let_go_where_somebody_went_on_meanwhile(desk: Desk) -> None:
    page, form = desk.open_form()
    page = desk.send(
        page, form, press="preview=1", summary="It broke", files=[upload("a.txt"), upload("b.txt")]
    )
    form = page.form_with("summary", "submission")
    desk.client.logout()
    page = desk.post(
        form.action, {**form.values(), "drop-file": str(report().attachments.get(name="a.txt").pk)}
    )
    Submission.objects.update(version=F("version") + 1)
    desk.send(page, page.form_with("username", "password"), username="alice", password=PASSWORD)
    assert files_of(report()) == ["a.txt", "b.txt"]


def test_a_session_is_not_filled_with_what_is_no_text(desk: Desk) -> None:
    _page, form = desk.open_form()
    desk.client.logout()
    for _ in range(2):
        desk.post(form.action, {**form.values(), "summary": "x", "drop-file": "f" * 3_000_000})
    assert len(str(dict(desk.client.session))) < 10_000


def test_what_waits_stands_in_no_other_visits_way(desk: Desk) -> None:
    _page, form = desk.open_form()
    desk.client.logout()
    desk.post(form.action, {**form.values(), "summary": "It broke"})
    page = desk.get("/")
    desk.send(page, page.form_with("username", "password"), username="alice", password=PASSWORD)
    page = desk.get(f"{form.action.partition('?')[0]}?summary=Another")
    assert page.form_with("summary").values()["summary"] == ["Another"]


def test_odd_names_of_prepared_forms_are_of_none(desk: Desk) -> None:
    kind = desk.form_url().rstrip("/").rpartition("/")[2]
    url = f"/report/{desk.site['cloud_id']}/DEMO/{kind}/similar/?form=a%00b"
    _page, form = desk.open_form()
    assert desk.post(url, {**form.values(), "summary": "It broke"}).status == 200
    desk.client.logout()
    assert desk.post(url, {**form.values(), "summary": "It broke again"}).status == 200


def test_a_prepared_form_is_kept_by_the_button_that_looks_for_similar_ones(
    desk: Desk, alice: User
) -> None:
    kind = desk.form_url().rstrip("/").rpartition("/")[2]
    made = make_form("summary", cloud_id=desk.site["cloud_id"], issue_type_id=kind)
    form = desk.get("/f/app-bug/").form_with("summary", "submission")
    desk.client.logout()
    url = f"/report/{desk.site['cloud_id']}/DEMO/{kind}/similar/?form=app-bug"
    page = desk.post(url, {**form.values(), "summary": "It broke", "comment-on": "DEMO-1"})
    page = desk.send(
        page, page.form_with("username", "password"), username="alice", password=PASSWORD
    )
    assert page.url.startswith("/f/app-bug/")
    assert (report().bug_form, report().summary) == (made, "It broke")


def test_whoever_signs_in_in_between_takes_no_words_away(
    desk: Desk, alice: User, bob: User
) -> None:
    _page, form = desk.open_form()
    desk.client.logout()
    page = desk.post(form.action, {**form.values(), "summary": "It broke"})
    desk.send(page, page.form_with("username", "password"), username="bob", password=PASSWORD)
    desk.client.logout()
    desk.client.force_login(alice, backend="accounts.authentication.NameOrEmailBackend")
    assert "One draft, not filed yet" in desk.get("/reports/").text


def test_who_signs_in_elsewhere_finds_the_words_among_the_drafts_and_stays_signed_in(
    desk: Desk, alice: User, settings: Any
) -> None:
    _page, form = desk.open_form()
    desk.client.logout()
    desk.post(form.action, {**form.values(), "summary": "It broke"})
    page = desk.get("/")
    page = desk.send(
        page, page.form_with("username", "password"), username="alice", password=PASSWORD
    )
    assert "One draft, not filed yet" in desk.get("/reports/").text
    assert desk.client.session.get_expiry_age() == settings.SESSION_COOKIE_AGE


def test_another_tabs_words_stay_and_these_keep_their_files(desk: Desk) -> None:
    _page, form = desk.open_form()
    written = {**form.values(), "autosave": "1", "tab": "phone"}
    desk.post(form.action, {**written, "summary": "Of the phone"})
    page = signed_out_again(desk, form, summary="Of the desk", files=upload("proof.txt"))
    assert "may have been changed in another tab" in page.text
    found = {row.summary: files_of(row) for row in Submission.objects.all()}
    assert found == {"Of the phone": [], "Of the desk": ["proof.txt"]}


def test_a_draft_thrown_away_meanwhile_is_there_again_with_its_files(desk: Desk) -> None:
    _page, form = desk.open_form()
    desk.client.logout()
    sent = {**form.values(), "summary": "It broke"}
    page = desk.post(form.action, {**sent, "files": upload("proof.txt")})
    Submission.objects.update(state=State.WITHDRAWN)
    page = desk.post(form.action, sent)
    desk.send(page, page.form_with("username", "password"), username="alice", password=PASSWORD)
    assert (report().state, files_of(report())) == (State.DRAFT, ["proof.txt"])


def test_a_file_is_let_go_by_who_is_signed_in_and_by_nobody_else(desk: Desk) -> None:
    page, form = desk.open_form()
    page = desk.send(
        page, form, press="preview=1", summary="It broke", files=[upload("a.txt"), upload("b.txt")]
    )
    form = page.form_with("summary", "submission")
    first = report().attachments.get(name="a.txt")
    desk.client.logout()
    page = desk.post(form.action, {**form.values(), "drop-file": str(first.pk)})
    assert files_of(report()) == ["a.txt", "b.txt"]
    desk.send(page, page.form_with("username", "password"), username="alice", password=PASSWORD)
    assert files_of(report()) == ["b.txt"]


@pytest.mark.parametrize("told", [{"version": "999999999"}, {"version": "0", "tab": "another"}])
def test_who_is_not_signed_in_writes_over_nothing(desk: Desk, told: dict[str, str]) -> None:
    _page, form = desk.open_form()
    desk.post(form.action, {**form.values(), "summary": "Hers", "autosave": "1"})
    desk.client.logout()
    desk.post(form.action, {**form.values(), **told, "summary": "Another's"})
    assert Submission.objects.filter(summary="Hers", state=State.DRAFT).count() == 1


def test_a_form_from_before_the_password_was_another_puts_nothing_into_the_drafts(
    desk: Desk, alice: User
) -> None:
    _page, form = desk.open_form()
    desk.client.logout()
    alice.set_password("another one altogether")
    alice.save()
    desk.post(form.action, {**form.values(), "summary": "It broke", "files": upload("evil.txt")})
    assert Submission.objects.count() == 0
