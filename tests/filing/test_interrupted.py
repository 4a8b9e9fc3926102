"""What was typed when a session ended is a draft from the moment its writer is back: nothing takes it away again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db.models import F
from django.test import Client

from accounts.models import User
from integrations.models import Connection, ConnectionState
from issues.models import BugForm, State, Submission
from issues.views.interrupted import writer_field
from tests.attachments.conftest import folder, upload
from tests.bugforms.conftest import make_form
from tests.conftest import PASSWORD
from tests.drafts.conftest import Tab
from tests.filing.conftest import Desk, report
from tests.support.visitor import Form, Page

__all__ = ["folder"]


def come_back_with(desk: Desk, meanwhile: Callable[[], object] = lambda: None, **typed: Any) -> Page:
    """Alice's session ends, she presses the button all the same, and signs in again."""
    _page, form = desk.open_form()
    desk.client.logout()
    meanwhile()
    page = desk.post(form.action, {**form.values(), **typed})
    return desk.send(page, page.form_with("username", "password"), username="alice", password=PASSWORD)


def test_a_reload_after_signing_in_again_loses_nothing(desk: Desk) -> None:
    page = come_back_with(desk, summary="It broke", description="long story")
    assert "All that you typed is still here." in page.text
    page = desk.get(page.url)
    form = page.form_with("summary", "submission")
    assert form.values()["description"] == ["long story"]
    desk.send(page, form)
    assert (report().state, len(desk.filed())) == (State.FILED, 1)


def test_a_link_that_ended_too_leaves_a_draft(desk: Desk) -> None:
    page = come_back_with(
        desk,
        lambda: Connection.objects.update(state=ConnectionState.RECONNECT),
        summary="It broke",
        description="long story",
    )
    assert "Your link to Jira has ended." in page.text
    assert (report().state, report().summary) == (State.DRAFT, "It broke")
    assert report().values["description"] == ["long story"]


def test_what_was_sent_meanwhile_is_not_overwritten(desk: Desk, alice: User) -> None:
    """Two tabs of one form: the other one was sent before this one met the end of the session."""
    _page, form = desk.open_form()
    desk.post(form.action, {**form.values(), "summary": "First words"})
    desk.client.logout()
    page = desk.post(form.action, {**form.values(), "summary": "Second words"})
    desk.send(page, page.form_with("username", "password"), username="alice", password=PASSWORD)
    states = dict(Submission.objects.filter(owner=alice).values_list("summary", "state"))
    assert states == {"First words": State.FILED, "Second words": State.DRAFT}


def test_anothers_number_opens_nothing_and_costs_no_words(desk: Desk, bob: User) -> None:
    his = Submission.objects.create(owner=bob, summary="Bob's own", state=State.DRAFT)
    page = come_back_with(desk, summary="It broke", submission=str(his.pk))
    assert "Bob's own" not in page.html
    his.refresh_from_db()
    assert his.summary == "Bob's own"
    assert Submission.objects.exclude(pk=his.pk).get().summary == "It broke"


def test_an_address_with_nul_is_answered_and_kept(desk: Desk, alice: User) -> None:
    """PostgreSQL stores no NUL."""
    client: Client = desk.client
    answer = client.post("/report/%00/DE%00MO/1/", {"summary": "It broke"})
    assert answer.status_code == 302
    assert report().project_key == "DEMO"


def test_a_draft_that_moves_leaves_its_old_place_behind(desk: Desk) -> None:
    """Half of the old place and half of the new would lead into the wrong form in Jira."""
    _page, form = desk.open_form()
    cache.clear()
    desk.sandbox.fault("status", path="/rest/", times=None, status=503)
    desk.post(form.action, {**form.values(), "summary": "It broke"})
    Submission.objects.update(project_id="10000", issue_type_name="Bug")
    elsewhere = f"/report/{desk.site['cloud_id']}/SHOP/77/"
    desk.post(elsewhere, {**form.values(), "summary": "It broke"})
    row = report()
    assert (row.project_key, row.issue_type_id) == ("SHOP", "77")
    assert (row.project_id, row.issue_type_name) == ("", "")


def test_an_answer_given_after_the_session_ended_leads_back_to_the_report(desk: Desk, alice: User) -> None:
    row = Submission.objects.create(owner=alice, summary="It broke", state=State.DRAFT, cloud_id="c")
    desk.client.logout()
    page = desk.post(f"/reports/{row.pk}/answer/", {"answer": "withdraw"})
    page = desk.send(page, page.form_with("username", "password"), username="alice", password=PASSWORD)
    assert (page.url, page.status) == (f"/reports/{row.pk}/", 200)
    assert "It broke" in page.text
    assert report().state == State.DRAFT


