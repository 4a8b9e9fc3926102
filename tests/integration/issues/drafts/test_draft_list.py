"""The list of drafts: to go on with, or to throw away, and back."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from integrations.models import Connection, ConnectionState
from issues.models import State, Submission
from tests.integration.issues.bugforms.conftest import make_form
from tests.integration.issues.drafts.conftest import Tab
from tests.integration.issues.filing.conftest import Desk, report
from tests.integration.issues.filing.test_report_pages import stored


def test_a_draft_is_gone_on_with_and_not_complained_about(desk: Desk, tab: Tab) -> None:
    tab.write(description="long story")
    page = desk.get("/drafts/")
    page = desk.get(page.link_to("Without a summary"))
    assert "to correct" not in page.text
    again = Tab(desk, page)
    assert again.values["description"] == ["long story"]
    assert again.values["submission"] == [str(report().pk)]
    again.file(summary="It broke")
    assert (report().state, len(desk.filed())) == (State.FILED, 1)


@pytest.mark.parametrize("url", ["/", "/drafts/"])
def test_home_and_list_lead_to_it(desk: Desk, tab: Tab, url: str) -> None:
    tab.write(summary="It broke")
    assert f"report={report().pk}" in desk.get(url).link_to("^It broke$")
    assert desk.get("/reports/").has_link("/drafts/")


def test_thrown_away_it_is_gone_everywhere_until_that_is_undone(desk: Desk, tab: Tab) -> None:
    tab.write(summary="It broke")
    page = desk.get("/drafts/")
    page = desk.send(page, page.form_to("discard"))
    assert "Thrown away: It broke" in page.text
    assert page.text.count("It broke") == 1
    assert "It broke" not in desk.get("/reports/").text + desk.get("/").text
    page = desk.send(page, page.form_to("restore"))
    assert page.has_link("^It broke$")
    assert report().state == State.DRAFT


def test_from_its_own_page_it_goes_the_same_way_and_comes_back_the_same_way(
    desk: Desk, tab: Tab
) -> None:
    tab.write(summary="It broke")
    own = f"/reports/{report().pk}/"
    page = desk.get(own)
    page = desk.send(page, page.form_to(f"/drafts/{report().pk}/discard/"))
    assert "Thrown away: It broke Undo" in page.text
    gone = desk.get(own)
    assert "You threw this draft away." in gone.text
    assert "File the same text as a new one" not in gone.text
    page = desk.send(gone, gone.form_to("restore"))
    assert page.has_link("^It broke$")
    assert report().state == State.DRAFT


def test_a_page_from_when_it_still_waited_throws_a_draft_away_so_that_it_can_be_had_back(
    desk: Desk, alice: User
) -> None:
    row = stored(desk, alice, State.DRAFT, sent_at=timezone.now())
    page = desk.post(f"/reports/{row.pk}/answer/", {"answer": "withdraw"})
    assert "Thrown away: It broke" in page.text
    desk.send(page, page.form_to("restore"))
    assert report().state == State.DRAFT


def test_what_was_sent_is_neither_thrown_away_nor_brought_back(desk: Desk, tab: Tab) -> None:
    tab.file(summary="It broke")
    desk.post(f"/drafts/{report().pk}/discard/", {})
    assert report().state == State.FILED
    Submission.objects.update(state=State.WITHDRAWN)
    desk.post(f"/drafts/{report().pk}/restore/", {})
    assert report().state == State.WITHDRAWN


def test_a_stranger_finds_nothing(
    desk: Desk, tab: Tab, carol: User, sign_in: Callable[[User], Client], stranger: Client
) -> None:
    tab.write(summary="It broke")
    hers = Desk(sign_in(carol), desk.sandbox)
    assert "It broke" not in hers.get(f"/drafts/?gone={report().pk}").text
    for act in ("discard", "restore"):
        url = f"/drafts/{report().pk}/{act}/"
        assert hers.post(url, {}).status == 404
        assert stranger.post(url).status_code == 302
    assert "/account/sign-in/" in stranger.get("/drafts/").headers["Location"]
    assert hers.get("/drafts/?gone=nonsense").status == 200
    assert report().state == State.DRAFT


def test_the_list_is_there_with_a_dead_link_and_with_jira_down(desk: Desk, tab: Tab) -> None:
    tab.write(summary="It broke")
    Connection.objects.update(state=ConnectionState.RECONNECT)
    desk.sandbox.fault("status", path="/rest/", times=None, status=503)
    before = len(desk.sandbox.calls())
    assert desk.get("/drafts/").has_link("^It broke$")
    assert len(desk.sandbox.calls()) == before


def test_a_tab_goes_on_with_what_was_thrown_away_in_another(desk: Desk, tab: Tab) -> None:
    tab.write(summary="It broke")
    desk.post(f"/drafts/{report().pk}/discard/", {})
    assert tab.write().text == ""
    assert report().state == State.WITHDRAWN
    assert "Draft saved" in tab.write(description="and more").text
    assert report().state == State.DRAFT
    desk.post(f"/drafts/{report().pk}/discard/", {})
    assert tab.file().status == 200
    assert (report().state, len(desk.filed())) == (State.FILED, 1)


def test_a_draft_that_was_sent_once_can_be_thrown_away_and_had_back_too(
    desk: Desk, alice: User
) -> None:
    row = stored(desk, alice, State.DRAFT, sent_at=timezone.now())
    page = desk.post(f"/drafts/{row.pk}/discard/", {})
    desk.send(page, page.form_to("restore"))
    assert report().state == State.DRAFT


def test_many_drafts_of_prepared_forms_cost_no_more_questions_than_one(
    desk: Desk, alice: User
) -> None:
    kind = desk.form_url().rstrip("/").rpartition("/")[2]
    asked = []
    for n in range(3):
        place = {"cloud_id": desk.site["cloud_id"], "issue_type_id": kind}
        form = make_form("summary", slug=f"form-{n}", **place)
        stored(
            desk,
            alice,
            State.DRAFT,
            pk=uuid4(),
            bug_form=form,
            project_key=form.project_key,
            **place,
        )
        with CaptureQueriesContext(connection) as counted:
            assert f"/f/form-{n}/" in desk.get("/drafts/").html
        asked.append(len(counted))
    assert len(set(asked)) == 1
