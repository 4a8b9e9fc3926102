"""Saving while somebody writes: early, often, without asking Jira anything, and never over something else."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import User
from integrations.models import Connection, ConnectionState
from issues.models import State, Submission
from tests.integration.issues.drafts.conftest import Tab
from tests.integration.issues.filing.conftest import Desk, report, told


def test_what_is_typed_is_a_draft_before_anything_is_sent(tab: Tab) -> None:
    said = tab.write(summary="It broke", description="long story")
    row = report()
    assert "Draft saved:" in said.text
    assert (row.state, row.summary, row.version) == (State.DRAFT, "It broke", 1)
    assert row.values["description"] == ["long story"]
    assert row.field_names["summary"] == "Summary"
    assert row.fingerprint == tab.form.values()["fingerprint"][0]
    tab.write(summary="It broke again")
    assert (report().summary, report().version) == ("It broke again", 2)
    assert told(row) == ["kept"]


def test_saving_asks_jira_nothing_even_while_it_is_down(desk: Desk, tab: Tab) -> None:
    cache.clear()
    desk.sandbox.fault("status", path="/rest/", times=None, status=503)
    before = len(desk.sandbox.calls())
    tab.write(summary="It broke")
    assert report().summary == "It broke"
    assert len(desk.sandbox.calls()) == before


@pytest.mark.parametrize("state", [ConnectionState.RECONNECT, None])
def test_a_dead_link_and_no_link_at_all_do_not_hinder_it(tab: Tab, state: str | None) -> None:
    Connection.objects.update(state=state) if state else Connection.objects.all().delete()
    tab.write(summary="It broke")
    assert report().summary == "It broke"


@pytest.mark.parametrize("type_name", ["Bug", "Task", "Story", "Service request"])
def test_an_untouched_form_becomes_no_draft(desk: Desk, type_name: str) -> None:
    tab = Tab(desk, desk.get(desk.form_url(type_name)))
    assert tab.write().status == 204
    tab.file()
    assert Submission.objects.count() == 0


def test_what_was_typed_and_taken_away_again_becomes_no_draft(desk: Desk, tab: Tab) -> None:
    tab.file(summary="")
    assert Submission.objects.count() == 0


def test_a_form_filled_in_by_its_address_is_untouched_too(desk: Desk) -> None:
    tab = Tab(desk, desk.get(f"{desk.form_url()}?summary=From+an+address"))
    assert tab.values["summary"] == ["From an address"]
    tab.write()
    assert Submission.objects.count() == 0


def test_every_failed_post_is_a_draft(desk: Desk, tab: Tab) -> None:
    page = tab.file(summary="", description="long story")
    assert (page.status, report().values["description"]) == (422, ["long story"])
    again = Tab(desk, page)
    assert again.values["version"] == ["1"]
    again.file(summary="It broke")
    assert (report().state, len(desk.filed())) == (State.FILED, 1)


def test_what_was_sent_is_never_touched(desk: Desk, tab: Tab) -> None:
    tab.file(summary="It broke")
    sent = report()
    other = Tab(desk, desk.open_form()[0])
    other.values["submission"] = tab.values["submission"]
    said = other.write(summary="Something else")
    sent.refresh_from_db()
    assert (sent.state, sent.summary) == (State.FILED, "It broke")
    assert "sent already" in said.text
    assert Submission.objects.get(state=State.DRAFT).summary == "Something else"


def test_a_save_that_comes_after_its_own_tab_sent_the_form_says_nothing_new(
    desk: Desk, tab: Tab
) -> None:
    tab.file(summary="It broke")
    said = tab.write(summary="It brok")
    assert "Sent already" in said.text
    assert report().state == State.FILED
    Submission.objects.update(sent_at=timezone.now() - timedelta(minutes=5))
    tab.write(summary="Went back, and wrote on")
    assert Submission.objects.filter(state=State.DRAFT).get().summary == "Went back, and wrote on"


def test_what_is_typed_after_going_back_to_it_is_kept_however_soon(desk: Desk, tab: Tab) -> None:
    tab.file(summary="It broke")
    assert "Sent already" in tab.write(summary="It broke, and more").text
    said = tab.write(summary="It broke, and more", returned="1")
    assert "What you type now is kept as a new draft." in said.text
    assert Submission.objects.get(state=State.DRAFT).summary == "It broke, and more"


def test_who_is_signed_out_is_told_and_nothing_is_stored(desk: Desk, tab: Tab) -> None:
    desk.client.logout()
    said = tab.write(summary="It broke")
    assert "You are signed out." in said.text
    assert Submission.objects.count() == 0


def test_a_strangers_draft_is_not_there(
    desk: Desk, tab: Tab, carol: User, sign_in: Callable[[User], Client]
) -> None:
    tab.write(summary="It broke")
    stranger = Tab(Desk(sign_in(carol), desk.sandbox), tab.page)
    stranger.values = dict(tab.values)
    assert stranger.write(summary="Mine").status == 404
    assert report().summary == "It broke"


def test_what_no_database_can_store_is_left_out(tab: Tab) -> None:
    tab.values["field-names"] = ['{"summary": "Sum\\u0000mary", "x": 1}']
    tab.values["tab"] = ["\0" * 50]
    tab.values["version"] = ["99999999999999"]
    tab.write(summary="It\0 broke")
    assert (report().summary, report().field_names) == ("It broke", {"summary": "Summary"})


# The next save of a draft takes one statement, unless anything about it is unusual.


def test_the_same_text_again_changes_nothing(tab: Tab) -> None:
    tab.write(summary="It broke")
    before = report()
    tab.write(summary="It broke")
    assert (report().version, report().edited_at) == (1, before.edited_at)


def test_a_next_save_stores_all_that_the_first_did(tab: Tab) -> None:
    tab.write(summary="It br")
    Submission.objects.update(messages=["Say more"], field_errors={"summary": "No"})
    said = tab.write(summary="It broke", description="long story")
    row = report()
    assert (row.version, row.summary, row.edited_in) == (2, "It broke", tab.values["tab"][0])
    assert (row.values["description"], row.messages, row.field_errors) == (["long story"], [], {})
    assert row.typed_bytes > len("It broke" + "long story")
    assert row.field_names["summary"] == "Summary"
    assert "Draft saved:" in said.text
    assert tab.values["version"] == ["2"]


def test_an_account_that_was_linked_since_goes_into_the_draft(tab: Tab) -> None:
    tab.write(summary="It br")
    Submission.objects.update(account_id="712020:before", account_name="Before")
    tab.write(summary="It broke")
    row = report()
    assert row.account_id == tab.values["as-account"][0]
    assert row.account_name != "Before"


def test_a_draft_of_another_place_comes_along(tab: Tab) -> None:
    tab.write(summary="It br")
    key = report().project_key
    Submission.objects.update(project_key="OTHER", project_id="7")
    tab.write(summary="It broke")
    assert (report().project_key, report().project_id) == (key, "")


def test_an_account_that_no_database_can_store_hinders_nothing(tab: Tab) -> None:
    tab.write(summary="It br")
    tab.values["as-account"] = ["\0odd"]
    tab.write(summary="It broke")
    assert (report().summary, report().version) == ("It broke", 2)


def test_a_save_over_what_was_thrown_away_brings_it_back(tab: Tab) -> None:
    tab.write(summary="It br")
    Submission.objects.update(state=State.WITHDRAWN)
    tab.write(summary="It broke")
    assert (report().state, report().summary) == (State.DRAFT, "It broke")