def in_a_strict_browser(desk: Desk, alice: User) -> Desk:
    """Alice, behind a browser whose cookie and form must agree, as in production."""
    client = Client(headers={"host": "lodge.test"}, enforce_csrf_checks=True)
    client.force_login(alice, backend="accounts.authentication.NameOrEmailBackend")
    return Desk(client, desk.sandbox)


def test_a_form_from_before_signing_in_again_leads_back_to_itself_with_every_word(
    desk: Desk, alice: User
) -> None:
    """Signing in in another tab changes what a form has to prove: the old one proves nothing any more."""
    strict = in_a_strict_browser(desk, alice)
    _page, form = strict.open_form()
    strict.client.cookies["csrftoken"] = "x" * 32
    page = strict.post(form.action, {**form.values(), "summary": "It broke", "description": "long story"})
    assert (page.status, page.url.partition("?")[0]) == (200, form.action.partition("?")[0])
    assert "All that you typed is still here." in page.text
    assert page.form_with("summary").values()["description"] == ["long story"]
    assert (report().state, desk.creates()) == (State.DRAFT, [])
    desk.send(page, page.form_with("summary", "submission"))
    assert report().state == State.FILED


def test_a_page_of_somebody_elses_making_leaves_nothing(desk: Desk, alice: User, bob: User) -> None:
    strict = in_a_strict_browser(desk, alice)
    url = desk.form_url()
    for writer in ("", writer_field(bob), "nonsense"):
        page = strict.post(url, {"summary": "Planted", "writer": writer})
        assert page.status == 403
    assert "This page was too old to be sent." in page.text
    assert strict.post("/reports/", {}).status == 403
    desk.get(url)
    assert Submission.objects.count() == 0


def session_is_deleted(_user: User) -> None:
    """Those who run Lodge end it."""
    Session.objects.all().delete()


def password_is_set_anew(user: User) -> None:
    """Those who run Lodge do that; every session of *user* ends with it."""
    user.set_password("a new one, not the same")
    user.save()
    user.set_password(PASSWORD)
    user.save()


def person_is_put_out_for_a_while(user: User) -> None:
    """Those who run Lodge deactivate *user*, and think better of it before they sign in again."""
    User.objects.filter(pk=user.pk).update(is_active=False)


@pytest.mark.parametrize("end", [session_is_deleted, password_is_set_anew, person_is_put_out_for_a_while])
def test_an_admin_who_ends_a_session_takes_no_word_with_it(
    desk: Desk, alice: User, end: Callable[[User], None]
) -> None:
    strict = in_a_strict_browser(desk, alice)
    _page, form = strict.open_form()
    written = {**form.values(), "summary": "It broke", "description": "long story"}
    end(alice)
    assert "You are signed out." in strict.post(form.action, {**written, "autosave": "1"}).text
    page = strict.post(form.action, written)
    User.objects.update(is_active=True)
    page = strict.send(page, page.form_with("username", "password"), username="alice", password=PASSWORD)
    assert "All that you typed is still here." in page.text
    assert (report().state, desk.creates()) == (State.DRAFT, [])
    again = page.form_with("summary", "submission")
    assert again.values()["description"] == ["long story"]
    strict.send(page, again)
    assert (report().state, len(desk.filed())) == (State.FILED, 1)


def test_what_waits_for_its_writer_is_nobody_elses(desk: Desk, alice: User, bob: User) -> None:
    strict = in_a_strict_browser(desk, alice)
    _page, form = strict.open_form()
    session_is_deleted(alice)
    page = strict.post(form.action, {**form.values(), "summary": "Alice's secret"})
    page = strict.send(page, page.form_with("username", "password"), username="bob", password=PASSWORD)
    assert "Alice's secret" not in page.html
    assert "Alice's secret" not in strict.get("/reports/").html
    assert report().owner == alice


def test_saving_from_a_page_that_is_too_old_says_what_to_do(desk: Desk, alice: User) -> None:
    strict = in_a_strict_browser(desk, alice)
    page = strict.post(desk.form_url(), {"summary": "It broke", "autosave": "1"})
    assert "You signed in again elsewhere." in page.text


