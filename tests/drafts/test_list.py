"""The list of drafts: to go on with, or to throw away, and back."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from integrations.models import Connection, ConnectionState
from issues.models import State, Submission
from tests.drafts.conftest import Tab
from tests.filing.conftest import Desk, report


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
