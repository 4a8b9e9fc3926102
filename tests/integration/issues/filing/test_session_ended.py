"""What was typed when a session ended is a draft from the moment its writer is back: nothing takes it away again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from integrations.models import Connection, ConnectionState
from issues.models import BugForm, State, Submission
from issues.views.form.writer_field import writer_field
from tests.conftest import PASSWORD
from tests.integration.issues.attachments.conftest import folder, upload
from tests.integration.issues.bugforms.conftest import make_form
from tests.integration.issues.drafts.conftest import Tab
from tests.integration.issues.filing.conftest import Desk, report
from tests.integration.issues.filing.session_ended import (
    come_back_with,
    grown_old,
    in_a_strict_browser,
    session_is_deleted,
    signed_out_again,
)

__all__ = ["folder"]


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


def test_an_answer_given_after_the_session_ended_leads_back_to_the_report(
    desk: Desk, alice: User
) -> None:
    row = Submission.objects.create(
        owner=alice, summary="It broke", state=State.DRAFT, cloud_id="c"
    )
    desk.client.logout()
    page = desk.post(f"/reports/{row.pk}/answer/", {"answer": "withdraw"})
    page = desk.send(
        page, page.form_with("username", "password"), username="alice", password=PASSWORD
    )
    assert (page.url, page.status) == (f"/reports/{row.pk}/", 200)
    assert "It broke" in page.text
    assert report().state == State.DRAFT


def test_a_form_from_before_signing_in_again_leads_back_to_itself_with_every_word(
    desk: Desk, alice: User
) -> None:
    """Signing in in another tab changes what a form has to prove: the old one proves nothing any more."""
    strict = in_a_strict_browser(desk, alice)
    _page, form = strict.open_form()
    strict.client.cookies["csrftoken"] = "x" * 32
    page = strict.post(
        form.action, {**form.values(), "summary": "It broke", "description": "long story"}
    )
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


def password_is_set_anew(user: User) -> None:
    """Those who run Lodge do that; every session of *user* ends with it."""
    user.set_password("a new one, not the same")
    user.save()
    user.set_password(PASSWORD)
    user.save()


def person_is_put_out_for_a_while(user: User) -> None:
    """Those who run Lodge deactivate *user*, and think better of it before they sign in again."""
    User.objects.filter(pk=user.pk).update(is_active=False)


@pytest.mark.parametrize(
    "end", [session_is_deleted, password_is_set_anew, person_is_put_out_for_a_while]
)
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
    page = strict.send(
        page, page.form_with("username", "password"), username="alice", password=PASSWORD
    )
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
    page = strict.send(
        page, page.form_with("username", "password"), username="bob", password=PASSWORD
    )
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
    page = desk.send(
        page, page.form_with("username", "password"), username="alice", password=PASSWORD
    )
    assert page.form_with("summary").values()["summary"] == ["Of the second tab"]
    assert "in another tab is among your drafts" in page.text
    summaries = Submission.objects.values_list("summary", flat=True)
    assert sorted(summaries) == ["Of the first tab", "Of the second tab"]


def test_a_text_of_any_length_is_kept(desk: Desk) -> None:
    long = "One more line of the log.\n" * 12_000
    come_back_with(desk, summary="It broke", description=long)
    assert report().values["description"][0].replace("\r\n", "\n") == long


def test_more_than_a_session_holds_is_said_and_not_swallowed(desk: Desk, time_machine: Any) -> None:
    """Of a form that is too old to put it among its writer's drafts."""
    _page, form = desk.open_form()
    desk.client.logout()
    time_machine.move_to(datetime.now(UTC) + timedelta(days=15))
    page = desk.post(form.action, {**form.values(), "description": "x" * 2_000_001})
    assert (page.status, "What you typed is still on the page before" in page.text) == (403, True)
    assert Submission.objects.count() == 0


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


def test_an_old_form_with_a_file_that_was_sent_before_is_no_second_report(
    desk: Desk, alice: User
) -> None:
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
    assert (
        "This form is no longer there. All that you typed is kept, and can be filed here."
        in page.text
    )
    assert "proof.txt" in page.text
    desk.send(page, page.form_with("summary", "submission"))
    assert (report().state, report().summary) == (State.FILED, "It broke")
    assert [each.name for each in report().attachments.all()] == ["proof.txt"]