def test_signed_out_and_too_old_it_waits_for_its_writer(desk: Desk, alice: User) -> None:
    strict = in_a_strict_browser(desk, alice)
    _page, form = strict.open_form()
    strict.client.logout()
    answer = strict.client.post(form.action, {**form.values(), "summary": "It broke"})
    assert "/account/sign-in/" in answer.headers["Location"]
    strict.client.force_login(alice, backend="accounts.authentication.NameOrEmailBackend")
    page = strict.get(form.action)
    assert page.form_with("summary").values()["summary"] == ["It broke"]


def test_two_tabs_sent_after_the_session_ended_are_both_kept(desk: Desk) -> None:
    first, second = desk.open_form()[1], desk.open_form()[1]
    desk.client.logout()
    desk.post(first.action, {**first.values(), "summary": "Of the first tab"})
    page = desk.post(second.action, {**second.values(), "summary": "Of the second tab"})
    page = desk.send(page, page.form_with("username", "password"), username="alice", password=PASSWORD)
    assert page.form_with("summary").values()["summary"] == ["Of the second tab"]
    assert "in another tab is among your drafts" in page.text
    summaries = Submission.objects.values_list("summary", flat=True)
    assert sorted(summaries) == ["Of the first tab", "Of the second tab"]


def test_a_text_of_any_length_is_kept(desk: Desk) -> None:
    long = "One more line of the log.\n" * 12_000
    come_back_with(desk, summary="It broke", description=long)
    assert report().values["description"][0].replace("\r\n", "\n") == long


def files_of(row: Submission) -> list[str]:
    return [each.name for each in row.attachments.order_by("position")]


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
    page = desk.post(form.action, {**form.values(), "summary": "It broke", "files": upload("proof.txt")})
    page = desk.send(page, page.form_with("username", "password"), username="alice", password=PASSWORD)
    assert page.url.startswith("/f/app-bug/")
    assert (report().bug_form, files_of(report())) == (made, ["proof.txt"])


def test_files_go_with_the_text_where_another_one_was_sent_meanwhile(desk: Desk, alice: User) -> None:
    _page, form = desk.open_form()
    desk.post(form.action, {**form.values(), "summary": "First words"})
    desk.client.logout()
    typed = {**form.values(), "summary": "Second words", "files": upload("proof.txt")}
    page = desk.post(form.action, typed)
    desk.send(page, page.form_with("username", "password"), username="alice", password=PASSWORD)
    found = {row.summary: (row.state, files_of(row)) for row in Submission.objects.filter(owner=alice)}
    assert found == {"First words": (State.FILED, []), "Second words": (State.DRAFT, ["proof.txt"])}


def test_a_file_that_can_not_be_kept_says_why_once_its_writer_is_back(desk: Desk, settings: Any) -> None:
    settings.FILE_MAX_BYTES = 10
    page = come_back_with(desk, summary="It broke", files=[upload("a.txt", b"x" * 11), upload("b.txt", b"y")])
    assert "a.txt:" in page.text
    assert files_of(report()) == ["b.txt"]


def test_files_of_a_report_are_nobody_elses_whoever_signs_in_next(desk: Desk, alice: User, bob: User) -> None:
    _page, form = desk.open_form()
    desk.client.logout()
    typed = {**form.values(), "summary": "Alice's secret", "files": upload("secret.txt")}
    page = desk.post(form.action, typed)
    page = desk.send(page, page.form_with("username", "password"), username="bob", password=PASSWORD)
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
    page = desk.send(page, page.form_with("username", "password"), username="alice", password=PASSWORD)
    assert "Choose them again: proof.txt" in page.text


def test_a_form_from_before_signing_in_again_brings_its_files(desk: Desk, alice: User) -> None:
    strict = in_a_strict_browser(desk, alice)
    _page, form = strict.open_form()
    strict.client.cookies["csrftoken"] = "x" * 32
    typed = {**form.values(), "summary": "It broke", "files": upload("proof.txt")}
    page = strict.post(form.action, typed)
    assert "proof.txt" in page.text
    assert (report().state, files_of(report())) == (State.DRAFT, ["proof.txt"])


def test_more_than_a_session_holds_is_said_and_not_swallowed(desk: Desk, time_machine: Any) -> None:
    """Of a form that is too old to put it among its writer's drafts."""
    _page, form = desk.open_form()
    desk.client.logout()
    time_machine.move_to(datetime.now(UTC) + timedelta(days=15))
    page = desk.post(form.action, {**form.values(), "description": "x" * 2_000_001})
    assert (page.status, "What you typed is still on the page before" in page.text) == (403, True)
    assert Submission.objects.count() == 0


def test_a_long_text_and_its_file_are_a_draft_and_nothing_says_otherwise(desk: Desk) -> None:
    page = come_back_with(desk, summary="It broke", description="x" * 2_000_001, files=upload("proof.txt"))
    assert "All that you typed is still here." in page.text
    assert (len(report().values["description"][0]), files_of(report())) == (2_000_001, ["proof.txt"])


def signed_out_again(desk: Desk, form: Form, **typed: Any) -> Page:
    """The session ends, the button is pressed, and alice signs in."""
    desk.client.logout()
    page = desk.post(form.action, {**form.values(), **typed})
    return desk.send(page, page.form_with("username", "password"), username="alice", password=PASSWORD)


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


def test_a_prepared_form_that_is_gone_and_left_no_draft_costs_nothing_either(desk: Desk, alice: User) -> None:
    kind = desk.form_url().rstrip("/").rpartition("/")[2]
    make_form("summary", cloud_id=desk.site["cloud_id"], issue_type_id=kind)
    form = desk.get("/f/app-bug/").form_with("summary", "submission")
    BugForm.objects.all().delete()
    page = signed_out_again(desk, form, summary="It broke", files=upload("proof.txt"))
    assert page.status == 200
    assert (report().summary, report().owner, files_of(report())) == ("It broke", alice, ["proof.txt"])


def test_what_the_last_version_put_into_a_session_is_read(desk: Desk, alice: User) -> None:
    """It knew of a text that waits, and of nothing else."""
    page, form = desk.open_form()
    session = desk.client.session
    edit = {"submission_id": form.values()["submission"][0], "values": {"summary": ["It broke"]}, "version": 0,
            "tab": "", "fingerprint": "", "names": {}, "files": []}  # fmt: skip
    session["interrupted"] = [
        {"writer": alice.pk, "path": page.url, "edit": edit, "files": ["proof.txt"]},
        {"writer": alice.pk + 1, "path": page.url, "edit": edit, "files": []},
    ]
    session.save()
    page = desk.get(page.url)
    assert "Choose them again: proof.txt" in page.text
    assert (report().summary, report().state) == ("It broke", State.DRAFT)
    assert "interrupted" not in desk.client.session


def grown_old(alice: User) -> None:
    """What the form says of its writer proves too little from now on, though nothing else is another."""
    alice.set_password("another")
    alice.save()
    alice.set_password(PASSWORD)
    alice.save()


def test_an_old_form_with_a_file_that_was_sent_before_is_no_second_report(desk: Desk, alice: User) -> None:
    _page, form = desk.open_form()
    desk.post(form.action, {**form.values(), "summary": "It broke", "files": upload("proof.txt")})
    grown_old(alice)
    page = signed_out_again(desk, form, summary="It broke", files=upload("proof.txt"))
    assert (page.url, len(desk.filed())) == (f"/reports/{report().pk}/", 1)


def test_an_old_form_asks_for_the_files_that_are_new(desk: Desk, alice: User) -> None:
    _page, form = desk.open_form()
    desk.post(form.action, {**form.values(), "summary": "It broke"})
    grown_old(alice)
    page = signed_out_again(desk, form, summary="It broke", files=upload("new.txt"))
    assert "Choose them again: new.txt" in page.text
    assert "This report was sent already. What you typed now is kept as a new draft." in page.text


def test_an_old_form_that_is_gone_by_now_keeps_its_words(desk: Desk, alice: User) -> None:
    kind = desk.form_url().rstrip("/").rpartition("/")[2]
    make_form("summary", cloud_id=desk.site["cloud_id"], issue_type_id=kind)
    form = desk.get("/f/app-bug/").form_with("summary", "submission")
    grown_old(alice)
    BugForm.objects.update(is_active=False)
    page = signed_out_again(desk, form, summary="It broke")
    assert (page.status, report().summary) == (200, "It broke")


def test_two_tabs_of_one_draft_are_two_texts_in_old_forms_too(desk: Desk, alice: User) -> None:
    _page, form = desk.open_form()
    desk.post(form.action, {**form.values(), "summary": "Begun", "autosave": "1"})
    tabs = [desk.get(f"{form.action.partition('?')[0]}?report={report().pk}") for _ in range(2)]
    first, second = (page.form_with("summary", "submission") for page in tabs)
    grown_old(alice)
    desk.client.logout()
    desk.post(first.action, {**first.values(), "summary": "Of tab A"})
    page = desk.post(second.action, {**second.values(), "summary": "Of tab B"})
    desk.send(page, page.form_with("username", "password"), username="alice", password=PASSWORD)
    assert {"Of tab A", "Of tab B"} <= set(Submission.objects.values_list("summary", flat=True))


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


def test_a_prepared_form_is_kept_by_the_button_that_looks_for_similar_ones(desk: Desk, alice: User) -> None:
    kind = desk.form_url().rstrip("/").rpartition("/")[2]
    made = make_form("summary", cloud_id=desk.site["cloud_id"], issue_type_id=kind)
    form = desk.get("/f/app-bug/").form_with("summary", "submission")
    desk.client.logout()
    url = f"/report/{desk.site['cloud_id']}/DEMO/{kind}/similar/?form=app-bug"
    page = desk.post(url, {**form.values(), "summary": "It broke", "comment-on": "DEMO-1"})
    page = desk.send(page, page.form_with("username", "password"), username="alice", password=PASSWORD)
    assert page.url.startswith("/f/app-bug/")
    assert (report().bug_form, report().summary) == (made, "It broke")


def test_whoever_signs_in_in_between_takes_no_words_away(desk: Desk, alice: User, bob: User) -> None:
    _page, form = desk.open_form()
    desk.client.logout()
    page = desk.post(form.action, {**form.values(), "summary": "It broke"})
    desk.send(page, page.form_with("username", "password"), username="bob", password=PASSWORD)
    desk.client.logout()
    desk.client.force_login(alice, backend="accounts.authentication.NameOrEmailBackend")
    assert "One draft, not sent yet" in desk.get("/reports/").text


def test_who_signs_in_elsewhere_finds_the_words_among_the_drafts_and_stays_signed_in(
    desk: Desk, alice: User, settings: Any
) -> None:
    _page, form = desk.open_form()
    desk.client.logout()
    desk.post(form.action, {**form.values(), "summary": "It broke"})
    page = desk.get("/")
    page = desk.send(page, page.form_with("username", "password"), username="alice", password=PASSWORD)
    assert "One draft, not sent yet" in desk.get("/reports/").text
    assert desk.client.session.get_expiry_age() == settings.SESSION_COOKIE_AGE


def test_another_tabs_words_stay_and_these_keep_their_files(desk: Desk) -> None:
    _page, form = desk.open_form()
    written = {**form.values(), "autosave": "1", "tab": "phone"}
    desk.post(form.action, {**written, "summary": "Of the phone"})
    page = signed_out_again(desk, form, summary="Of the desk", files=upload("proof.txt"))
    assert "was changed in another tab" in page.text
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


def test_another_sites_page_signs_nobody_out(desk: Desk, alice: User, bob: User) -> None:
    """Its post comes without her cookie; an answer with a session would put another one in its place."""
    strict = in_a_strict_browser(desk, alice)
    url = desk.form_url()
    stranger = Client(headers={"host": "lodge.test"}, enforce_csrf_checks=True)
    headers = {"Origin": "http://elsewhere.test"}
    answer = stranger.post(url, {"summary": "x", "writer": writer_field(bob)}, headers=headers)
    assert (answer.status_code, dict(answer.cookies)) == (403, {})
    assert Submission.objects.count() == 0
    assert strict.get(url).status == 200


def test_a_prepared_form_closed_while_somebody_writes_costs_neither_place_nor_files(
    desk: Desk, alice: User
) -> None:
    kind = desk.form_url().rstrip("/").rpartition("/")[2]
    make_form("summary", cloud_id=desk.site["cloud_id"], issue_type_id=kind)
    tab = Tab(desk, desk.get("/f/app-bug/"))
    tab.write(summary="Begun")
    BugForm.objects.update(is_active=False)
    assert "Draft saved" in tab.write(summary="It broke").text
    page = desk.post(tab.form.action, {**tab.values, "files": upload("proof.txt")})
    assert "This form is no longer there. All that you typed is kept, and can be filed here." in page.text
    assert "proof.txt" in page.text
    desk.send(page, page.form_with("summary", "submission"))
    assert (report().state, report().summary) == (State.FILED, "It broke")
    assert [each.name for each in report().attachments.all()] == ["proof.txt"]
